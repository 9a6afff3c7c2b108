// The start, and the audit itself.
const COLLECTORS = [
  ["exchange", "Exchange Management Shell", "on one Exchange server"],
  ["entra", "Microsoft Graph PowerShell", "once for each tenant"],
  ["online", "Exchange Online PowerShell", "once for each tenant"],
];
by("collectors").replaceChildren(...COLLECTORS.map(([side, shell, where]) => {
  const button = element("button", { type: "button", textContent: "Save script" });
  button.setAttribute("aria-label", `Save the script for ${shell}`);
  button.addEventListener("click", async () => {
    const script = await engine.call("collector", { side });
    save(`hmaudit-collect-${side}.ps1`, script, "text/plain");
    say(`hmaudit-collect-${side}.ps1 saved.`);
  });
  return element("li", {}, element("p", {}, element("strong", { textContent: shell }), element("span", { className: "quiet", textContent: where })), button);
}));

/** The day as people here count it. */
const today = () => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};

const showProgress = (stage) => {
  by("progress").hidden = !stage;
  by("stage").textContent = stage;
  by("bar").removeAttribute("value");
};
engine.watch((step, of) => {
  by("bar").max = of;
  by("bar").value = step;
  by("stage").textContent = `Understanding ${step} of ${of}…`;
});

/** The browser draws what was shown before work begins that may not let it. */
const drawn = () => new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); });

const audit = async () => {
  if (!by("as-of").value) {
    complain("The day of judgement is missing.\nCertificates, support dates and waivers are judged by it: set “Judge as of” in the settings.");
    return;
  }
  forgive();
  by("audit").disabled = true;
  showProgress("Reading…");
  await drawn();
  try {
    const summary = await engine.call("audit", {
      files: captures.all(), asOf: by("as-of").value, enabled: by("enabled").checked, title: by("title").value.trim(),
    });
    const html = await engine.call("report", { format: "html" });
    showResult(summary, new TextDecoder().decode(html));
  } catch (error) {
    complain(error.message);
  } finally {
    showProgress("");
    by("audit").disabled = captures.all().length === 0;
  }
};
by("audit").addEventListener("click", audit);

(async () => {
  by("as-of").value = today();
  by("entry").hidden = by("foot").hidden = false;
  try {
    by("version").textContent = `hmaudit ${await engine.start()}`;
  } catch (error) {
    complain(`This browser cannot run the audit: ${error.message}\nUse a current Edge, Chrome, Firefox or Safari, or the program.`);
  }
})();
