//! The names of what a library calls, which it holds as a list of its own: before it calls anything, a script asks whether each of them is
//! still what it was written for.

use super::token::{Kind, tokens};
use std::collections::BTreeSet;

/// Where the list of commands goes that the library does not define.
const CALLED: &str = "'{{called}}'";
/// Where the list of its own functions goes.
const OWN: &str = "'{{own}}'";
/// Columns of the lines of a list.
const WIDTH: usize = 130;

/// A library with both lists in it.
pub(super) fn filled(library: &str) -> String {
    let (called, own) = names(library);
    library.replace(CALLED, &list(&called)).replace(OWN, &list(&own))
}

/// The names that a library calls or defines: what it calls of others, and its own functions. Words with a dash and a capital are nothing else,
/// outside of literals and comments.
fn names(library: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let text = library.replace('\n', "\r\n");
    // A library that cannot be cut is one that no script is accepted with either.
    let tokens = tokens(&text).unwrap_or_default();
    let is_name = |word: &str| word.starts_with(|first: char| first.is_ascii_uppercase()) && word.contains('-');
    let words = || tokens.iter().filter(|token| token.kind == Kind::Word).map(|token| token.text);
    let own: BTreeSet<String> =
        words().zip(words().skip(1)).filter(|(before, _)| *before == "function").map(|(_, name)| name.to_owned()).collect();
    let called = words().filter(|word| is_name(word) && !own.contains(*word)).map(str::to_owned).collect();
    (called, own)
}

fn list(names: &BTreeSet<String>) -> String {
    let mut lines = vec![String::new()];
    for name in names {
        let item = format!("'{name}'");
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = item,
            Some(line) if line.len() + item.len() < WIDTH => {
                line.push_str(", ");
                line.push_str(&item);
            }
            _ => lines.push(item),
        }
    }
    lines.join("\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_what_is_called_and_what_is_defined() {
        let library = "# Not-This\n@(\n    '{{called}}'\n)\n@(\n    '{{own}}'\n)\nfunction Add-It {\n    Get-Date -Format 'Not-That'\n    if ($a -eq 1) { Get-Date }\n}\n";
        let text = filled(library);
        assert!(text.contains("@(\n    'Get-Date'\n)\n@(\n    'Add-It'\n)"), "{text}");
    }
}
