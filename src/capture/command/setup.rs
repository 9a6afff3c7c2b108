//! The installed build of a server, as everybody asks for it: `Invoke-Command -ComputerName EX01 { (Get-Command ExSetup.exe).FileVersionInfo.ProductVersion }`.

use super::super::Command;
use crate::source::Span;
use std::borrow::Cow;
use std::ops::Range;

/// The command that asks for the build of ExSetup.exe, here or on one named server; `None` for every other statement, and where several
/// servers answered (`EX01,EX02`, `$_.Fqdn`), so that nobody can tell which.
pub(super) fn command<'s>(text: &Cow<'s, str>, range: Range<usize>, at: Span) -> Option<Command<'s>> {
    let statement = &text[range.clone()];
    let lower = statement.to_ascii_lowercase();
    let asks =
        ["get-command exsetup", "gcm exsetup"].iter().any(|asks| lower.contains(asks)) && lower.contains("fileversioninfo");
    // What a variable takes is not printed.
    if !asks || statement.starts_with('$') {
        return None;
    }
    let remote = ["invoke-command ", "icm "].iter().any(|word| lower.starts_with(word));
    let is_here = ["(get-command ", "get-command ", "(gcm ", "gcm ", "& ", "(& "].iter().any(|word| lower.starts_with(word));
    let host = host(statement, &lower).filter(|_| remote);
    if host.is_none() && !is_here {
        return None;
    }
    let sub = |part: Range<usize>| super::scan::sub(text, range.start + part.start..range.start + part.end);
    let expands = [".productversion", ".fileversion"].iter().find_map(|member| {
        let found = lower.rfind(member)?;
        let behind = lower.as_bytes().get(found + member.len());
        let ends = behind.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        ends.then(|| found + 1..found + member.len())
    });
    // Without a server of its own only the bare build needs to be told from other text: a list or table names its columns.
    if host.is_none() && expands.is_none() {
        return None;
    }
    Some(Command {
        cmdlet: Cow::Borrowed("Get-Command"),
        text: super::scan::sub(text, range.clone()),
        parameters: host.map(|host| (Cow::Borrowed("ComputerName"), Some(sub(host)))).into_iter().collect(),
        expands: expands.map(sub),
        values_partial: false,
        ..super::unknown_command(at)
    })
}

/// Where the one server is named that is asked.
fn host(statement: &str, lower: &str) -> Option<Range<usize>> {
    let behind = ["-computername ", "-cn "].iter().find_map(|name| lower.find(name).map(|found| found + name.len()))?;
    let lead = statement[behind..].len() - statement[behind..].trim_start().len();
    let start = behind + lead;
    let end = start + statement[start..].find([' ', '{']).unwrap_or(statement.len() - start);
    let name = statement[start..end].trim_matches(['"', '\'']);
    let is_host = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
    // `-ComputerName EX01, EX02`: the comma may stand behind a blank.
    if !is_host || statement[end..].trim_start().starts_with(',') {
        return None;
    }
    let quote = statement[start..].len() - statement[start..].trim_start_matches(['"', '\'']).len();
    Some(start + quote..start + quote + name.len())
}
