//! The HTML report in a real browser (Chromium, headless, over the DevTools protocol): it asks the network for nothing, violates
//! nothing of its own policy, filters, searches, folds, prints, fits a phone and is readable in both colour schemes. Skipped aloud where no
//! Chromium is installed, but never on CI.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "helpers of tests are test code")]

mod chromium;
mod page;

use chromium::Page;
use hmaudit::report::{Report, html, sample};
use serde_json::json;
use std::fs;
use std::path::PathBuf;

fn written(name: &str, report: &Report) -> PathBuf {
    let mut page = Vec::new();
    html::write(report, &mut page).unwrap();
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, page).unwrap();
    path
}

/// Opens a report at desktop width; `None` when there is no browser to open it in.
fn opened(name: &str, report: &Report) -> Option<Page> {
    let path = written(name, report);
    let mut page = Page::start()?;
    page.size(1280, 900);
    page.open(&path);
    Some(page)
}

const VISIBLE: &str =
    "[...document.querySelectorAll('.finding')].filter(e => e.checkVisibility()).map(e => e.querySelector('h4').textContent)";

#[test]
fn asks_for_nothing_and_complains_about_nothing() {
    for (name, report) in
        [("sample.html", sample::report()), ("hostile.html", sample::hostile()), ("empty.html", sample::empty())]
    {
        let Some(mut page) = opened(name, &report) else { return };
        page.eval("document.querySelectorAll('details').forEach(d => d.open = true); window.scrollTo(0, 1e6)");
        let requests = page.seen("Network.requestWillBeSent");
        assert_eq!(requests.len(), 1, "{name}: {requests:#?}");
        assert!(requests[0]["request"]["url"].as_str().unwrap().starts_with("file:///"));
        for event in [
            "Log.entryAdded",
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Audits.issueAdded",
            "Page.javascriptDialogOpening",
        ] {
            assert_eq!(page.seen(event), Vec::<serde_json::Value>::new(), "{name}: {event}");
        }
    }
}

#[test]
fn the_policy_stops_what_was_not_written_by_us() {
    let Some(mut page) = opened("policy.html", &sample::report()) else { return };
    page.eval(
        "const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s);
         const i = document.createElement('img'); i.src = 'https://example.invalid/x.png'; document.body.append(i);
         document.body.setAttribute('style', 'color: red')",
    );
    assert_eq!(page.eval("window.ran === undefined"), json!(true));
    assert_eq!(page.eval("getComputedStyle(document.body).color !== 'rgb(255, 0, 0)'"), json!(true));
    let blocked = page.seen("Audits.issueAdded").len() + page.seen("Log.entryAdded").len();
    assert!(blocked >= 2, "violations must be seen, else the test above proves nothing");
}

#[test]
fn filters_and_searches() {
    let Some(mut page) = opened("filter.html", &sample::report()) else { return };
    let set = |id: &str, value: &str| {
        format!(
            "{{ const e = document.getElementById('{id}'); e.value = '{value}'; e.dispatchEvent(new Event(e.tagName === 'INPUT' ? 'input' : 'change')) }}"
        )
    };
    let all = page.eval("document.querySelectorAll('.finding').length").as_u64().unwrap();
    assert_eq!(all, 9);
    page.eval(&set("severity", "warning"));
    assert_eq!(page.eval(VISIBLE), json!([r"EX01\mapi (Default Web Site)", "Get-AuthConfig"]));
    page.eval(&set("state", "fail"));
    assert_eq!(page.eval(VISIBLE), json!([r"EX01\mapi (Default Web Site)"]));
    page.eval("document.getElementById('reset').click()");
    page.eval(&set("tenant", "1"));
    assert_eq!(page.eval("document.querySelector('#tenant option:checked').textContent"), json!("fabrikam"));
    assert_eq!(page.eval(VISIBLE), json!(["https://ex01.corp.contoso.com"]));
    page.eval("document.getElementById('reset').click()");
    page.eval(&set("state", "waived"));
    assert_eq!(page.eval(VISIBLE), json!(["https://legacy.contoso.com"]), "a folded group unfolds when it matches");
    assert_eq!(page.eval("document.getElementById('count').textContent"), json!("Filtered: 1 of 9 findings shown"));
    page.eval("document.getElementById('reset').click()");
    // Typed by key, as a person does it.
    page.eval("document.getElementById('search').focus()");
    page.type_text("ntlm MAPI-oauth");
    assert_eq!(page.eval(VISIBLE), json!([r"EX02\mapi (Default Web Site)", r"EX03\mapi (Default Web Site)"]));
    page.eval(&set("search", "no such thing"));
    assert_eq!(page.eval(VISIBLE), json!([]));
    assert_eq!(page.eval("document.getElementById('none').checkVisibility()"), json!(true));
    page.eval("document.getElementById('again').click()");
    assert_eq!(page.eval("document.querySelectorAll('.finding:not([hidden])').length"), json!(all));
    assert_eq!(page.eval("document.activeElement.id"), json!("search"));
    page.eval("document.getElementById('fold').click()");
    assert_eq!(page.eval(VISIBLE), json!([]));
    page.eval("document.getElementById('unfold').click()");
    assert_eq!(page.eval(&format!("({VISIBLE}).length")), json!(all));
}

#[test]
fn prints_everything_and_folds_back() {
    let Some(mut page) = opened("print.html", &sample::many_servers(20)) else { return };
    let folded = page.eval("[...document.querySelectorAll('details')].filter(d => !d.open).length").as_u64().unwrap();
    assert!(folded > 10, "{folded}");
    page.eval("addEventListener('beforeprint', () => { window.foldedInPrint = [...document.querySelectorAll('details.group')].filter(d => !d.open).length })");
    let pdf = page.pdf();
    assert_eq!(page.eval("window.foldedInPrint"), json!(0));
    assert!(pdf.starts_with(b"%PDF-"));
    fs::write(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("report.pdf"), &pdf).unwrap();
    assert_eq!(page.eval("[...document.querySelectorAll('details')].filter(d => !d.open).length"), json!(folded));
    // On paper each finding names at least one of its places, with scripts or without.
    page.media("print", "light");
    let without_place = "[...document.querySelectorAll('.finding')].filter(f => f.querySelector('figure.quote') && \
        ![...f.querySelectorAll('figcaption')].some(c => c.checkVisibility())).length";
    assert_eq!(page.eval(without_place), json!(0));
    assert_eq!(
        page.eval("[...document.querySelectorAll('nav, #filter button')].filter(e => e.checkVisibility()).length"),
        json!(0)
    );
}

/// Six servers and three tenants with some fifty findings: the estate of the fixtures, two servers larger and with faults.
fn large() -> Report {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/three-tenants");
    let read = |folder: &str| {
        let entries = fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
        files.sort();
        files
    };
    let folders = ["onprem", "tenants/contoso", "tenants/fabrikam", "tenants/northwind"];
    let files = folders.iter().flat_map(|folder| read(folder)).map(|path| {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).unwrap();
        (name.clone(), if name.starts_with("onprem/") { faulty(&name, &more_servers(&text)) } else { text }.into_bytes())
    });
    let rules = hmaudit::rule::load(&hmaudit::rule::builtin()).unwrap();
    let options = hmaudit::Options { steps: true, ..hmaudit::Options::new(rules, "2026-11-21".parse().unwrap()) };
    hmaudit::audit(files.filter(|(name, _)| !name.ends_with("certificates.json")).collect(), &options)
}

/// What a capture shows of EX04, once more for EX05 and EX06.
fn more_servers(text: &str) -> String {
    let parts = text.split("\n\n").flat_map(|part| {
        let is_object = part.contains("EX04") && part.contains(" : ");
        let others = ["5", "6"].iter().filter(|_| is_object);
        std::iter::once(part.to_owned())
            .chain(others.map(|number| part.replace("EX04", &format!("EX0{number}")).replace("ex04", &format!("ex0{number}"))))
            .collect::<Vec<_>>()
    });
    parts.collect::<Vec<_>>().join("\n\n")
}

fn faulty(name: &str, text: &str) -> String {
    let (from, to, count) = match name {
        "onprem/ews.txt" => ("OAuthAuthentication           : True", "OAuthAuthentication           : False", 5),
        "onprem/oab.txt" => ("https://mail.contoso.com", "http://mail.contoso.com", 6),
        "onprem/mapi.txt" => ("https://mail.contoso.com", "https://ex01.corp.contoso.com", 3),
        "onprem/autodiscover.txt" => ("BasicAuthentication           : False", "BasicAuthentication           : True", 5),
        "onprem/activesync.txt" => {
            ("BasicAuthEnabled                    : False", "BasicAuthEnabled                    : True", 5)
        }
        "onprem/exchangeserver.txt" => ("Version 15.2 (Build 2562.17)", "Version 15.1 (Build 2507.6)", 5),
        _ => return text.to_owned(),
    };
    text.replacen(from, to, count)
}

#[test]
fn a_large_report_prints_on_a_dozen_pages() {
    let report = large();
    let findings = report.findings.len();
    assert!((45..=70).contains(&findings), "{findings} findings");
    assert_eq!((report.virtual_directories.servers.len(), report.tenants.len()), (6, 3));
    let Some(mut page) = opened("large.html", &report) else { return };
    let pdf = page.pdf();
    fs::write(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("large.pdf"), &pdf).unwrap();
    let pages = pdf.windows(11).filter(|part| *part == b"/Type /Page" as &[u8]).count();
    let sets = pdf.windows(12).filter(|part| *part == b"/Type /Pages" as &[u8]).count();
    assert!(pages - sets <= 12, "{} pages", pages - sets);
    page.media("print", "light");
    let order = "[...document.querySelectorAll('main h2')].map(e => e.id).join()";
    let order = page.eval(order).as_str().unwrap().to_owned();
    assert!(order.starts_with("verdict,tenants,areas,clients,names,servers,plan,"), "{order}");
    let open = "[...document.querySelectorAll('td details > ul, .copy')].filter(e => e.checkVisibility()).length";
    assert_eq!(page.eval(open), json!(0), "what is folded in tables stays folded");
}

#[test]
fn commands_are_copied_without_a_network() {
    let Some(mut page) = opened("copy.html", &large()) else { return };
    let commands = page.eval("document.querySelectorAll('pre.commands, code.command').length").as_u64().unwrap();
    assert!(commands > 3, "{commands}");
    assert_eq!(page.eval("document.querySelectorAll('button.copy').length"), json!(commands));
    page.eval(
        "document.execCommand = () => { window.copied = document.activeElement.value; return true }; \
        Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => { throw new Error('none') } } }); \
        document.querySelector('code.command + .copy').click()",
    );
    let first = page.eval("document.querySelector('code.command').textContent.trim()");
    assert_eq!(page.eval("window.copied"), first);
    assert_eq!(page.seen("Network.requestWillBeSent").len(), 1);
}

#[test]
fn is_complete_without_scripts() {
    let path = written("plain.html", &sample::report());
    let Some(mut page) = Page::start() else { return };
    page.without_scripts();
    page.open(&path);
    assert_eq!(page.eval("document.getElementById('filter').hidden"), json!(true), "no control that does nothing");
    page.eval("document.querySelectorAll('summary').forEach(s => { if (!s.parentElement.open) s.parentElement.open = true })");
    assert_eq!(page.eval(&format!("({VISIBLE}).length")), json!(9));
}

#[test]
fn fits_a_phone_even_with_hostile_text() {
    for (name, report) in [("phone.html", sample::report()), ("phone-hostile.html", sample::hostile())] {
        let Some(mut page) = opened(name, &report) else { return };
        page.size(390, 844);
        page.eval("document.querySelectorAll('details').forEach(d => d.open = true)");
        assert_eq!(page.eval("document.documentElement.scrollWidth"), json!(390), "{name}");
    }
}

/// WCAG 2.2 AA: 4.5 to 1 for every piece of text, against the nearest opaque ground behind it.
#[test]
fn text_stands_out_in_both_colour_schemes() {
    let Some(mut page) = opened("contrast.html", &sample::report()) else { return };
    page.eval("document.querySelectorAll('details').forEach(d => d.open = true)");
    for scheme in ["light", "dark"] {
        page.media("screen", scheme);
        assert_eq!(page.eval(include_str!("contrast.js")), json!([]), "{scheme}");
    }
    let ground = page.eval("getComputedStyle(document.body).backgroundColor");
    page.media("screen", "light");
    assert_ne!(page.eval("getComputedStyle(document.body).backgroundColor"), ground, "the dark scheme was really on");
}
