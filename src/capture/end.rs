//! A file that ends without a line end: what stands there may be cut off.
//!
//! Many an editor saves no last line end, so not everything there is cut. A value counts as whole if it could not go on: a closed list, a flag,
//! an id of full length, an address that ends as addresses of its kind do. Any other is cut, and a blank one was not printed.

use super::value::is_distinguished_name;
use super::{Field, Form, Raw, Record, Skipped};
use crate::source::Source;

/// Settles what is known of the last record of a file, and names what is not. Records that have nothing left are dropped. Returns whether
/// something may have been cut off; then more records may have been.
pub fn settle(records: &mut Vec<Record<'_>>, source: &Source, skipped: &mut Vec<Skipped>) -> bool {
    let before = skipped.len();
    let end = source.text.len();
    // Blanks in a line of their own are where the value would have gone on.
    let ends_there = |at: usize| {
        let rest = source.text[at..].trim_start_matches([' ', '\t']);
        let line = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
        rest.is_empty() || (line.len() < rest.len() && !line.is_empty() && line.trim_matches([' ', '\t']).is_empty())
    };
    let Some(last) = records.last_mut().filter(|record| ends_there(record.at.end as usize)) else { return false };
    let (at, form) = (last.at, last.form);
    // In its own line, and not in one whose property the record has already.
    let is_last = |field: &Field<'_>| !source.text[field.at.end as usize..at.end as usize].contains(['\n', '\r']);
    let mut say = |what: &str| {
        let start = source.text[..end].trim_end().rfind(['\n', '\r']).map_or(0, |found| found + 1).max(at.start as usize);
        let why = format!(
            "the file ends within this line, without a line end, so {what}: save the whole output again (or end the line, if it is whole)"
        );
        skipped.push(Skipped { at: source.span(start, end), why });
    };
    let shown = last.fields.len();
    match form {
        Form::List => {
            last.fields.pop_if(|field| field.raw == Raw::Blank && is_last(field));
        }
        Form::Table => while last.fields.pop_if(|field| field.raw == Raw::Blank).is_some() {},
        _ => {}
    }
    if last.fields.len() < shown {
        say("what it shows as blank may be cut off");
    } else if let Some(field) = last.fields.last_mut().filter(|field| ends_there(field.at.end as usize))
        && cut(field, form, source, ends_there)
    {
        say("its value may go on");
    }
    if last.fields.is_empty() {
        records.pop();
    }
    skipped.len() > before
}

/// Cuts a value that may go on; returns whether it did.
fn cut(field: &mut Field<'_>, form: Form, source: &Source, ends_there: impl Fn(usize) -> bool) -> bool {
    // Behind a blank in its line, an address does not go on, but words do.
    let rest = &source.text[field.at.end as usize..];
    let is_parted = rest.starts_with([' ', '\t']) && !rest.contains('\n') && !source.slice(field.at).contains('\n');
    let is_parted_url = |text: &str| is_parted && text.contains("://") && !text.contains(' ');
    let goes_on = |text: &str| !(is_whole(text) || is_parted_url(text));
    let are_names = field.name.eq_ignore_ascii_case("ServicePrincipalNames");
    match &mut field.raw {
        Raw::Scalar(text) if goes_on(text) => {
            field.raw = Raw::Cut(std::mem::take(text));
            true
        }
        // A list in braces is closed, or known to be cut.
        Raw::List { items, cut } if !*cut => {
            let last = items.pop_if(|item| {
                // An id may go on with a host.
                let goes_on = if form == Form::Values { !(are_names && is_root(&item.text)) } else { goes_on(&item.text) };
                ends_there(item.at.end as usize) && goes_on
            });
            *cut = last.is_some();
            *cut
        }
        _ => false,
    }
}

/// `https://mail.contoso.com/` in a list of names: names have no path.
fn is_root(text: &str) -> bool {
    text.strip_suffix('/')
        .and_then(|text| text.split_once("://"))
        .is_some_and(|(_, host)| !host.is_empty() && !host.contains('/'))
}

/// Values that nothing could follow.
const WORDS: &[&str] = &[
    "True",
    "False",
    "Auth Configuration",
    "AzureAD",
    "MicrosoftACS",
    "ADFS",
    "Authoritative",
    "InternalRelay",
    "ExternalRelay",
    "Ntlm",
    "Negotiate",
    "None",
    "Allow",
    "Require",
];

/// What the paths of services and of their documents end in.
const PATHS: &[&str] = &[
    ".asmx",
    ".xml",
    ".json",
    ".svc",
    ".aspx",
    "/mapi",
    "/owa",
    "/ecp",
    "/oab",
    "/Microsoft-Server-ActiveSync",
    "/oauth2/authorize",
    "/oauth2/v2.0/authorize",
    "/oauth2/token",
    "/tokens/OAuth/2",
];

/// Whether a value cannot go on.
fn is_whole(text: &str) -> bool {
    let ends = |end: &str| {
        text.len().checked_sub(end.len()).and_then(|at| text.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    !(text.starts_with('`') || is_distinguished_name(text))
        && (text.ends_with([')', '}', '"'])
            || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
            || !text.contains("://") && is_id(text.rsplit(['@', '/', ' ']).next().unwrap_or(text))
            || (text.contains("://") && PATHS.iter().any(|path| ends(path)))
            || (text.contains(':')
                && text.starts_with(|first: char| first.is_ascii_digit())
                && (ends(" AM") || ends(" PM") || ends("Z"))))
}

/// A GUID, or a thumbprint (SHA-1, SHA-256).
fn is_id(text: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let groups: Vec<&str> = text.split('-').take(6).collect();
    (groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(|group| hex(group)))
        || (matches!(text.len(), 40 | 64) && hex(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_whole_and_values_that_may_go_on() {
        for whole in [
            "True",
            "false",
            "EX01\\mapi (Default Web Site)",
            "Version 15.2 (Build 1544.4)",
            "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80",
            "00000001-0000-0000-c000-000000000000@0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80",
            "EvoSts - 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80",
            "5B2C40EC85C62DD39D98696AB5413E3EB83D7526",
            "https://mail.contoso.com/EWS/Exchange.asmx",
            "https://mail.contoso.com/MAPI",
            "https://login.windows.net/common/oauth2/authorize",
            "9/13/2029 5:26:01 PM",
            "2029-09-13T17:26:01Z",
            "AzureAD",
        ] {
            assert!(is_whole(whole), "{whole}");
        }
        for part in [
            "https://mail.contoso.com",
            "https://mail.contoso.com/",
            "https://mail.contoso.com:844",
            "https://mail.contoso.com/EWS",
            "https://accounts.accesscontrol.windows.net/0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80",
            "/mapi",
            "EX01",
            "contoso.onmicrosoft.com",
            "Tru",
            "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f8",
            "5B2C40EC85C62DD39D98696AB5413E3EB83D752",
            "Version 15.2 (Build 1544.4",
            "9/13/2029 5:26",
            "",
        ] {
            assert!(!is_whole(part), "{part}");
        }
    }
}
