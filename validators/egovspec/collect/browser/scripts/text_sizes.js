// Sizes of the text a visitor sees: how many characters stand in each, in CSS pixels. An expression.
(() => {
  const sizes = new Map();
  const walk = document.createTreeWalker(document.body || document.documentElement, NodeFilter.SHOW_TEXT);
  let node;
  for (let seen = 0; seen < 20000 && (node = walk.nextNode()); seen++) {
    const characters = node.data.replace(/\s+/g, "").length;
    const parent = node.parentElement;
    if (!characters || !parent || !parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const size = Math.round(parseFloat(getComputedStyle(parent).fontSize) * 10) / 10;
    sizes.set(size, (sizes.get(size) || 0) + characters);
  }
  return [...sizes].sort((one, other) => one[0] - other[0]);
})();
