//! A headless Chromium with one page, driven over the DevTools protocol: JSON, ended by NUL, on two pipes. No crate: the tests need
//! ten commands.

use base64::Engine;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

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
        page.events.clear();
        Some(page)
    }

    /// Opens a file from disk and waits until it is loaded and what loading caused was told.
    pub fn open(&mut self, path: &Path) {
        let answer = self.call("Page.navigate", json!({"url": format!("file://{}", path.display())}));
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
        let answer = self.call("Runtime.evaluate", json!({"expression": expression, "returnByValue": true}));
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer:#}");
        answer["result"]["value"].clone()
    }

    /// Types into what has the focus.
    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
    }

    /// The page as printed.
    pub fn pdf(&mut self) -> Vec<u8> {
        let answer = self.call("Page.printToPDF", json!({"printBackground": true, "preferCSSPageSize": true}));
        base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str().unwrap()).unwrap()
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
        self.output.recv_timeout(PATIENCE).expect("Chromium answers within a minute")
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}
