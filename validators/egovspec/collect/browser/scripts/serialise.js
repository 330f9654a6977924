// The document as a visitor has it once its scripts have run, as one piece of HTML; what stands in open shadow roots and
// in frames of the same origin becomes part of it. An expression: a function of the greatest length that is wanted.
(limit) => {
  const inert = document.implementation.createHTMLDocument("");

  // Nothing runs and nothing loads in a document without a window, so the copy may be changed freely.
  const copyOf = (original) => {
    const copy = inert.importNode(original, true);
    const from = [original, ...original.querySelectorAll("*")];
    const to = [copy, ...copy.querySelectorAll("*")];
    from.forEach((element, at) => {
      if (element.shadowRoot) flatten(element, to[at]);
      if (element.localName === "iframe" || element.localName === "frame") unfold(element, to[at]);
    });
    // With scripts running nobody sees what is meant for when they do not.
    [...copy.querySelectorAll("noscript")].forEach((element) => element.remove());
    return copy;
  };

  const flatten = (host, hostCopy) => {
    const shadow = inert.createElement("div");
    shadow.setAttribute("data-shadow", "open");
    for (const child of host.shadowRoot.childNodes) {
      if (child.nodeType !== Node.ELEMENT_NODE) shadow.append(inert.importNode(child, true));
      else if (child.localName !== "style") shadow.append(copyOf(child));
    }
    hostCopy.prepend(shadow); // what fills its slots follows as the children of the host
  };

  const unfold = (frame, frameCopy) => {
    let root = null;
    try {
      root = frame.contentDocument && frame.contentDocument.body;
    } catch {
      return; // of another origin
    }
    if (!root || !root.childNodes.length || !frameCopy.parentNode) return;
    const inside = inert.createElement("div");
    inside.setAttribute("data-frame", frame.contentDocument.URL);
    const copy = copyOf(root);
    // Addresses in the frame are relative to the frame's own.
    const base = frame.contentDocument.baseURI;
    for (const element of copy.querySelectorAll("a[href],area[href],img[src],iframe[src]")) {
      const name = element.hasAttribute("href") ? "href" : "src";
      try {
        element.setAttribute(name, new URL(element.getAttribute(name), base).href);
      } catch {
        // An address that is none stays as it is.
      }
    }
    inside.append(...copy.childNodes);
    frameCopy.after(inside);
  };

  const html = copyOf(document.documentElement).outerHTML;
  const doctype = document.doctype ? new XMLSerializer().serializeToString(document.doctype) + "\n" : "";
  return html.length > limit
    ? { length: html.length }
    : { html: doctype + html, title: document.title, url: location.href };
};
