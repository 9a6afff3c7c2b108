// The captures that were added, and the ways to add them.
const captures = (() => {
  /** More files than this are no captures but a disk. */
  const MANY = 10_000;
  /** WebAssembly has four gigabytes, and an audit needs several times what it reads. */
  const LARGE = 400 << 20;
  const list = [];
  let pasted = 0;
  let changed = () => {};

  const row = (capture) => {
    const tenant = element("input", { type: "text", name: "tenant", value: capture.tenant, placeholder: byFolder(capture.name) || "from the capture", autocomplete: "off", spellcheck: false });
    tenant.setAttribute("list", "tenants");
    tenant.setAttribute("aria-label", `Tenant of ${capture.name}`);
    tenant.addEventListener("change", () => {
      capture.tenant = tenant.value.trim();
      offerTenants();
    });
    const remove = element("button", { type: "button", className: "small", textContent: "Remove" });
    remove.setAttribute("aria-label", `Remove ${capture.name}`);
    remove.addEventListener("click", () => {
      const at = list.indexOf(capture);
      list.splice(at, 1);
      show();
      say(`${capture.name} was removed.`);
      (by("rows").querySelectorAll("button")[Math.min(at, list.length - 1)] || by("choose-files")).focus();
    });
    return element("tr", {},
      element("th", { scope: "row" }, element("code", { textContent: capture.name })),
      element("td", { className: "size", textContent: sized(capture.file.size) }),
      element("td", {}, tenant),
      element("td", {}, remove));
  };

  /** The tenant that the path names, as the engine reads it. */
  const byFolder = (name) => {
    const parts = name.split("/");
    const at = parts.findLastIndex((part) => part.toLowerCase() === "tenants");
    return at >= 0 && at + 2 < parts.length ? parts[at + 1] : "";
  };

  const offerTenants = () => {
    const names = new Set(list.map((capture) => capture.tenant || byFolder(capture.name)).filter(Boolean));
    by("tenants").replaceChildren(...[...names].sort().map((value) => element("option", { value })));
  };

  const show = () => {
    const size = list.reduce((sum, capture) => sum + capture.file.size, 0);
    by("captures").hidden = list.length === 0;
    by("captures-title").textContent = `${counted(list.length, "capture")}, ${sized(size)}`;
    by("rows").replaceChildren(...list.map(row));
    by("audit").disabled = list.length === 0;
    offerTenants();
    changed();
  };

  const isSame = (a, b) => a.size === b.size && a.lastModified === b.lastModified;

  /** A name that no other capture has: `mapi (2).txt`. */
  const freeName = (name) => {
    const taken = new Set(list.map((capture) => capture.name));
    const [, stem, ending] = /^(.*?)(\.[^./]*)?$/s.exec(name);
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${stem} (${number})${ending || ""}`;
    return free;
  };

  const add = (files) => {
    forgive();
    const fresh = files.filter(({ name, file }) => !list.some((other) => other.name === name && isSame(other.file, file)));
    const size = [...list, ...fresh].reduce((sum, { file }) => sum + file.size, 0);
    if (list.length + fresh.length > MANY) {
      complain(`These are ${counted(list.length + fresh.length, "file")}.\nAdd the folder that holds the captures, and nothing above it: up to ${MANY.toLocaleString("en")} files.`);
      return;
    }
    if (size > LARGE) {
      complain(`These files have ${sized(size)}; a browser can audit up to ${sized(LARGE)}.\nLeave some out, or use the program, which has no such limit.`);
      return;
    }
    for (const { name, file } of fresh) list.push({ name: freeName(name), file, tenant: "" });
    list.sort((a, b) => (a.name < b.name ? -1 : 1));
    show();
    const again = files.length - fresh.length;
    say(files.length === 0 ? "There was no file in it." : `${counted(fresh.length, "capture")} added${again ? `, ${again} already there` : ""}.`);
  };

  const addText = (text) => {
    if (!text.trim()) return;
    pasted += 1;
    add([{ name: `pasted-${pasted}.txt`, file: new File([text], "pasted") }]);
  };

  /** Files of an input; hidden ones are left out, as the program does. */
  const ofInput = (input) => {
    const named = [...input.files].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
    input.value = "";
    return named.filter(({ name }) => !isHidden(name));
  };
  const isHidden = (name) => name.split("/").some((part) => part.startsWith("."));

  const entriesOf = (folder) => new Promise((resolve, reject) => {
    const reader = folder.createReader();
    const found = [];
    // A reader gives a hundred at a time.
    const more = () => reader.readEntries((some) => {
      found.push(...some);
      if (some.length) more();
      else resolve(found);
    }, reject);
    more();
  });

  const walkEntry = async (entry, found) => {
    if (isHidden(entry.fullPath) || found.length > MANY) return;
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => { entry.file(resolve, reject); });
      found.push({ name: entry.fullPath.slice(1), file });
      return;
    }
    for (const inner of await entriesOf(entry)) await walkEntry(inner, found);
  };

  const walkHandle = async (handle, name, found) => {
    if (isHidden(name) || found.length > MANY) return;
    if (handle.kind === "file") {
      found.push({ name, file: await handle.getFile() });
      return;
    }
    for await (const inner of handle.values()) await walkHandle(inner, `${name}/${inner.name}`, found);
  };

  /** Files and folders that were dropped. They must be asked for before the event ends. Chromium opens no entries for a page from disk, but handles;
   * the others have no handles. */
  const ofDrop = async (transfer) => {
    const items = [...transfer.items].filter((item) => item.kind === "file");
    const found = [];
    if (items.every((item) => item.getAsFileSystemHandle)) {
      const handles = await Promise.all(items.map((item) => item.getAsFileSystemHandle()));
      for (const handle of handles) await walkHandle(handle, handle.name, found);
      return found;
    }
    for (const entry of items.map((item) => item.webkitGetAsEntry())) await walkEntry(entry, found);
    return found;
  };

  return {
    add, addText, ofInput, ofDrop,
    all: () => list.map(({ name, file, tenant }) => ({ name, file, tenant })),
    clear: () => { list.length = 0; show(); },
    onChange: (then) => { changed = then; },
  };
})();
