//! A headless Chromium with one page, driven over the DevTools protocol: JSON, ended by NUL, on two pipes. No crate: the tests need
//! ten commands.

use base64::Engine;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Other tests may keep the machine busy.
const PATIENCE: Duration = Duration::from_secs(180);

/// A page of a browser of its own; the browser ends with it.
pub struct Page {
    browser: Child,
    input: ChildStdin,
    output: Receiver<Value>,
    session: Option<String>,
    calls: u64,
    events: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Page {
    /// Starts a browser. `None`, and a line that says so, when none is installed; on CI that is a failure.
    pub fn start() -> Option<Self> {
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
        let found = std::env::var_os("PATH").and_then(|path| {
            let folders: Vec<_> = std::env::split_paths(&path).collect();
            names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
        });
        let Some(program) = found else {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "no Chromium, and CI must run the browser tests");
            eprintln!("skipped: no Chromium in PATH (Debian: apt-get install chromium)");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        // Chromium reads commands from descriptor 3 and answers on 4.
        let mut browser = Command::new("sh")
            .args(["-c", r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#, "sh"])
            .arg(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
            .args(["--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = browser.stdin.take().unwrap();
        let stdout = browser.stdout.take().unwrap();
        let (send, output) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(stdout).split(0).map_while(Result::ok) {
                let Ok(message) = serde_json::from_slice(&message) else { break };
                if send.send(message).is_err() {
                    break;
                }
            }
        });
        let mut page = Self { browser, input, output, session: None, calls: 0, events: Vec::new(), _profile: profile };
        let target = page.call("Target.createTarget", json!({"url": "about:blank"}))["targetId"].clone();
        let session = page.call("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        page.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network", "Audits"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        page.call("Target.setAutoAttach", json!({"autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true}));
        page.events.clear();
        Some(page)
    }

    /// Opens a file from disk and waits until it is loaded and what loading caused was told.
    pub fn open(&mut self, path: &Path) {
        self.open_address(&format!("file://{}", path.display()));
    }

    /// Opens an address in the same way.
    pub fn open_address(&mut self, address: &str) {
        self.events.retain(|event| event["method"] != "Page.loadEventFired");
        let answer = self.call("Page.navigate", json!({"url": address}));
        assert!(answer.get("errorText").is_none(), "{answer}");
        while self.seen("Page.loadEventFired").is_empty() {
            let event = self.receive();
            self.events.push(event);
        }
    }

    /// Sets the size of the viewport in pixels.
    pub fn size(&mut self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Sets the medium and the colour scheme that the page believes in.
    pub fn media(&mut self, medium: &str, scheme: &str) {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", json!({"media": medium, "features": features}));
    }

    /// Scripts of pages are off from now on.
    pub fn without_scripts(&mut self) {
        self.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    }

    /// The value of a JavaScript expression in the page.
    pub fn eval(&mut self, expression: &str) -> Value {
        let answer =
            self.call("Runtime.evaluate", json!({"expression": expression, "returnByValue": true, "awaitPromise": true}));
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer:#}");
        answer["result"]["value"].clone()
    }

    /// The value of an expression in the frame of another origin that the page holds, once that is loaded.
    pub fn eval_in_frame(&mut self, expression: &str) -> Value {
        let session = self.frame();
        let page = self.session.replace(session);
        self.wait_for("document.readyState === 'complete' && document.body.childElementCount > 0");
        let value = self.eval(expression);
        self.session = page;
        value
    }

    /// The session of the frame that came last, once it is there.
    fn frame(&mut self) -> String {
        let started = Instant::now();
        loop {
            let attached = self.seen("Target.attachedToTarget");
            if let Some(frame) = attached.iter().rfind(|target| target["targetInfo"]["type"] == "iframe") {
                return frame["sessionId"].as_str().unwrap().to_owned();
            }
            assert!(started.elapsed() < PATIENCE, "a frame in time");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until an expression is true.
    pub fn wait_for(&mut self, expression: &str) {
        let started = Instant::now();
        while self.eval(expression) != json!(true) {
            assert!(started.elapsed() < PATIENCE, "{expression} in time");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Drags files and folders over a place of the page and drops them there.
    pub fn drop_files(&mut self, paths: &[&Path], x: u32, y: u32) {
        let files: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let data = json!({"items": [], "files": files, "dragOperationsMask": 1});
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.call("Input.dispatchDragEvent", json!({"type": kind, "x": x, "y": y, "data": data}));
        }
    }

    /// Presses a key by its name: `Tab`, `Enter`.
    pub fn press(&mut self, key: &str, code: u32) {
        let text = if key == "Enter" { "\r" } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text});
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// What the page saves goes into this folder.
    pub fn save_into(&mut self, folder: &Path) {
        self.call("Browser.setDownloadBehavior", json!({"behavior": "allow", "downloadPath": folder.display().to_string()}));
    }

    /// The page as a picture, in PNG.
    pub fn picture(&mut self) -> Vec<u8> {
        decoded(&self.call("Page.captureScreenshot", json!({"format": "png"})))
    }

    /// What a screen reader is told: the nodes of the accessibility tree.
    pub fn accessibility(&mut self) -> Vec<Value> {
        self.call("Accessibility.getFullAXTree", json!({}))["nodes"].as_array().unwrap().clone()
    }

    /// Types into what has the focus.
    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
    }

    /// The page as printed.
    pub fn pdf(&mut self) -> Vec<u8> {
        decoded(&self.call("Page.printToPDF", json!({"printBackground": true, "preferCSSPageSize": true})))
    }

    /// Parameters of the events of one kind that the page has caused so far.
    pub fn seen(&mut self, event: &str) -> Vec<Value> {
        // An answer comes behind the events that precede it.
        self.call("Runtime.evaluate", json!({"expression": "0"}));
        self.events.iter().filter(|message| message["method"] == event).map(|message| message["params"].clone()).collect()
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let id = self.calls;
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(0);
        self.input.write_all(&bytes).unwrap();
        self.input.flush().unwrap();
        loop {
            let answer = self.receive();
            if answer["id"] == id {
                assert!(answer.get("error").is_none(), "{method}: {answer:#}");
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    fn receive(&self) -> Value {
        self.output.recv_timeout(PATIENCE).expect("Chromium answers in time")
    }
}

fn decoded(answer: &Value) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}
