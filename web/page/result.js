// The report, and what can be taken away.
const TYPES = {
  html: ["html", "text/html"], json: ["json", "application/json"], sarif: ["sarif", "application/sarif+json"],
  markdown: ["md", "text/markdown"], csv: ["csv", "text/csv"],
};
let redacted = null;

/** Runs something that takes a while: the button waits, errors are shown where the person is. */
const busy = async (button, doing, work) => {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  say(doing);
  try {
    await work();
  } catch (error) {
    say("");
    back();
    complain(error.message);
  } finally {
    button.removeAttribute("aria-disabled");
  }
};

const commandsOf = (block) => block.commands.join("\r\n");

const offerCommands = (blocks) => {
  by("copy").hidden = blocks.length === 0;
  by("blocks").replaceChildren(...blocks.map((block) => {
    const button = element("button", { type: "button", textContent: "Copy" });
    button.setAttribute("aria-label", `Copy the commands for ${block.shell}`);
    button.addEventListener("click", () => copyBlock(block, button));
    const where = block.tenants.length ? ` in ${block.tenants.join(", ")}` : "";
    return element("li", {},
      element("p", {}, element("strong", { textContent: block.shell }), where, ` · ${counted(block.commands.length, "command")}`), button);
  }));
  by("copy").onclick = () => {
    if (blocks.length === 1) copyBlock(blocks[0], by("copy"));
    else by("shells").showModal();
  };
};

const copyBlock = async (block, button) => {
  const done = await copyText(commandsOf(block));
  const before = button.textContent;
  button.textContent = done ? "Copied" : "Not copied";
  setTimeout(() => { button.textContent = before; }, 2000);
  say(done ? `${counted(block.commands.length, "command")} for ${block.shell} copied.` : "The browser did not let the page copy.");
};

const showResult = (summary, html) => {
  by("verdict").textContent = summary.words;
  by("result").className = summary.verdict;
  offerCommands(summary.blocks);
  by("report").srcdoc = html;
  by("entry").hidden = by("foot").hidden = true;
  by("result").hidden = false;
  document.title = `${summary.words} · hmaudit`;
  by("verdict").focus();
};

const back = () => {
  by("result").hidden = true;
  by("entry").hidden = by("foot").hidden = false;
  by("report").srcdoc = "";
  document.title = "hmaudit: hybrid modern authentication readiness";
  by("audit").focus();
};
by("back").addEventListener("click", back);

by("save").addEventListener("click", () => busy(by("save"), "Writing the report…", async () => {
  const format = by("format").value;
  const [ending, type] = TYPES[format];
  save(`hmaudit-report.${ending}`, await engine.call("report", { format }), type);
  say(`hmaudit-report.${ending} saved.`);
}));

by("scripts").addEventListener("click", () => busy(by("scripts"), "Writing the scripts…", async () => {
  save("hmaudit-scripts.zip", await engine.call("scripts"), "application/zip");
  say("hmaudit-scripts.zip saved: plan.md in it explains each script.");
}));

by("redact").addEventListener("click", () => busy(by("redact"), "Replacing names…", async () => {
  redacted = await engine.call("redact");
  say("");
  by("replaced").textContent = `${counted(redacted.replaced, "name")} replaced by pseudonyms of the same length. The verdicts stay the same.`;
  by("warnings").replaceChildren(...redacted.warnings.map((line) => element("li", { textContent: line })));
  by("handover").showModal();
}));
by("save-redacted").addEventListener("click", () => save("hmaudit-redacted.zip", redacted.archive, "application/zip"));
by("save-key").addEventListener("click", () => save("hmaudit-redact-key.json", redacted.key, "application/json"));
by("handover").addEventListener("close", () => { redacted = null; });
