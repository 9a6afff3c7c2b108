//! What people use: a line for each version, most people first, and lists of who has to act.

use super::super::Report;
use super::super::client_matrix::{ClientMatrix, ClientRow, ClientState};
use super::super::words::{count, people};
use super::layout::{clip, width};
use super::page::Page;
use crate::text::visible_line;

/// Versions of one application that have a line of their own.
const VERSIONS: usize = 4;
/// Names that a list begins with.
const NAMES: usize = 3;
/// Blanks before a column of numbers.
const GAP: usize = 2;

/// Writes it, where the pack is on.
pub(super) fn write(page: &mut Page, report: &Report) {
    let Some(matrix) = &report.client_matrix else { return };
    page.title("Clients in use: can they sign in with modern authentication?");
    table(page, matrix);
    if matrix.idle_devices > 0 {
        page.note(
            "",
            &format!(
                "{} synchronised long ago and {} not count.",
                count(matrix.idle_devices, "device"),
                does(matrix.idle_devices)
            ),
        );
    }
    if !matrix.blockers.is_empty() {
        page.title("Who is kept from modern authentication");
    }
    for blocker in &matrix.blockers {
        let line = format!("{:>5}  {} ({}): needs {}", blocker.people, blocker.client, blocker.state.words(), blocker.needs);
        page.note("", &line);
        if let Some(doubt) = blocker.doubt() {
            page.note("", &format!("       {doubt}"));
        }
    }
    if !matrix.notices.is_empty() {
        page.title("Who notices when modern authentication is switched on");
    }
    for notice in &matrix.notices {
        page.note("", &format!("{:>5}  {}: {}", notice.people, notice.client, notice.what));
        page.note("", &format!("       {}", names(&notice.names)));
    }
    for capture in &matrix.captures {
        page.gap();
        page.note("", &format!("What tells how {} sign in ({}):", people(capture.people), capture.clients.join(", ")));
        page.copied("     ", &capture.command);
    }
    page.gap();
    page.note("", "Every name, and certificate-based authentication by application and platform: -o report.html");
}

fn does(number: usize) -> &'static str {
    if number == 1 { "does" } else { "do" }
}

fn names(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMES).map(String::as_str).collect();
    match names.len().saturating_sub(NAMES) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn table(page: &mut Page, matrix: &ClientMatrix) {
    let rows = folded(&matrix.rows);
    let widths = ClientState::ALL.map(|state| GAP + state.words().len());
    let room = page.width.saturating_sub(3 + widths.iter().sum::<usize>()).max(GAP);
    let head: String = ClientState::ALL.iter().zip(widths).map(|(state, width)| format!("{:>width$}", state.words())).collect();
    page.line(&format!("   {:room$}{head}", ""));
    for (name, numbers) in rows {
        let shown = visible_line(&name);
        let name = clip(&shown, room);
        let number = |number: usize| if number == 0 { String::new() } else { number.to_string() };
        let numbers: String = numbers.iter().zip(widths).map(|(one, width)| format!("{:>width$}", number(*one))).collect();
        let space = " ".repeat(room.saturating_sub(width(&name)));
        page.line(&format!("   {name}{space}{numbers}"));
    }
}

type Line = (String, [usize; 4]);

/// A line for each application; below it one for each of its versions if there are several, the rest of them together.
fn folded(rows: &[ClientRow]) -> Vec<Line> {
    let numbers = |rows: &[&ClientRow]| ClientState::ALL.map(|state| rows.iter().map(|row| row.people(state)).sum());
    let total = |row: &&ClientRow| -> usize { ClientState::ALL.iter().map(|state| row.people(*state)).sum() };
    let mut lines = Vec::new();
    let all: Vec<&ClientRow> = rows.iter().collect();
    for of_one in all.chunk_by(|one, other| one.client() == other.client()) {
        let [only] = of_one else {
            lines.push((of_one.first().map_or_else(String::new, |row| row.client()), numbers(of_one)));
            let mut sorted = of_one.to_vec();
            sorted.sort_by_key(|row| std::cmp::Reverse(total(row)));
            let (shown, others) = sorted.split_at(sorted.len().min(VERSIONS));
            lines.extend(shown.iter().map(|row| (format!("  {}", version(row)), numbers(&[row]))));
            if !others.is_empty() {
                lines.push((format!("  {}", count(others.len(), "other version")), numbers(others)));
            }
            continue;
        };
        let known = only.version.as_ref().map_or_else(String::new, |version| format!(" {version}"));
        lines.push((format!("{}{known}", only.client()), numbers(of_one)));
    }
    lines
}

fn version(row: &ClientRow) -> &str {
    row.version.as_deref().unwrap_or("version not known")
}
