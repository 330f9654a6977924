"use strict";
// Filters the provisions and keeps the language of the document right. The page is complete without it.
(() => {
  const page = document.documentElement;
  for (const choice of document.querySelectorAll("input[name=language]")) {
    const follow = () => {
      if (choice.checked) {
        page.lang = choice.value;
        document.title = choice.dataset.title;
      }
    };
    choice.addEventListener("change", follow);
    follow();
  }

  const folds = [...document.querySelectorAll("details")];
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = folds.filter((fold) => !fold.open);
    for (const fold of folded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
  });

  const filters = document.querySelector(".filters");
  if (!filters) return;
  const provisions = [...document.querySelectorAll(".provision")].map((element) => ({
    element,
    section: element.closest("section"),
    text: element.textContent.toLowerCase(),
  }));
  const find = document.getElementById("find");
  const shown = document.getElementById("shown");

  const chosen = (name) =>
    new Set([...filters.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));

  const apply = () => {
    const outcomes = chosen("outcome");
    const levels = chosen("level");
    const sought = find.value.trim().toLowerCase().split(/\s+/);
    const filled = new Set();
    let count = 0;
    for (const { element, section, text } of provisions) {
      const fits =
        outcomes.has(element.dataset.outcome) &&
        levels.has(element.dataset.level) &&
        sought.every((word) => text.includes(word));
      element.hidden = !fits;
      if (fits) {
        filled.add(section);
        count += 1;
      }
    }
    for (const { section } of provisions) section.hidden = !filled.has(section);
    shown.textContent = String(count);
  };

  // A link to a provision must lead somewhere, whatever is filtered out.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.closest("[hidden]")) return;
    for (const box of filters.querySelectorAll("input[type=checkbox]")) box.checked = true;
    find.value = "";
    apply();
    target.scrollIntoView();
  };

  filters.addEventListener("input", apply);
  addEventListener("hashchange", reveal);
  filters.hidden = false;
  apply();
})();
