// Files, folders and texts on their way in: buttons, drag and drop, the clipboard.
for (const kind of ["files", "folder"]) {
  by(`choose-${kind}`).addEventListener("click", () => by(kind).click());
  by(kind).addEventListener("change", () => captures.add(captures.ofInput(by(kind))));
}

by("clear").addEventListener("click", () => {
  captures.clear();
  forgive();
  say("All captures were removed.");
  by("choose-files").focus();
});

const text = by("text");
text.addEventListener("input", () => { by("add-text-line").hidden = !text.value.trim(); });
by("add-text").addEventListener("click", () => {
  captures.addText(text.value);
  text.value = "";
  by("add-text-line").hidden = true;
  text.focus();
});

// A text of megabytes must not pass through the field, which would draw it.
document.addEventListener("paste", (event) => {
  const isElsewhere = by("entry").hidden || event.target.closest?.("input");
  const { files } = event.clipboardData;
  const pasted = event.clipboardData.getData("text/plain");
  if (isElsewhere || text.value || !(files.length || pasted.trim())) return;
  event.preventDefault();
  if (files.length) captures.add([...files].map((file) => ({ name: file.name, file })));
  else captures.addText(pasted);
});

// The whole page takes what is dropped; a miss must not open the file instead.
let depth = 0;
const dragging = (event, step = 0) => {
  event.preventDefault();
  depth = step ? Math.max(0, depth + step) : 0;
  document.body.classList.toggle("dragging", depth > 0);
};
addEventListener("dragenter", (event) => dragging(event, 1));
addEventListener("dragleave", (event) => dragging(event, -1));
addEventListener("dragover", (event) => {
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
});
addEventListener("drop", async (event) => {
  dragging(event);
  if (by("entry").hidden) back();
  const dropped = event.dataTransfer.getData("text/plain");
  try {
    const files = await captures.ofDrop(event.dataTransfer);
    if (files.length === 0 && dropped.trim()) captures.addText(dropped);
    else captures.add(files);
  } catch (error) {
    complain(`What was dropped cannot be read: ${error.message}\nCopy it to a folder of this computer and drop that.`);
  }
});
