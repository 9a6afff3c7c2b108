// The engine, wherever it runs. A worker keeps the page alive while it works; a browser that allows none has the page wait.
const engine = (() => {
  const waiting = new Map();
  let next = 1;
  let module = null;
  let port = null;
  let progress = () => {};

  const settle = (message) => {
    if (message.step) {
      progress(message.step, message.of);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (!("error" in message)) {
      call.resolve(message.value);
      return;
    }
    if (message.fatal) port = null;
    const told = message.fatal
      ? `hmaudit fell over these captures, which it must never do.\nPlease report this: ${message.place || message.error}. Do not send the captures.\nThe captures are still listed; remove some of them and try again.`
      : message.error;
    call.reject(new Error(told));
  };

  const unpacked = async (text) => {
    const packed = Uint8Array.from(atob(text.trim()), (character) => character.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return WebAssembly.compile(await new Response(stream).arrayBuffer());
  };

  const inWorker = () => new Promise((resolve, reject) => {
    const source = URL.createObjectURL(new Blob([by("engine").textContent], { type: "text/javascript" }));
    const worker = new Worker(source);
    worker.onerror = reject;
    worker.onmessage = ({ data }) => {
      if (data.ready) resolve((message) => worker.postMessage(message));
      else settle(data);
    };
  });

  const inPage = () => (message) => { hmauditAnswer(message, settle); };

  const ask = (call, given) => new Promise((resolve, reject) => {
    const id = next;
    next += 1;
    waiting.set(id, { resolve, reject });
    port({ id, call, with: given });
  });

  const start = async () => {
    module ??= await unpacked(by("module").textContent);
    try {
      port = await inWorker();
      return await ask("start", { module });
    } catch {
      port = inPage();
      return ask("start", { module });
    }
  };

  return {
    start,
    call: async (call, given) => {
      if (!port) await start();
      return ask(call, given);
    },
    watch: (then) => { progress = then; },
  };
})();
