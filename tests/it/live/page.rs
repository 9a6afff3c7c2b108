//! The sessions that docs/live.md shows, against servers on this machine. `HMAUDIT_BLESS=1` writes what they print.

use super::cli::{captures, hmaudit};
use super::fetch::{SECRET, healthy_graph, token};
use super::server::{Server, answer};
use crate::docs::bless::{Pages, read};
use crate::docs::console::words;
use crate::docs::markdown::with_blocks;

const PAGE: &str = "docs/live.md";

/// The page writes these instead of the servers and ids of the tests.
fn shown(text: &str, server: &Server) -> Vec<String> {
    let text = text.replace(&format!("localhost:{}", server.port()), "mail.contoso.com");
    text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn the_sessions_of_the_page_are_real() {
    let server = Server::good(|_, _| answer("401 Unauthorized", &["WWW-Authenticate: Negotiate", "WWW-Authenticate: NTLM"], ""));
    let (login, graph) = (Server::good(|request, _| token(request)), healthy_graph());
    let folder = captures(server.port());
    let urls = [&login, &graph].map(|server| format!("https://localhost:{}/", server.port()));
    let mut sessions = 0;
    let page = with_blocks(&read(PAGE), |block| {
        block.title().filter(|title| *title == "session")?;
        sessions += 1;
        let mut wanted = Vec::new();
        for typed in block.lines.iter().filter(|line| line.starts_with("$ hmaudit ")) {
            let mut arguments = words(typed.trim_start_matches("$ hmaudit "));
            // The page leaves out where the servers of the tests are.
            match arguments[0].as_str() {
                "probe" => arguments.extend(["--ca", "ca.pem", "--allow-private"].map(str::to_owned)),
                "fetch" => {
                    arguments.extend(["--ca", "ca.pem", "--authority", &urls[0], "--graph", &urls[1]].map(str::to_owned));
                }
                _ => {}
            }
            let mut command = hmaudit(folder.path());
            command.args(&arguments).env("NO_COLOR", "1").env_remove("COLUMNS").env("HMAUDIT_CLIENT_SECRET", SECRET);
            let output = command.output().unwrap();
            assert_ne!(output.status.code(), Some(2), "{typed}: {}", String::from_utf8_lossy(&output.stderr));
            wanted.push(typed.clone());
            for stream in [output.stdout, output.stderr] {
                wanted.extend(shown(&String::from_utf8(stream).unwrap(), &server));
            }
        }
        Some(wanted)
    });
    assert_eq!(sessions, 2);
    assert!(server.requests().len() == 1 && login.requests().len() == 1);
    let mut pages = Pages::default();
    pages.page(PAGE, &page);
    pages.settle();
}
