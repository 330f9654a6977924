// What axe finds in the document, in the few words that are kept of it. An expression: a function of the tags of the
// rules to apply, of how much of a text is kept, and of how many elements are named for one rule; gives a promise.
async (tags, length, most) => {
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: tags },
    resultTypes: ["violations", "incomplete"],
    iframes: false, // frames are documents of their own, and those of other sites are not the page's
    selectors: true,
    elementRef: false,
  });
  const cut = (text) => String(text || "").replace(/\s+/g, " ").trim().slice(0, length);
  const target = (node) => cut(node.target.map((part) => (Array.isArray(part) ? part.join(" >>> ") : part)).join(" >>> "));
  const contrast = (node) => {
    const check = node.any.find((one) => one.id === "color-contrast");
    return check && check.data && check.data.contrastRatio ? check.data.contrastRatio : null;
  };
  const told = (rules, state) =>
    rules.map((rule) => ({
      rule: rule.id,
      state,
      tags: rule.tags,
      help: rule.help,
      description: rule.description,
      unlisted: Math.max(0, rule.nodes.length - most),
      nodes: rule.nodes.slice(0, most).map((node) => ({
        impact: node.impact || rule.impact,
        target: target(node),
        snippet: cut(node.html),
        contrast: contrast(node),
      })),
    }));
  return {
    found: [...told(found.violations, "violation"), ...told(found.incomplete, "needs-review")],
    passed: found.passes.length,
    inapplicable: found.inapplicable.length,
  };
};
