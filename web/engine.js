// Runs the audit: in a worker where there can be one, else in the page itself. It takes { id, call, with } and answers { id, value } or { id, error };
// between them, { step, of } tells how far it is.
const hmauditAnswer = (() => {
  "use strict";
  let session = null;

  const read = async ({ name, file }) => {
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch {
      throw new Error(`${name} cannot be read any more.\nIt was moved, changed or closed since it was added. Add it again.`);
    }
  };

  const calls = {
    start: async ({ module }) => {
      await wasm_bindgen({ module_or_path: module });
      return wasm_bindgen.version();
    },
    collector: ({ side }) => wasm_bindgen.collector(side),
    audit: async ({ files, asOf, enabled, title }) => {
      const next = new wasm_bindgen.Session(asOf, enabled, title || undefined);
      for (const file of files) next.add(file.name, file.tenant || undefined, await read(file));
      if (session) session.free();
      session = next;
      return JSON.parse(session.audit());
    },
    report: ({ format }) => session.report(format),
    scripts: () => session.scripts(),
    redact: () => {
      const { archive, key, warnings, replaced } = session.redacted();
      return { archive, key, warnings, replaced };
    },
  };

  return async ({ id, call, with: given }, post) => {
    try {
      post({ id, value: await calls[call](given) });
    } catch (error) {
      post({ id, error: String(error && error.message || error), fatal: error instanceof WebAssembly.RuntimeError, place: globalThis.hmauditPlace });
    }
  };
})();

// Called by the module.
globalThis.hmauditStep = (step, of) => { if (globalThis.hmauditPost) globalThis.hmauditPost({ step, of }); };
globalThis.hmauditFault = (place) => { globalThis.hmauditPlace = place; };

if (typeof document === "undefined") {
  globalThis.hmauditPost = (message) => postMessage(message);
  globalThis.onmessage = ({ data }) => hmauditAnswer(data, globalThis.hmauditPost);
  postMessage({ ready: true });
}
