//! The sessions that docs/remediation.md shows, with the scripts of that page, at a terminal. `HMAUDIT_BLESS=1` writes what they print.

use super::estates::{MAPI, off, without};
use super::organisation::{Organisation, differences};
use super::session::session;
use super::terminal::{QUESTION, terminal};
use crate::docs::bless::{Pages, read, root};
use crate::docs::markdown::with_blocks;
use serde_json::json;

const PAGE: &str = "docs/remediation.md";

/// The organisation that the captures of the page were taken of.
fn organisation() -> Organisation {
    let organisation = Organisation::healthy();
    off(&organisation);
    for property in ["InternalUrl", "ExternalUrl"] {
        organisation.set("MapiVirtualDirectory", MAPI, property, json!("https://outlook.contoso.com/mapi"));
    }
    for property in ["IISAuthenticationMethods", "InternalAuthenticationMethods", "ExternalAuthenticationMethods"] {
        without(&organisation, "MapiVirtualDirectory", MAPI, property, "OAuth");
    }
    organisation.sign_in("");
    organisation
}

/// What stands on the screen, as the page shows it: without what a terminal does not show, in the folder C:\\.
fn shown(screen: &str, organisation: &Organisation) -> Vec<String> {
    let screen = regex::Regex::new("\u{1b}\\[[0-9;?]*[A-Za-z]|\u{1b}[=>]").unwrap().replace_all(screen, "").into_owned();
    let screen = screen.replace(&format!("{}/", organisation.scripts().display()), "C:\\fix\\").replace("<<ready>>", "");
    screen
        .lines()
        .map(|line| line.trim_end().to_owned())
        .filter(|line| !line.is_empty() && !line.ends_with("/job.json"))
        .collect()
}

#[test]
fn the_sessions_of_the_page_are_real() {
    let Some(session) = session() else { return };
    let Some(mut terminal) = terminal() else { return };
    let organisation = organisation();
    let initial = organisation.state();
    organisation.remediate(&root().join("docs/remediation.in/before"));
    let mut sessions = 0;
    let page = with_blocks(&read(PAGE), |block| {
        block.title().filter(|title| *title == "session")?;
        sessions += 1;
        let mut wanted: Vec<String> = Vec::new();
        let mut rest = block.lines.iter().peekable();
        while let Some(typed) = rest.next() {
            let (_, command) = typed.split_once('>').unwrap();
            let mut answers = Vec::new();
            while let Some(line) = rest.next_if(|line| !line.starts_with("PS C:\\>") && !line.starts_with("[PS] C:\\>")) {
                let after = line.split_once(QUESTION).and_then(|(_, after)| after.split_once("):"));
                answers.extend(after.map(|(_, answer)| answer.trim().to_owned()));
            }
            let is_first = sessions == 1 && wanted.is_empty();
            let screen = terminal.line(&organisation, is_first, command.trim(), &answers);
            wanted.push(typed.clone());
            wanted.extend(shown(&screen, &organisation));
        }
        Some(wanted)
    });
    // The page goes there and back.
    assert_eq!(sessions, 3);
    assert_eq!(differences(&initial, &organisation.state()), Vec::<String>::new());
    drop(session);
    let mut pages = Pages::default();
    pages.page(PAGE, &page);
    pages.settle();
}
