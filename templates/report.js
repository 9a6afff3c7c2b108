(() => {
  "use strict";
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const by = (id) => document.getElementById(id);
  // On paper every group is open; evidence that is folded stays so.
  const folds = all("details.group");
  let before = null;
  addEventListener("beforeprint", () => {
    before = folds.map((fold) => fold.open);
    folds.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => {
    if (before) folds.forEach((fold, at) => { fold.open = before[at]; });
    before = null;
  });

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Pages that were opened from a folder may have no clipboard of their own.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  all("pre.commands, code.command").forEach((element) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", element.matches("pre") ? "Copy these commands" : "Copy this command");
    button.addEventListener("click", async () => {
      const done = await copy(element.textContent.trim());
      button.textContent = done ? "Copied" : "Not copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    element.after(button);
  });

  const bar = by("filter");
  if (!bar) return;
  const search = by("search"), severity = by("severity"), state = by("state"), tenant = by("tenant");
  const groups = all("details.group").map((element) => {
    const head = all("summary, .sources", element).map((part) => part.textContent).join(" ").toLowerCase();
    const items = all(".finding", element).map((item) => ({ element: item, text: head + " " + item.textContent.toLowerCase() }));
    return { element, items, open: element.open };
  });
  const total = groups.reduce((sum, group) => sum + group.items.length, 0);
  let wasActive = false;

  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const active = words.length > 0 || Boolean(severity.value || state.value || tenant.value);
    let shown = 0;
    for (const group of groups) {
      const data = group.element.dataset;
      const fits = (!severity.value || data.severity === severity.value) && (!state.value || data.state === state.value);
      let here = 0;
      for (const item of group.items) {
        const match = fits && (!tenant.value || item.element.dataset.tenant === tenant.value) && words.every((word) => item.text.includes(word));
        item.element.hidden = !match;
        here += match ? 1 : 0;
      }
      group.element.hidden = here === 0;
      if (active && !wasActive) group.open = group.element.open;
      if (active && here > 0) group.element.open = true;
      if (!active && wasActive) group.element.open = group.open;
      shown += here;
    }
    wasActive = active;
    bar.classList.toggle("active", active);
    by("none").hidden = shown > 0;
    by("count").textContent = active ? `Filtered: ${shown} of ${total} findings shown` : `${total} finding${total === 1 ? "" : "s"}`;
  };
  const reset = () => {
    search.value = severity.value = state.value = tenant.value = "";
    show();
    search.focus();
  };
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => { if (event.key === "Escape") reset(); });
  [severity, state, tenant].forEach((select) => select.addEventListener("change", show));
  by("reset").addEventListener("click", reset);
  by("again").addEventListener("click", reset);
  by("unfold").addEventListener("click", () => all("#filter ~ details, #filter ~ details details").forEach((fold) => { fold.open = true; }));
  by("fold").addEventListener("click", () => groups.forEach((group) => { group.element.open = false; }));
  // A link to a finding must not lead to one that is filtered away.
  addEventListener("hashchange", () => {
    const target = by(location.hash.slice(1));
    if (target && target.closest("[hidden]")) { reset(); target.scrollIntoView(); }
  });
  bar.hidden = false;
  show();
})();
