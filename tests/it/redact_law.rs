//! An audit of redacted captures is the redacted audit, byte for byte, but for the digests of the files: over every estate of the fixtures and over
//! estates with names that invite mistakes, through the program itself.

use clap::Parser as _;
use hmaudit::app::session::Session;
use hmaudit::app::setting::Asked;
use hmaudit::cli::{Cli, Command};
use hmaudit::report::json;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn run(words: &[&str]) {
    let cli = Cli::parse_from(["hmaudit"].iter().chain(words));
    hmaudit::program::run(&cli.command).unwrap();
}

/// The report in JSON, with paths as they lie below the folder.
fn audit(folder: &Path) -> String {
    let folder = text(folder);
    let cli = Cli::parse_from(["hmaudit", "check", &folder, "--as-of", "2026-11-21", "--all", "--pack", "client"]);
    let Command::Check(args) = cli.command else { unreachable!("check was asked for") };
    let mut session = Session::open(&Asked::from(&*args), &[]).unwrap();
    session.options.all = true;
    let report = session.audit(&args.input).unwrap().report();
    let mut out = Vec::new();
    json::write(&report, &mut out).unwrap();
    String::from_utf8(out).unwrap().replace(&format!("{folder}/"), "")
}

/// A report without the digests of the files.
fn without_digests(report: &str) -> String {
    let mut report: Value = serde_json::from_str(report).unwrap();
    for input in report["inputs"].as_array_mut().unwrap() {
        input.as_object_mut().unwrap().remove("sha256");
    }
    serde_json::to_string_pretty(&report).unwrap()
}

/// Both sides of the law for a folder of captures: the audit of what was redacted, and the audit, redacted.
fn both(captures: &Path) -> (String, String) {
    let work = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&work.path().join(name));
    run(&["redact", &text(captures), "--out", &at("out"), "--key", &at("key.json"), "-q"]);
    std::fs::write(at("report.json"), audit(captures)).unwrap();
    run(&["redact", &at("report.json"), "--out", &at("said"), "--key", &at("key.json"), "-q"]);
    let said = std::fs::read_to_string(at("said/report.json")).unwrap();
    (without_digests(&audit(&work.path().join("out"))), without_digests(&said))
}

/// Asserts the law and gives back the audit of what was redacted.
#[track_caller]
fn assert_law(captures: &Path) -> String {
    let (of_redacted, redacted) = both(captures);
    for (line, (one, other)) in of_redacted.lines().zip(redacted.lines()).enumerate() {
        assert_eq!(one, other, "{}: line {}", captures.display(), line + 1);
    }
    assert_eq!(of_redacted.len(), redacted.len(), "{}", captures.display());
    of_redacted
}

fn estates() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates");
    let mut all: Vec<_> =
        std::fs::read_dir(root).unwrap().flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    all.sort();
    all
}

/// A copy of an estate with `changes` made to every file and to the names of files and folders.
fn changed(estate: &str, changes: &[(&str, &str)]) -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates").join(estate);
    let folder = tempfile::tempdir().unwrap();
    let change = |text: &str| changes.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new));
    for entry in walkdir::WalkDir::new(&root).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let place = folder.path().join(change(&text(entry.path().strip_prefix(&root).unwrap())));
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        match String::from_utf8(std::fs::read(entry.path()).unwrap()) {
            Ok(text) => std::fs::write(place, change(&text)).unwrap(),
            Err(bytes) => std::fs::write(place, bytes.into_bytes()).unwrap(),
        }
    }
    folder
}

/// The verdict and the findings of a report, without names.
fn verdicts(report: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(report).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let mut all: Vec<String> = findings.iter().map(|finding| format!("{} {}", finding["rule"], finding["verdict"])).collect();
    all.sort();
    all.push(format!("{} {}", report["verdict"], report["phase"]));
    all
}

#[test]
fn estates_of_the_fixtures() {
    for estate in estates() {
        assert_law(&estate);
    }
}

#[test]
fn captures_of_clients() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/captures/clients");
    for file in std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
        // One column too many names the application there: nothing is read.
        if file.ends_with("inventory-ambiguous.csv") {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(&file, folder.path().join(file.file_name().unwrap())).unwrap();
        assert!(assert_law(folder.path()).contains("client_matrix"), "{}", file.display());
    }
}

#[test]
fn short_domains_and_domains_that_are_words() {
    for domains in [["bp", "ey", "x1"], ["target", "on-target", "q"], ["exchange", "gm", "total"]] {
        let folder = changed("three-tenants", &[("contoso", domains[0]), ("fabrikam", domains[1]), ("northwind", domains[2])]);
        let report = assert_law(folder.path());
        for domain in domains {
            let host = format!("mail.{domain}.com");
            assert!(!report.contains(&host), "{host} in {report}");
        }
    }
}

#[test]
fn masks_stay_masks() {
    for (old, mask) in [
        ("mail.contoso.com", "mail.xxx.com"),
        ("mail.contoso.com", "mail.redacted.com"),
        ("mail.contoso.com", "mail.contoso.xxx"),
        ("https://mail.contoso.com", "[REDACTED]"),
    ] {
        let folder = changed("healthy", &[(old, mask)]);
        assert_eq!(verdicts(&audit(folder.path())), verdicts(&assert_law(folder.path())), "{mask}");
    }
}

#[test]
fn internationalised_hosts_keep_both_of_their_forms() {
    let label = format!("xn--{}", idna_label());
    for (names, urls) in [("müller-bau", "müller-bau"), (label.as_str(), "müller-bau"), ("müller-bau", label.as_str())] {
        // Names in the tenant and URLs on premises are written in one form or the other.
        let folder = changed("healthy", &[("contoso", "müller-bau")]);
        for entry in walkdir::WalkDir::new(folder.path()).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let is_of_tenant = text(entry.path()).contains("tenants") || text(entry.path()).contains("principal");
            let Ok(old) = std::fs::read_to_string(entry.path()) else { continue };
            let written = if is_of_tenant { names } else { urls };
            std::fs::write(entry.path(), old.replace("müller-bau", written)).unwrap();
        }
        assert_eq!(verdicts(&audit(folder.path())), verdicts(&assert_law(folder.path())), "{names} {urls}");
    }
}

fn idna_label() -> String {
    let url = url::Url::parse("https://müller-bau.de").unwrap();
    url.host_str().unwrap().trim_start_matches("xn--").trim_end_matches(".de").to_owned()
}

#[test]
fn look_alikes_stay_what_they_are() {
    for look_alike in
        ["ｍail.contoso.com", "mail.c\u{43e}ntoso.com", "mail.con\u{ad}toso.com", "mail.contoso.com.", "mail.xn--cntoso-wqf.com"]
    {
        let folder = changed("healthy", &[("mail.contoso.com", look_alike)]);
        assert_eq!(verdicts(&audit(folder.path())), verdicts(&assert_law(folder.path())), "{look_alike}");
    }
}

#[test]
fn a_public_id_that_a_list_cuts_stays() {
    for cut in ["00000002-0000-0ff1-ce00-000000000000...", "00000002-0000-0ff1-ce00-0000...", "00000002-0000-0ff1..."] {
        let folder = changed("healthy", &[("00000002-0000-0ff1-ce00-000000000000", cut)]);
        assert_eq!(verdicts(&audit(folder.path())), verdicts(&assert_law(folder.path())), "{cut}");
    }
}

/// Captures of several servers, one file per server and of the same layout, with a host that no tenant knows.
fn files_of_servers(servers: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let place = folder.path().join(name);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, text).unwrap();
    };
    for server in servers {
        let mut capture = String::new();
        for (cmdlet, directory, path) in [
            ("Get-MapiVirtualDirectory", "mapi", "mapi"),
            ("Get-WebServicesVirtualDirectory", "EWS", "EWS/Exchange.asmx"),
            ("Get-OabVirtualDirectory", "OAB", "OAB"),
        ] {
            capture.push_str(&format!(
                "[PS] C:\\>{cmdlet} -Server {server} | fl Identity,Server,InternalUrl,ExternalUrl,OAuthAuthentication\n\nIdentity            : {server}\\{directory} (Default Web Site)\n\
                 Server              : {server}\nInternalUrl         : https://outlook.contoso.com/{path}\nExternalUrl         : https://mail.contoso.com/{path}\n\
                 OAuthAuthentication : True\n\n"
            ));
        }
        write(&format!("onprem/{server}.txt"), &capture);
    }
    write(
        "tenants/contoso/names.txt",
        "PS C:\\> Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\" | select -ExpandProperty ServicePrincipalNames\n\
         00000002-0000-0ff1-ce00-000000000000\nhttps://outlook.office365.com/\nhttps://mail.contoso.com/\nPS C:\\>\n",
    );
    folder
}

#[test]
fn files_of_servers_keep_their_law_whatever_the_servers_are_called() {
    for servers in [&["EX01", "EX02", "EX03"][..], &["ZH-MAIL1", "BE-MAIL1", "GE-MAIL1", "LU-MAIL1", "SO-MAIL1", "UR-MAIL1"]] {
        let folder = files_of_servers(servers);
        let report = assert_law(folder.path());
        assert!(report.contains("required_by"), "{report}");
    }
}
