//! The commands as a person runs them: captures in, capture out, exit codes, and no secret anywhere.

use crate::common::Snapshot;
use crate::live::fetch::{CLIENT, SECRET, TENANT, TOKEN, healthy_graph, token};
use crate::live::probe::GOOD;
use crate::live::server::{Server, answer, ca};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::mpsc;
use tempfile::TempDir;

/// The program without what the environment of a test may hold.
pub fn hmaudit(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hmaudit"));
    command.current_dir(folder);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "NO_PROXY", "no_proxy"] {
        command.env_remove(name);
    }
    command
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A folder with captures whose URLs are on this machine.
pub fn captures(port: u16) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mapi = format!(
        "[PS] C:\\>Get-MapiVirtualDirectory | fl Identity,Server,InternalUrl,ExternalUrl,*Methods\n\n\nIdentity                      : EX01\\mapi (Default Web Site)\nServer                        : EX01\nInternalUrl                   : https://localhost:{port}/mapi\nExternalUrl                   : http://localhost:{port}/mapi\nIISAuthenticationMethods      : {{Ntlm, OAuth, Negotiate}}\nInternalAuthenticationMethods : {{Ntlm, OAuth, Negotiate}}\nExternalAuthenticationMethods : {{Ntlm, OAuth, Negotiate}}\n\n\n\n[PS] C:\\>\n"
    );
    fs::write(folder.path().join("mapi.txt"), mapi).unwrap();
    fs::write(folder.path().join("ca.pem"), ca()).unwrap();
    folder
}

#[test]
fn what_was_probed_is_judged_alike_on_every_later_run() {
    let server = Server::good(|_, _| answer("401 Unauthorized", &["WWW-Authenticate: Basic realm=\"x\""], ""));
    let folder = captures(server.port());
    let probed = hmaudit(folder.path())
        .args(["probe", "mapi.txt", "--ca", "ca.pem", "--allow-private", "-o", "probe.json"])
        .output()
        .unwrap();
    assert_eq!(probed.status.code(), Some(0), "{}", text(&probed));
    assert!(text(&probed).contains("not asked: http://localhost"), "{}", text(&probed));
    assert_eq!(server.requests().len(), 1);
    let check = || {
        let output = hmaudit(folder.path())
            .args(["check", "mapi.txt", "probe.json", "--format", "json", "--all", "--as-of", "2026-11-20"])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let first = check();
    assert!(first.contains("\"HMA-WIRE-001\"") && first.contains("does not ask for a bearer token"), "{first}");
    assert_eq!(first, check());
    assert_eq!(server.requests().len(), 1, "check uses no network");

    let again = hmaudit(folder.path())
        .args(["probe", "mapi.txt", "--ca", "ca.pem", "--allow-private", "-o", "probe.json"])
        .output()
        .unwrap();
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again).contains("exists already"));
    let over = hmaudit(folder.path()).args(["probe", "mapi.txt", "-o", "mapi.txt", "--force"]).output().unwrap();
    assert_eq!(over.status.code(), Some(2));
}

#[test]
fn a_good_challenge_passes_and_a_mailbox_is_named() {
    let server = Server::good(|_, _| answer("401 Unauthorized", &[GOOD], ""));
    let folder = captures(server.port());
    let probed = hmaudit(folder.path())
        .args(["probe", "mapi.txt", "--ca", "ca.pem", "--allow-private", "--mailbox", "adele.vance@contoso.invalid", "-q"])
        .output()
        .unwrap();
    assert_eq!(probed.status.code(), Some(0), "{}", text(&probed));
    assert!(probed.stderr.is_empty());
    let records: serde_json::Value = serde_json::from_slice(&probed.stdout).unwrap();
    assert_eq!(records.as_array().unwrap().len(), 2);
    assert!(server.requests()[0].to_ascii_lowercase().contains("\r\nx-user-identity: adele.vance@contoso.invalid\r\n"));
    fs::write(folder.path().join("probe.json"), &probed.stdout).unwrap();
    let checked = hmaudit(folder.path()).args(["check", "probe.json", "--format", "json", "--all"]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    let of = |rule: &str| {
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|finding| finding["rule"] == rule)
            .map(|finding| finding["verdict"].clone())
    };
    assert_eq!(of("HMA-WIRE-001"), Some("pass".into()));
    assert_eq!(of("HMA-WIRE-003"), Some("pass".into()));
}

#[test]
fn owa_that_leads_to_the_sign_in_page_passes_and_ecp_that_answers_401_does_not() {
    let server = Server::good(|request, _| {
        let to = "Location: https://login.windows.net/common/oauth2/authorize?client_id=00000002-0000-0ff1-ce00-000000000000&nonce=SECRET";
        match request.starts_with("GET /owa/ ") {
            true => answer("302 Found", &[to, "Set-Cookie: OpenIdConnect.nonce=SECRET"], ""),
            false => answer("401 Unauthorized", &["WWW-Authenticate: Negotiate"], ""),
        }
    });
    let folder = captures(server.port());
    let estate = Snapshot::estate("hybrid");
    let files = ["owa", "ecp", "organizationconfig", "authserver", "exchangeserver"].map(|name| format!("{name}.txt"));
    for name in &files {
        let (_, bytes) = estate.files.iter().find(|(own, _)| *own == format!("onprem/{name}")).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        fs::write(
            folder.path().join(name),
            text.replace("https://mail.contoso.com", &format!("https://localhost:{}", server.port())),
        )
        .unwrap();
    }
    let probed = hmaudit(folder.path())
        .args(["probe", "owa.txt", "ecp.txt", "--ca", "ca.pem", "--allow-private", "-o", "probe.json"])
        .output()
        .unwrap();
    assert_eq!(probed.status.code(), Some(0), "{}", text(&probed));
    assert!(server.requests().iter().all(|request| !request.to_ascii_lowercase().contains("authorization:")));
    let written = fs::read_to_string(folder.path().join("probe.json")).unwrap();
    assert!(!written.contains("OpenIdConnect"), "{written}");
    let records: serde_json::Value = serde_json::from_str(&written).unwrap();
    let told: Vec<_> =
        records.as_array().unwrap().iter().map(|one| (&one["Request"], &one["HttpStatus"], &one["Location"])).collect();
    let page = "https://login.windows.net/common/oauth2/authorize".into();
    assert_eq!(told, [(&"sign-in".into(), &"401".into(), &serde_json::Value::Null), (&"sign-in".into(), &"302".into(), &page)]);
    let shown = records[0]["Certificate"].as_str().unwrap();
    assert!(shown.len() == 40 && shown.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F')), "{shown}");
    assert_eq!(records[0]["Certificate"], records[1]["Certificate"]);
    let checked = hmaudit(folder.path())
        .args(["check", "probe.json", "--only", "HMA-OWA-008", "--format", "json", "--all", "--as-of", "2026-11-20"])
        .args(&files)
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
    let verdicts: Vec<_> = report["findings"].as_array().unwrap().iter().map(|one| (&one["subject"], &one["verdict"])).collect();
    let subject = |path: &str| serde_json::Value::from(format!("https://localhost:{}/{path}", server.port()));
    assert_eq!(verdicts, [(&subject("ecp"), &"fail".into()), (&subject("owa"), &"pass".into())]);
}

#[test]
fn hosts_on_this_machine_and_network_are_asked_only_with_leave() {
    let server = Server::good(|_, _| answer("401 Unauthorized", &[GOOD], ""));
    let folder = captures(server.port());
    let mapi = fs::read_to_string(folder.path().join("mapi.txt")).unwrap();
    for host in [
        "localhost",
        "LOCALHOST.",
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "10.0.0.5",
        "[fe80::1]",
    ] {
        fs::write(folder.path().join("mapi.txt"), mapi.replace("https://localhost", &format!("https://{host}"))).unwrap();
        let refused = hmaudit(folder.path()).args(["probe", "mapi.txt", "--ca", "ca.pem", "-o", "probe.json"]).output().unwrap();
        assert_eq!(refused.status.code(), Some(2), "{host}: {}", text(&refused));
        assert!(
            text(&refused).contains("--allow-private") && text(&refused).contains("not asked: https://"),
            "{}",
            text(&refused)
        );
        assert!(!folder.path().join("probe.json").exists());
    }
    assert_eq!(server.requests().len(), 0);
    fs::write(folder.path().join("mapi.txt"), &mapi).unwrap();
    let asked = hmaudit(folder.path()).args(["probe", "mapi.txt", "--ca", "ca.pem", "--allow-private"]).output().unwrap();
    assert_eq!(asked.status.code(), Some(0), "{}", text(&asked));
    let told = String::from_utf8(asked.stderr).unwrap();
    assert!(
        told.starts_with("asking: https://localhost:") && told.contains("(named by EX01\\mapi (Default Web Site) InternalUrl)"),
        "{told}"
    );
}

#[test]
fn the_proxy_of_the_environment_is_used() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = proxy.local_addr().unwrap();
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        for mut stream in proxy.incoming().flatten() {
            let mut buffer = [0; 1024];
            let read = stream.read(&mut buffer).unwrap_or(0);
            let _ = send.send(String::from_utf8_lossy(&buffer[..read]).into_owned());
            let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let folder = captures(1);
    let mapi =
        fs::read_to_string(folder.path().join("mapi.txt")).unwrap().replace("https://localhost:1/", "https://mail.contoso.com/");
    fs::write(folder.path().join("mapi.txt"), mapi).unwrap();
    let probed = hmaudit(folder.path())
        .args(["probe", "mapi.txt", "--ca", "ca.pem", "--timeout", "2"])
        .env("HTTPS_PROXY", format!("http://{address}"))
        .output()
        .unwrap();
    assert_eq!(probed.status.code(), Some(0), "{}", text(&probed));
    assert!(receive.recv().unwrap().starts_with("CONNECT mail.contoso.com:443 "));
}

#[test]
fn probe_without_urls_or_with_a_wrong_argument_cannot_run() {
    let folder = captures(1);
    fs::write(
        folder.path().join("org.txt"),
        "[PS] C:\\>Get-OrganizationConfig | fl\n\n\nName : Contoso\nMapiHttpEnabled : True\n\n\n",
    )
    .unwrap();
    for arguments in [
        &["probe", "org.txt"][..],
        &["probe", "mapi.txt", "--mailbox", "adele"],
        &["probe", "mapi.txt", "--ca", "none.pem"],
        &["probe", "mapi.txt", "--ca", "mapi.txt"],
        &["probe", "none.txt"],
    ] {
        let output = hmaudit(folder.path()).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {}", text(&output));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

#[test]
fn fetch_writes_a_capture_and_the_secret_appears_nowhere() {
    let login = Server::good(|request, _| token(request));
    let graph = healthy_graph();
    let folder = captures(1);
    fs::write(folder.path().join("secret.txt"), format!("{SECRET}\r\n")).unwrap();
    let urls = [format!("https://localhost:{}/", login.port()), format!("https://localhost:{}/", graph.port())];
    let fetch = |extra: &[&str]| {
        let mut command = hmaudit(folder.path());
        command.args([
            "fetch",
            "--tenant",
            TENANT,
            "--client-id",
            CLIENT,
            "--ca",
            "ca.pem",
            "--authority",
            &urls[0],
            "--graph",
            &urls[1],
        ]);
        command.args(extra).env("RUST_BACKTRACE", "full").env("RUST_LOG", "trace").env_remove("HMAUDIT_CLIENT_SECRET");
        command
    };
    let by_variable = fetch(&["-o", "sp.json"]).env("HMAUDIT_CLIENT_SECRET", SECRET).output().unwrap();
    assert_eq!(by_variable.status.code(), Some(0), "{}", text(&by_variable));
    let capture = fs::read_to_string(folder.path().join("sp.json")).unwrap();
    let by_file = fetch(&["--secret-file", "secret.txt"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&by_file.stdout), capture);
    let by_other = fetch(&["--secret-env", "MY_SECRET"]).env("MY_SECRET", SECRET).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&by_other.stdout), capture);

    let without = fetch(&[]).output().unwrap();
    assert_eq!(without.status.code(), Some(2));
    assert!(text(&without).contains("HMAUDIT_CLIENT_SECRET"));
    let checked = hmaudit(folder.path()).args(["check", "sp.json", "--format", "json"]).output().unwrap();
    assert!(text(&checked).contains("\"name\": \"contoso.onmicrosoft.com\""), "{}", text(&checked));
    for output in [&by_variable, &by_file, &by_other, &without, &checked] {
        assert!(!text(output).contains(SECRET) && !text(output).contains(TOKEN));
    }
    assert!(!capture.contains(SECRET) && !capture.contains(TOKEN));
}
