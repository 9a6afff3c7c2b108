//! Forms that are recognised by their look and not read, each with the form to capture instead.

use super::prompt::prompt;
use super::sniff::{line_at, next_line};
use super::{Capture, Skipped, known};
use crate::capture::known::Known;
use crate::source::{Source, Span};

/// Why lists of URLs are not read.
pub const URLS: &str = "URLs as GetExchangeURLs prints them, without the object that each belongs to: capture the virtual directories themselves, \
     Get-MapiVirtualDirectory | Format-List and the others, as `hmaudit collect exchange` does";

/// Why YAML is not read.
pub const YAML: &str = "YAML, which is not read: print JSON instead (az … -o json, ConvertTo-Json -Depth 5)";

/// Why what Format-Custom prints is not read.
pub const CUSTOM: &str = "output of Format-Custom, which is not read: print it with Format-List, or with ConvertTo-Json -Depth 5";

/// What is added where a document ends in mid-line.
pub const BROKEN: &str = "; a window broke its lines: save the output with | Out-File instead of copying it";

/// Declines what stands at a place. It leaves its kind undecided where it shows one. What was declined just before for the same reason shares its line.
pub fn decline(source: &Source, at: Span, why: &str, out: &mut Capture<'_>) {
    if why != URLS {
        out.lost.push(at);
    }
    // Headings stand between the lists, and little else.
    const NEAR: usize = 160;
    match out.skipped.last_mut().filter(|last| last.why == why && (at.start.saturating_sub(last.at.end) as usize) < NEAR) {
        Some(last) if !source.text[last.at.end as usize..at.start as usize].contains('>') => last.at = last.at.to(at),
        _ => out.skipped.push(Skipped { at, why: why.to_owned() }),
    }
}

/// Length of the list at the start of `rest`, ` - Internal: https://mail.contoso.com/owa` and the like.
pub fn urls(rest: &str) -> Option<usize> {
    let is_entry = |line: &str| {
        let entry = line.trim().strip_prefix("- ").and_then(|entry| entry.split_once(':'));
        entry.is_some_and(|(name, _)| {
            let side = name.split(' ').next().unwrap_or(name);
            name.len() < 40 && ["Internal", "External"].iter().any(|known| known.eq_ignore_ascii_case(side))
        })
    };
    let mut end = 0;
    let mut has_url = false;
    while end < rest.len() && is_entry(line_at(rest, end)) {
        has_url |= line_at(rest, end).contains("://");
        end = next_line(rest, end);
    }
    has_url.then_some(end)
}

/// Length of the objects at the start of `rest` as Format-Custom prints them: `class ADMapiVirtualDirectory`, and a block in braces below it.
pub fn custom(rest: &str) -> Option<usize> {
    let is_head = |line: &str| {
        let name = line.trim().strip_prefix("class ").map(str::trim).unwrap_or_default();
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'{')
    };
    if !is_head(line_at(rest, 0)) || line_at(rest, next_line(rest, 0)).trim() != "{" {
        return None;
    }
    let mut end = 0;
    let mut depth = 0usize;
    let (mut has_value, mut is_code) = (false, false);
    while end < rest.len() {
        let line = line_at(rest, end).trim();
        // The next object follows; anything else is not part of it.
        if depth == 0 && !line.is_empty() && !is_head(line) && line != "{" {
            break;
        }
        if prompt(line).is_some() {
            break;
        }
        depth = match line {
            "{" => depth + 1,
            "}" => depth.saturating_sub(1),
            _ => depth,
        };
        has_value |= line.split_once(" =").is_some_and(|(name, _)| known::known(name.trim()) != Known::No);
        is_code |= line.ends_with(';') || line.starts_with(['$', '[', '#']) && line.len() > 1;
        end = next_line(rest, end);
    }
    (has_value && !is_code).then_some(end)
}

/// Length of the YAML at the start of `rest`: keys with a colon glued to them, one of them a property of a cmdlet, and a list as only YAML
/// writes it. `above` is the line before it, which is not part of it.
pub fn yaml(above: &str, rest: &str) -> Option<usize> {
    let head = line_at(rest, 0);
    // A sequence of mappings: the first key stands behind the mark of its item, the others below it.
    let is_item = head.starts_with("- ");
    let first = key(head.strip_prefix("- ").unwrap_or(head))?;
    let second = line_at(rest, next_line(rest, 0));
    if is_item && (!second.starts_with("  ") || key(second.trim()).is_none()) {
        return None;
    }
    if key(above.trim_start()).is_some() || above.trim_start().starts_with("- ") {
        return None;
    }
    let mut end = 0;
    let (mut keys, mut is_known, mut lists) = (0, false, false);
    let mut waits = false;
    while end < rest.len() {
        let line = line_at(rest, end);
        let text = line.trim();
        let is_nested = line.starts_with([' ', '\t']) && end > 0;
        if text.is_empty() || prompt(text).is_some() {
            break;
        }
        let begins_item = is_item && line.starts_with("- ");
        match key(if begins_item { text.trim_start_matches("- ") } else { text }) {
            Some((name, value)) => {
                keys += 1;
                is_known |= known::known(name) == Known::Strong;
                lists |= matches!(value, "[]" | "{}");
                waits = value.is_empty();
            }
            None if text == "-" || text.starts_with("- ") => {
                lists |= waits;
            }
            None if is_nested => {}
            None => break,
        }
        end = next_line(rest, end);
    }
    let is_list_of_others = first.1.is_empty() && keys < 3;
    (keys > 2 && is_known && lists && !is_list_of_others).then_some(end)
}

/// `name: value` and `name:`, the colon glued to the name.
fn key(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let plain = name.trim_matches('\'');
    let is_name = plain.starts_with(|first: char| first.is_ascii_alphabetic() || first == '@')
        && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@'));
    (is_name && (value.is_empty() || value.starts_with([' ', '\r']))).then_some((plain, value.trim()))
}
