//! `hmaudit.html` in a real browser: it audits as the program does, to the byte, asks the network for nothing, and takes nothing that a capture says for
//! anything but text. The page is the one that `HMAUDIT_PAGE` names (`cargo xtask page`), as it is in .ci/run; skipped aloud
//! without that variable, and only then.

use super::chromium::Page;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::{fs, thread};

const AS_OF: &str = "2026-11-21";
/// Where files are dropped.
const PLACE: (u32, u32) = (400, 300);

fn built() -> Option<PathBuf> {
    let Some(path) = std::env::var_os("HMAUDIT_PAGE") else {
        eprintln!("skipped: HMAUDIT_PAGE names no page (cargo xtask page; HMAUDIT_PAGE=target/page/hmaudit.html)");
        return None;
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    assert!(path.is_file(), "HMAUDIT_PAGE: there is no {}", path.display());
    Some(path)
}

/// The page, opened from disk at desktop width and ready for captures; what it saves goes into the folder.
struct Opened {
    page: Page,
    path: PathBuf,
    saved: tempfile::TempDir,
}

fn opened() -> Option<Opened> {
    let path = built()?;
    let mut page = Page::start()?;
    let saved = tempfile::tempdir().unwrap();
    page.save_into(saved.path());
    page.size(1280, 900);
    page.open(&path);
    let mut opened = Opened { page, path, saved };
    opened.is_ready();
    Some(opened)
}

fn estates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates")
}

const NO_RESULT_YET: &str = "document.getElementById('result').hidden";
const RESULT: &str = "!document.getElementById('result').hidden";
const PROBLEM: &str = "!document.getElementById('problem').hidden";
const CAPTURES: &str = "document.querySelectorAll('#rows tr').length";

impl Opened {
    fn is_ready(&mut self) {
        self.page.wait_for("document.getElementById('version').textContent !== ''");
        self.page.eval(&format!("document.getElementById('as-of').value = '{AS_OF}'"));
    }

    fn click(&mut self, id: &str) {
        self.page.eval(&format!("document.getElementById('{id}').click()"));
    }

    /// Drops files or folders and waits until all of them are listed.
    fn drop(&mut self, paths: &[&Path], captures: usize) {
        self.page.drop_files(paths, PLACE.0, PLACE.1);
        self.page.wait_for(&format!("{CAPTURES} === {captures} || ({PROBLEM})"));
        assert_eq!(self.page.eval(PROBLEM), json!(false), "{}", self.problem());
    }

    fn audit(&mut self) {
        self.click("audit");
        self.page.wait_for(&format!("({RESULT}) || ({PROBLEM})"));
        assert_eq!(self.page.eval(RESULT), json!(true), "{}", self.problem());
    }

    fn problem(&mut self) -> String {
        self.page.eval("document.getElementById('problem').textContent").as_str().unwrap().to_owned()
    }

    /// What a click saves.
    fn saves(&mut self, id: &str, name: &str) -> Vec<u8> {
        self.click(id);
        let path = self.saved.path().join(name);
        for _ in 0..3000 {
            // Chromium gives the file its name when it is whole.
            if path.is_file() {
                let bytes = fs::read(&path).unwrap();
                fs::remove_file(&path).unwrap();
                return bytes;
            }
            thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("{name} was not saved: {}", self.problem());
    }

    fn report(&mut self, format: &str, ending: &str) -> Vec<u8> {
        self.page.eval(&format!("document.getElementById('format').value = '{format}'"));
        self.saves("save", &format!("hmaudit-report.{ending}"))
    }

    /// The page again as it was in the beginning. It is loaded anew: a drop that meets the frame of the report while that goes away would never end.
    fn again(&mut self) {
        self.page.open(&self.path);
        self.is_ready();
    }
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { count(&path) } else { 1 })
        .sum()
}

/// What the program prints in the folder of the estates.
fn program(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_hmaudit"))
        .args(arguments)
        .current_dir(estates())
        .env_remove("HMAUDIT_AS_OF")
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn unpacked(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let packed = rawzip::ZipArchive::from_slice(archive).unwrap();
    let entries = packed.entries().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_path().try_normalize().unwrap().as_ref().to_owned();
        let found = packed.get_entry(entry.wayfinder()).unwrap();
        let mut bytes = Vec::new();
        flate2::read::DeflateDecoder::new(found.data()).read_to_end(&mut bytes).unwrap();
        (name, bytes)
    });
    entries.collect()
}

#[test]
fn every_estate_gives_the_report_of_the_program() {
    let Some(mut opened) = opened() else { return };
    let mut names: Vec<_> = fs::read_dir(estates()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert!(names.len() >= 11);
    for name in names {
        let name = name.to_str().unwrap();
        opened.drop(&[&estates().join(name)], count(&estates().join(name)));
        opened.audit();
        let formats: &[(&str, &str)] = match name {
            // The date and the shape of the others are tested where they are written.
            "hostile" => &[("json", "json"), ("html", "html"), ("sarif", "sarif"), ("markdown", "md"), ("csv", "csv")],
            _ => &[("json", "json")],
        };
        for (format, ending) in formats {
            let expected = program(&["check", name, "--as-of", AS_OF, "--format", format]);
            let found = opened.report(format, ending);
            assert!(found == expected, "{name} as {format} differs from what the program writes");
        }
        opened.again();
    }
}

#[test]
fn the_scripts_are_those_of_the_program() {
    let Some(mut opened) = opened() else { return };
    opened.drop(&[&estates().join("preparing")], count(&estates().join("preparing")));
    opened.audit();
    let found = unpacked(&opened.saves("scripts", "hmaudit-scripts.zip"));
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("fix");
    program(&["remediate", "preparing", "--as-of", AS_OF, "--out", out.to_str().unwrap()]);
    assert_eq!(found.len(), count(&out));
    for (name, bytes) in found {
        assert!(bytes == fs::read(out.join(&name)).unwrap(), "{name}");
    }
}

#[test]
fn a_redacted_copy_names_nobody_and_is_judged_alike() {
    let Some(mut opened) = opened() else { return };
    opened.drop(&[&estates().join("healthy")], count(&estates().join("healthy")));
    opened.audit();
    let before = opened.page.eval("document.getElementById('verdict').textContent");
    opened.click("redact");
    opened.page.wait_for("document.getElementById('handover').open");
    let files = unpacked(&opened.saves("save-redacted", "hmaudit-redacted.zip"));
    let key: Value = serde_json::from_slice(&opened.saves("save-key", "hmaudit-redact-key.json")).unwrap();
    assert_eq!(key["words"]["contoso"].as_str().unwrap().len(), "contoso".len());
    assert_eq!(files.len(), count(&estates().join("healthy")));
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes).to_ascii_lowercase();
        assert!(!name.contains("contoso") && !text.contains("contoso"), "{name}");
    }
    opened.again();
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("redacted.zip");
    fs::write(&archive, packed(&files)).unwrap();
    opened.drop(&[&archive], 1);
    opened.audit();
    assert_eq!(opened.page.eval("document.getElementById('verdict').textContent"), before);
}

fn packed(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut archive = rawzip::ZipArchiveWriter::new(Vec::new());
    for (name, bytes) in files {
        let (mut entry, config) = archive.new_file(name.as_str()).start().unwrap();
        let mut data = config.wrap(&mut entry);
        data.write_all(bytes).unwrap();
        let (_, descriptor) = data.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap()
}

/// Everything that the page is made of, but for texts: what a capture may never change.
const SKELETON: &str = "[...document.querySelectorAll('*')].filter(e => !e.closest('tbody, datalist, #blocks, #warnings')).map(e => \
    e.tagName + [...e.attributes].filter(a => !/^(srcdoc|class|hidden|value|max|aria-disabled)$/.test(a.name)).map(a => ` ${a.name}=${a.value}`).join('')).join()";

#[test]
fn a_hostile_estate_changes_nothing_but_text() {
    let Some(mut opened) = opened() else { return };
    let folder = tempfile::tempdir().unwrap();
    let evil = "<img src=x onerror=alert(1)>.txt";
    fs::write(
        folder.path().join(evil),
        "Get-OrganizationConfig | fl\n\nOAuth2ClientProfileEnabled : <script>alert(2)</script>\n",
    )
    .unwrap();

    opened.drop(&[&estates().join("healthy")], count(&estates().join("healthy")));
    opened.audit();
    let skeleton = opened.page.eval(SKELETON);
    opened.again();
    opened.drop(&[&estates().join("hostile"), &folder.path().join(evil)], count(&estates().join("hostile")) + 1);
    assert_eq!(opened.page.eval("document.querySelectorAll('#rows img, #rows script').length"), json!(0));
    let names = opened.page.eval("[...document.querySelectorAll('#rows code')].map(e => e.textContent)");
    assert!(names.as_array().unwrap().contains(&json!(evil)), "{names}");
    opened.audit();
    assert_eq!(opened.page.eval(SKELETON), skeleton);
    opened.click("redact");
    opened.page.wait_for("document.getElementById('handover').open");
    assert_eq!(opened.page.eval("document.querySelectorAll('#warnings :not(li)').length"), json!(0));
    for event in ["Page.javascriptDialogOpening", "Runtime.exceptionThrown"] {
        assert_eq!(opened.page.seen(event), Vec::<Value>::new(), "{event}");
    }
    // The report runs in a frame that is of no origin: it cannot reach the page.
    assert_eq!(opened.page.eval("document.getElementById('report').contentDocument"), Value::Null);
    assert_eq!(opened.page.eval_in_frame("self.origin"), json!("null"));
    assert_eq!(opened.page.eval_in_frame("document.querySelectorAll('script').length"), json!(1));
}

#[test]
fn asks_for_nothing_and_complains_about_nothing() {
    let Some(mut opened) = opened() else { return };
    opened.drop(&[&estates().join("three-tenants")], count(&estates().join("three-tenants")));
    opened.audit();
    opened.page.wait_for("true");
    let outside: Vec<Value> = opened
        .page
        .seen("Network.requestWillBeSent")
        .into_iter()
        .filter(|request| {
            let address = request["request"]["url"].as_str().unwrap();
            !["blob:", "data:", "about:"].iter().any(|scheme| address.starts_with(scheme))
        })
        .collect();
    assert_eq!(outside.len(), 1, "the page itself: {outside:#?}");
    for event in ["Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Audits.issueAdded"] {
        assert_eq!(opened.page.seen(event), Vec::<Value>::new(), "{event}");
    }
    // The report in its frame has its style and its script: both policies let them through.
    assert_eq!(opened.page.eval_in_frame("document.getElementById('filter').hidden"), json!(false));
    assert_ne!(opened.page.eval_in_frame("getComputedStyle(document.querySelector('.banner')).borderRadius"), json!("0px"));
    let blocked = "const i = new Image(); i.src = 'https://example.invalid/x.png'; document.body.append(i); \
        fetch('https://example.invalid/').then(() => 'sent', () => 'refused')";
    assert_eq!(opened.page.eval(blocked), json!("refused"));
}

#[test]
fn works_from_a_server_that_is_asked_once() {
    let Some(path) = built() else { return };
    let Some(mut page) = Page::start() else { return };
    let bytes = fs::read(&path).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hmaudit.html", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&asked);
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap_or(0);
            let line = String::from_utf8_lossy(&head[..read]).lines().next().unwrap_or_default().to_owned();
            if line.is_empty() {
                continue;
            }
            log.lock().unwrap().push(line);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                bytes.len()
            );
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes));
        }
    });
    let saved = tempfile::tempdir().unwrap();
    page.save_into(saved.path());
    page.size(1280, 900);
    page.open_address(&address);
    let mut opened = Opened { page, path, saved };
    opened.is_ready();
    opened.drop(&[&estates().join("healthy")], count(&estates().join("healthy")));
    opened.audit();
    assert!(opened.page.seen("Target.attachedToTarget").iter().any(|target| target["targetInfo"]["type"] == "worker"));
    assert_eq!(*asked.lock().unwrap(), ["GET /hmaudit.html HTTP/1.1"]);
}

/// Puts a text on the clipboard of a paste, as a person's browser does.
fn paste(text: &str) -> String {
    let text = json!(text);
    format!(
        "{{ const data = new DataTransfer(); data.setData('text/plain', {text}); document.getElementById('text').dispatchEvent(\
         new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }})) }}"
    )
}

const TWO_PRINCIPALS: [&str; 2] = ["https://mail.contoso.com", "https://mail.fabrikam.com"];

#[test]
fn pasted_text_is_a_capture_and_its_tenant_can_be_named() {
    let Some(mut opened) = opened() else { return };
    for name in TWO_PRINCIPALS {
        let text = format!(
            "PS C:\\> Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\" | select -ExpandProperty ServicePrincipalNames\n\
             00000002-0000-0ff1-ce00-000000000000\nhttps://outlook.office365.com/\n{name}\n\nPS C:\\>\n"
        );
        opened.page.eval(&paste(&text));
    }
    opened.page.wait_for(&format!("{CAPTURES} === 2"));
    for (row, tenant) in ["contoso", "fabrikam"].iter().enumerate() {
        opened.page.eval(&format!(
            "{{ const field = document.querySelectorAll('#rows input')[{row}]; field.value = '{tenant}'; field.dispatchEvent(new Event('change')) }}"
        ));
    }
    opened.audit();
    let report: Value = serde_json::from_slice(&opened.report("json", "json")).unwrap();
    let tenants: Vec<&str> =
        report["tenants"].as_array().unwrap().iter().map(|tenant| tenant["name"].as_str().unwrap()).collect();
    assert_eq!(tenants, ["contoso", "fabrikam"]);
    // What is missing is one click away, for one shell or several.
    opened.page.eval(
        "document.execCommand = () => { window.copied = document.activeElement.value; return true }; \
        Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => { throw new Error('none') } } })",
    );
    opened.click("copy");
    let blocks = report["next"].as_array().unwrap();
    assert!(blocks.len() > 1, "{blocks:#?}");
    opened.page.wait_for("document.getElementById('shells').open");
    opened.page.eval("document.querySelector('#blocks button').click()");
    opened.page.wait_for("window.copied !== undefined");
    let copied = opened.page.eval("window.copied").as_str().unwrap().replace("\r\n", "\n");
    let commands: Vec<&str> = blocks[0]["commands"].as_array().unwrap().iter().map(|command| command.as_str().unwrap()).collect();
    assert_eq!(copied, commands.join("\n"));
}

#[test]
fn says_what_is_wrong_with_what_it_was_given() {
    let Some(mut opened) = opened() else { return };
    opened.page.eval(&paste("Dear colleague,\nplease find attached what you asked for.\n"));
    opened.page.wait_for(&format!("{CAPTURES} === 1"));
    opened.click("audit");
    opened.page.wait_for(PROBLEM);
    let problem = opened.problem();
    assert!(problem.contains("Nothing in these files is output of a cmdlet") && problem.contains("pasted-1.txt"), "{problem}");
    assert_eq!(opened.page.eval(NO_RESULT_YET), json!(true));
    opened.page.eval("document.getElementById('as-of').value = ''");
    opened.click("audit");
    assert!(opened.problem().contains("The day of judgement is missing"));
    assert_eq!(opened.page.eval("document.activeElement.tagName !== 'IFRAME'"), json!(true));
}

#[test]
fn fits_every_width_and_stands_out_in_both_colour_schemes() {
    let Some(mut opened) = opened() else { return };
    opened.drop(&[&estates().join("three-tenants")], count(&estates().join("three-tenants")));
    opened.page.eval("document.querySelectorAll('details').forEach(d => d.open = true)");
    for view in ["entry", "result"] {
        if view == "result" {
            opened.audit();
        }
        for width in [1280, 768, 390, 320] {
            opened.page.size(width, 844);
            let found = opened.page.eval("document.documentElement.scrollWidth").as_u64().unwrap();
            assert!(found <= width.into(), "{view}: {found} at {width}");
        }
        opened.page.size(1280, 900);
        for scheme in ["light", "dark"] {
            opened.page.media("screen", scheme);
            assert_eq!(opened.page.eval(include_str!("contrast.js")), json!([]), "{view}, {scheme}");
        }
    }
}

#[test]
fn can_be_used_by_key_and_by_ear() {
    let Some(mut opened) = opened() else { return };
    opened.drop(&[&estates().join("healthy")], count(&estates().join("healthy")));
    opened.page.eval("document.getElementById('as-of').focus(); document.querySelector('summary').focus()");
    opened.page.press("Tab", 9);
    assert_eq!(opened.page.eval("document.activeElement.id"), json!("audit"));
    opened.page.press("Enter", 13);
    opened.page.wait_for(RESULT);
    assert_eq!(opened.page.eval("document.activeElement.id"), json!("verdict"), "what came of it is read first");
    let mut nameless = opened.page.accessibility();
    opened.click("back");
    assert_eq!(opened.page.eval("document.activeElement.id"), json!("audit"));
    nameless.extend(opened.page.accessibility());
    let controls = ["button", "textbox", "combobox", "checkbox", "Date", "Iframe", "progressbar"];
    let role = |node: &Value| node["role"]["value"].as_str().unwrap_or_default().to_owned();
    assert!(nameless.iter().filter(|node| controls.contains(&&*role(node))).count() > 20);
    nameless.retain(|node| {
        controls.contains(&&*role(node))
            && node["ignored"] != json!(true)
            && node["name"]["value"].as_str().unwrap_or_default().is_empty()
    });
    assert_eq!(nameless, Vec::<Value>::new());
}

/// Pictures at three widths in both colour schemes, what a screen reader is told, and the time that twenty megabytes take:
/// `HMAUDIT_PAGE=target/page/hmaudit.html cargo test --test browser looked_at -- --ignored --nocapture`
#[test]
#[ignore = "writes pictures and figures for people"]
fn looked_at() {
    let Some(mut opened) = opened() else { return };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("page");
    fs::create_dir_all(&folder).unwrap();
    let shots = |opened: &mut Opened, view: &str| {
        for scheme in ["light", "dark"] {
            for width in [1280, 768, 390] {
                opened.page.media("screen", scheme);
                opened.page.size(width, 900);
                // The frame is a process of its own and draws when it likes.
                thread::sleep(std::time::Duration::from_millis(400));
                let picture = opened.page.picture();
                fs::write(folder.join(format!("{view}-{width}-{scheme}.png")), picture).unwrap();
            }
        }
        opened.page.size(1280, 900);
        let nodes = opened.page.accessibility();
        let spoken = nodes.iter().filter(|node| node["ignored"] != json!(true)).map(|node| {
            format!(
                "{} {:?}\n",
                node["role"]["value"].as_str().unwrap_or_default(),
                node["name"]["value"].as_str().unwrap_or_default()
            )
        });
        let spoken: String = spoken.collect();
        fs::write(folder.join(format!("{view}.txt")), spoken).unwrap();
    };
    shots(&mut opened, "empty");
    opened.page.eval("document.body.classList.add('dragging')");
    shots(&mut opened, "dragging");
    opened.page.eval("document.body.classList.remove('dragging')");
    opened.page.eval(&paste("Dear colleague,\nplease find attached what you asked for.\n"));
    opened.click("audit");
    opened.page.wait_for(PROBLEM);
    shots(&mut opened, "problem");
    opened.click("clear");
    opened.drop(&[&estates().join("truncated")], count(&estates().join("truncated")));
    shots(&mut opened, "captures");
    opened.audit();
    shots(&mut opened, "result");
    opened.click("copy");
    shots(&mut opened, "commands");
    opened.page.eval("document.querySelectorAll('dialog').forEach(d => d.close())");
    opened.click("redact");
    opened.page.wait_for("document.getElementById('handover').open");
    shots(&mut opened, "redacted");
    opened.page.eval("document.querySelectorAll('dialog').forEach(d => d.close())");
    opened.again();

    // Virtual directories of some twenty thousand servers, about which little else is known: the hard case of docs/performance.md.
    let capture = fs::read_to_string(estates().join("three-tenants/onprem/mapi.txt")).unwrap();
    opened.page.eval(&format!(
        "{{ const one = {}; const large = Array.from({{ length: Math.ceil(20e6 / one.length) }}, (_, n) => one.replaceAll('EX0', `EX${{n}}0`)).join('\\n'); \
         const data = new DataTransfer(); data.setData('text/plain', large); window.began = performance.now(); \
         document.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }})) }}",
        json!(capture)
    ));
    opened.page.wait_for(&format!("{CAPTURES} === 1"));
    opened.click("audit");
    opened.page.wait_for(RESULT);
    let took = opened.page.eval("Math.round(performance.now() - window.began)");
    println!("20 MB of pasted text: {took} ms; pictures in {}", folder.display());
}
