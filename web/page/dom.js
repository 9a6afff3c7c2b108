// What comes from captures or the engine reaches the document as text only: through textContent and the values of fields.
const by = (id) => document.getElementById(id);

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const counted = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

const sized = (bytes) => {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1 << 20 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
};

/** Says something to everybody, those who hear the page too. */
let silence;
const say = (text) => {
  const status = by("status");
  status.textContent = text;
  status.classList.toggle("shown", Boolean(text));
  clearTimeout(silence);
  silence = setTimeout(() => status.classList.remove("shown"), 4000);
};

/** Shows an error: its first line is what happened, the others are places or what to do. */
const complain = (text) => {
  const [title, ...lines] = text.split("\n");
  const box = by("problem");
  box.querySelector("h3").textContent = title;
  box.querySelector("ul").replaceChildren(...lines.map((line) => element("li", { textContent: line })));
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
};
const forgive = () => { by("problem").hidden = true; };

const save = (name, bytes, type) => {
  const link = element("a", { download: name, href: URL.createObjectURL(new Blob([bytes], { type })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

const copyText = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A page that was opened from disk may have no clipboard of its own.
    const area = element("textarea", { value: text });
    (document.querySelector("dialog[open]") || document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
};
