// Once down the page and back, as a visitor would, so that what waits to be scrolled to is fetched. A promise of
// "fits" where the window shows all of it and nothing was done, of "scrolled" otherwise.
(async () => {
  if (document.documentElement.scrollHeight <= window.innerHeight) return "fits";
  const step = Math.max(window.innerHeight, 200);
  for (let at = 1; at <= 20 && at * step < document.documentElement.scrollHeight; at++) {
    window.scrollTo(0, at * step);
    await new Promise((done) => setTimeout(done, 20));
  }
  window.scrollTo(0, document.documentElement.scrollHeight);
  await new Promise((done) => setTimeout(done, 20));
  window.scrollTo(0, 0);
  return "scrolled";
})();
