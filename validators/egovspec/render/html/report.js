"use strict";
// Filters and searches the provisions, folds and unfolds, and keeps the language of the document right.
// The page is complete without it. It shows and hides what is there and makes no markup from any text.
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

  // Paper holds what matters: all is unfolded but the long lists, which the reader unfolds before printing if wanted.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open]):not(.rest)")];
    for (const fold of folded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of folded) fold.open = false;
    folded = [];
  });

  const filters = document.querySelector(".filters");
  if (!filters) return;
  const provisions = [...document.querySelectorAll(".provision")].map((element) => ({
    element,
    section: element.closest("section"),
    text: null,
    lines: null,
  }));
  const find = document.getElementById("find");
  const clear = document.getElementById("clear");
  const shown = document.getElementById("shown");
  const hits = document.getElementById("hits");
  const hitsTold = document.getElementById("hits-told");
  // More hits than these in one list are counted and stay folded: laying them all out would make the reader wait.
  const UNFOLD = 200;
  const opened = new Set();

  const textOf = (provision) => (provision.text ??= provision.element.textContent.toLowerCase());
  // A line is one finding: an address in a list of many, or a statement of its own. Read when first searched.
  const linesOf = (provision) =>
    (provision.lines ??= [...provision.element.querySelectorAll(".findings > li")].flatMap((item) => {
      const places = [...item.querySelectorAll(".places > li")];
      const said = item.querySelector(".what");
      if (!places.length) return [{ element: item, group: item, text: item.textContent.toLowerCase() }];
      const head = said ? said.textContent.toLowerCase() : "";
      return places.map((element) => ({ element, group: item, text: head + " " + element.textContent.toLowerCase() }));
    }));

  const chosen = (name) => {
    const boxes = [...filters.querySelectorAll(`input[name=${name}]`)];
    return boxes.length ? new Set(boxes.filter((box) => box.checked).map((box) => box.value)) : null;
  };

  const unfold = (element, top) => {
    for (let at = element.parentElement; at && at !== top; at = at.parentElement) {
      if (at.tagName === "DETAILS" && !at.open) {
        at.open = true;
        opened.add(at);
      }
    }
  };

  // Shows, within one provision, the lines that hold every word; all of them when the words stand elsewhere in it.
  const narrow = (provision, words) => {
    const lines = linesOf(provision);
    const fitting = words.length ? lines.filter(({ text }) => words.every((word) => text.includes(word))) : [];
    const all = fitting.length === 0 || fitting.length === lines.length;
    const groups = new Set(fitting.map(({ group }) => group));
    const set = all ? null : new Set(fitting.map(({ element }) => element));
    for (const { element, group } of lines) {
      const hide = set !== null && !set.has(element);
      if (element.hidden !== hide) element.hidden = hide;
      const hideGroup = set !== null && !groups.has(group);
      if (group.hidden !== hideGroup) group.hidden = hideGroup;
    }
    provision.narrowed = !all;
    if (fitting.length && fitting.length <= UNFOLD) for (const { element } of fitting) unfold(element, provision.element);
    return fitting.length;
  };

  // Read ahead while nobody waits, so that the first search is as quick as the second.
  const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(() => work({ timeRemaining: () => 5 }), 50));
  const ahead = provisions.values();
  const readAhead = (deadline) => {
    do {
      const next = ahead.next();
      if (next.done) return;
      textOf(next.value);
      linesOf(next.value);
    } while (deadline.timeRemaining() > 10);
    idle(readAhead);
  };

  let before = "";
  const apply = () => {
    const [outcomes, levels, standards] = ["outcome", "level", "standard"].map(chosen);
    const sought = find.value.trim().toLowerCase();
    const words = sought ? sought.split(/\s+/) : [];
    const filled = new Set();
    let count = 0;
    let places = 0;
    if (sought !== before) {
      for (const fold of opened) fold.open = false;
      opened.clear();
    }
    for (const provision of provisions) {
      const { element, section } = provision;
      const { outcome, level, standard } = element.dataset;
      const fits =
        (!outcomes || outcomes.has(outcome)) &&
        (!levels || levels.has(level)) &&
        (!standards || standards.has(standard)) &&
        words.every((word) => textOf(provision).includes(word));
      element.hidden = !fits;
      if (!fits) continue;
      filled.add(section);
      count += 1;
      if (words.length) places += narrow(provision, words);
      else if (provision.narrowed) narrow(provision, words);
    }
    before = sought;
    for (const { section } of provisions) section.hidden = !filled.has(section);
    shown.textContent = String(count);
    hits.textContent = String(places);
    hitsTold.hidden = !words.length;
    clear.hidden = count === provisions.length && !words.length;
  };

  const everything = () => {
    for (const box of filters.querySelectorAll("input[type=checkbox]")) box.checked = true;
    find.value = "";
    apply();
  };

  // A link to a provision must lead somewhere, whatever is filtered out or folded.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) everything();
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };

  // A large report is searched when the typing rests, a small one with every letter.
  const large = document.getElementsByTagName("li").length > 20_000;
  let waiting = 0;
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    if (large) waiting = setTimeout(apply, 120);
    else apply();
  });
  filters.addEventListener("change", apply);
  clear.addEventListener("click", () => {
    everything();
    find.focus();
  });
  const main = document.getElementById("report");
  document.getElementById("open-all").addEventListener("click", () => {
    for (const fold of main.querySelectorAll("details:not(.rest)")) fold.open = true;
  });
  document.getElementById("fold-all").addEventListener("click", () => {
    for (const fold of main.querySelectorAll("details[open]")) fold.open = false;
  });
  addEventListener("hashchange", reveal);
  filters.hidden = false;
  // A browser that comes back to the page keeps what was chosen and typed.
  apply();
  if (location.hash) reveal();
  idle(readAhead);
})();
