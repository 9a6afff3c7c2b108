//! The installed build of a server, as everybody asks for it: `Invoke-Command -ComputerName EX01 { (Get-Command ExSetup.exe).FileVersionInfo.ProductVersion }`.

use super::super::{Command, Outcome};
use crate::source::Span;
use std::borrow::Cow;
use std::ops::Range;

/// The command that asks one named server for the build of ExSetup.exe; `None` for every other statement, and where it is not certain which
/// server answered (`EX01,EX02`, `$_.Fqdn`, none).
pub(super) fn command<'s>(text: &Cow<'s, str>, range: Range<usize>, at: Span) -> Option<Command<'s>> {
    let statement = &text[range.clone()];
    let lower = statement.to_ascii_lowercase();
    let remote = ["invoke-command ", "icm "].iter().any(|word| lower.starts_with(word));
    if !remote || !lower.contains("get-command exsetup") || !lower.contains("fileversioninfo") {
        return None;
    }
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
    let sub = |part: Range<usize>| super::scan::sub(text, range.start + part.start..range.start + part.end);
    let asked = lower.find("get-command").map(|found| found..found + "get-command".len())?;
    let expands = [".productversion", ".fileversion"].iter().find_map(|member| {
        let found = lower.rfind(member)?;
        let behind = lower.as_bytes().get(found + member.len());
        let ends = behind.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        ends.then(|| found + 1..found + member.len())
    });
    let quote = statement[start..].len() - statement[start..].trim_start_matches(['"', '\'']).len();
    Some(Command {
        cmdlet: sub(asked),
        text: super::scan::sub(text, range.clone()),
        parameters: vec![(Cow::Borrowed("ComputerName"), Some(sub(start + quote..start + quote + name.len())))],
        expands: expands.map(sub),
        partial: true,
        values_partial: false,
        outcome: Outcome::Unknown,
        filled_by: None,
        shell: None,
        at,
    })
}
