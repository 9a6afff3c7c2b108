//! Files that hmaudit itself wrote, and what its scripts left behind: they repeat what was captured, or tell what was before a change. None of
//! them is evidence, wherever it lies.

use super::Source;
use crate::area;

/// As much of a file as is looked at: every mark stands at the top. What a script saves (a hash table) has its schema anywhere.
const HEAD: usize = 2048;

/// What a file is, if it is none of the user's captures.
#[must_use]
pub fn what(text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let head = &text[..(0..=HEAD.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)];
    let first = head.lines().next().unwrap_or_default().trim_end();
    match text.as_bytes().first()? {
        b'{' => of_json(text, head),
        b'[' if starts_with_key(head, "cmdlet") => Some("a listing of hmaudit parse"),
        b'[' if starts_with_key(head, "description")
            && head.contains("\"check_name\": \"")
            && head.contains("\"fingerprint\"") =>
        {
            Some("a report of hmaudit for GitLab")
        }
        b'<' if head.contains("<title>Hybrid modern authentication readiness: ") => Some("a report of hmaudit"),
        b'<' if head.contains("<testsuites name=\"hmaudit\"") => Some("a report of hmaudit"),
        b'#' if first.starts_with("# hmaudit script ") => Some("a script of hmaudit remediate"),
        b'#' if head.contains("\n.SYNOPSIS\nCaptures what hmaudit needs to know ")
            || head.contains("\n.SYNOPSIS\r\nCaptures what hmaudit needs to know ") =>
        {
            Some("a script of hmaudit collect")
        }
        b'#' if first.starts_with("## Hybrid modern authentication: ") => Some("a report of hmaudit"),
        b'#' if matches!(first, "# Prepare for hybrid modern authentication" | "# Enable hybrid modern authentication") => {
            Some("a plan of hmaudit remediate")
        }
        b'"' | b'r' if is_csv(first) => Some("a report of hmaudit"),
        b'#' if first.starts_with("##vso[task.logissue ") && first.contains(";code=") => Some("a report of hmaudit"),
        b':' if first.starts_with("::") && (first.contains("title=HMA-") || first.contains("title=hmaudit::")) => {
            Some("a report of hmaudit")
        }
        b'H' if first.starts_with("Hybrid modern authentication: ") => Some("a report of hmaudit"),
        b'C' if first.starts_with("Clients: works, breaks at a link") => Some("a report of hmaudit"),
        b'A' if first.starts_with("Areas") && head.lines().nth(1).is_some_and(is_area) => Some("a report of hmaudit"),
        b'e' | b'w' | b'i' if is_finding(first) => Some("a report of hmaudit"),
        _ => None,
    }
}

fn of_json(text: &str, head: &str) -> Option<&'static str> {
    if head.contains("\"sarif\"") || head.contains("/sarif/") {
        return head.contains("\"name\": \"hmaudit\"").then_some("a report of hmaudit");
    }
    // `"schema":  "hmaudit-journal-1"`, with as many blanks as PowerShell puts there.
    memchr::memmem::find_iter(text.as_bytes(), b"\"hmaudit-").find_map(|at| {
        let key = text[..at].trim_end().strip_suffix(':')?.trim_end();
        let family = text[at + 1..].strip_prefix("hmaudit-")?.split('-').next()?;
        match family {
            _ if !key.ends_with("\"schema\"") => None,
            "clients" | "diff" | "fleet" | "report" => Some("a report of hmaudit"),
            "plan" => Some("a plan of hmaudit"),
            "journal" => Some("a journal of a script of hmaudit"),
            "result" => Some("a result of a script of hmaudit"),
            _ => None,
        }
    })
}

/// Whether a document is a list of objects whose first key is this.
fn starts_with_key(head: &str, key: &str) -> bool {
    let object = head[1..].trim_start().strip_prefix('{').map(str::trim_start);
    object
        .and_then(|text| text.strip_prefix('"'))
        .and_then(|text| text.strip_prefix(key))
        .is_some_and(|text| text.starts_with('"'))
}

/// The header of a report as CSV, saved again by a spreadsheet too: without quotes, or with the separator of another country.
fn is_csv(header: &str) -> bool {
    let bare = header.replace('"', "").replace([';', '\t'], ",");
    bare.starts_with("rule,verdict,severity,tenant,server,subject,")
}

/// `pass          names        Is every URL …`, as the scorecard of a report on a terminal begins.
fn is_area(line: &str) -> bool {
    let mut words = line.split_whitespace();
    matches!(words.next(), Some("pass" | "fail" | "inconclusive"))
        && words.next().is_some_and(|name| area::named(name).name == name)
}

/// `error[HMA-SPN-001]: …`, as reports on a terminal begin.
fn is_finding(line: &str) -> bool {
    let words = ["error[", "warning[", "info[", "inconclusive["];
    let id = words.iter().find_map(|word| line.strip_prefix(word));
    id.is_some_and(|id| ["HMA-", "HYB-", "CAP-"].iter().any(|family| id.starts_with(family)) && id.contains("]: "))
}

/// Names of the configuration: it is read as what it is, and never as a capture.
const CONFIGURATION: &[&str] = &["hmaudit.yml", "hmaudit.yaml"];

/// Whether a name, perhaps within an archive, is that of a configuration.
#[must_use]
pub fn is_configuration(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or_default();
    CONFIGURATION.iter().any(|own| last.eq_ignore_ascii_case(own))
}

/// Why such a source is left out.
#[must_use]
pub fn why_left_out(source: &Source) -> Option<String> {
    what(&source.text).map(|what| format!("{what}, which is not evidence: left out"))
}
