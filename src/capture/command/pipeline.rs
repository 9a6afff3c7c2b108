//! What a pipeline keeps of what its cmdlet returns.

use super::words::{Argument, arguments, closing, only_member, split, trim};
use std::ops::Range;

#[derive(Default)]
pub(super) struct Pipeline {
    pub head: Option<Range<usize>>,
    pub parameters: Vec<Argument>,
    pub expands: Option<Range<usize>>,
    pub partial: bool,
    pub values_partial: bool,
    pub prints: bool,
    pub changes: bool,
}

impl Pipeline {
    pub fn stage(&mut self, text: &str, range: Range<usize>) {
        let head_length =
            text[range.clone()].bytes().take_while(|byte| !byte.is_ascii_whitespace() && !b"{(|>;".contains(byte)).count();
        let head = range.start..range.start + head_length;
        let rest = head.end..range.end;
        let word = text[head.clone()].rsplit('\\').next().unwrap_or("").to_ascii_lowercase();
        let (arguments, redirected) = arguments(text, rest.clone());
        self.prints &= !redirected;
        match word.as_str() {
            "where" | "where-object" | "?" => self.drops_some(),
            "select" | "select-object" => self.select(text, arguments),
            "foreach" | "foreach-object" | "%" => match only_member(text, rest.clone()) {
                Some(member) => self.expands = Some(member),
                None => self.block(text, rest),
            },
            "out-file" | "set-content" | "add-content" | "export-csv" | "export-clixml" | "out-null" | "measure"
            | "measure-object" | "group" | "group-object" | "get-member" | "gm" | "epcsv" | "sc" => self.prints = false,
            "get-content" | "get-help" | "get-command" => self.prints = false,
            word if word.starts_with("get-") => {
                self.head = Some(text[head.clone()].rfind('\\').map_or(head.clone(), |found| head.start + found + 1..head.end));
                self.partial |= arguments.iter().any(|argument| filters(text, argument));
                self.parameters = arguments;
            }
            word => {
                const CHANGING: &[&str] = &["set-", "new-", "remove-", "enable-", "disable-", "update-", "add-", "restart-"];
                self.changes |= CHANGING.iter().any(|verb| word.starts_with(verb));
                if !keeps_all(word) {
                    self.drops_some();
                }
            }
        }
    }

    /// `% { Get-MapiVirtualDirectory -Server $_.Name }` prints what the one command in it gets.
    pub fn block(&mut self, text: &str, range: Range<usize>) {
        let body = text[range.clone()].trim_start().strip_prefix('{').map(|body| range.end - body.len());
        let body = body.and_then(|body| closing(text, body..range.end).map(|close| trim(text, body..close)));
        let is_get =
            |body: &Range<usize>| text.get(body.start..body.start + 4).is_some_and(|verb| verb.eq_ignore_ascii_case("get-"));
        match body.filter(is_get) {
            Some(body) if split(text, body.clone(), b';').len() == 1 => {
                for stage in split(text, body, b'|') {
                    let stage = trim(text, stage);
                    // One block is read, none within it.
                    if !text[stage.clone()].starts_with(['%', 'F', 'f']) || !text[stage.clone()].contains('{') {
                        self.stage(text, stage);
                    } else {
                        self.prints = false;
                    }
                }
            }
            _ => self.prints = false,
        }
    }

    fn select(&mut self, text: &str, arguments: Vec<Argument>) {
        for (name, value) in arguments {
            let Some(name) = name else { continue };
            let name = text[name].to_ascii_lowercase();
            if name.starts_with("exp") {
                self.expands = value;
            } else if ["first", "last", "skip", "index", "unique", "f"].contains(&name.as_str()) || name.starts_with("fir") {
                self.drops_some();
            }
        }
    }

    /// What comes out of a stage may be less than what goes in.
    pub fn drops_some(&mut self) {
        self.partial = true;
        self.values_partial |= self.expands.is_some();
    }
}

/// Whether a stage of the pipeline lets everything through.
fn keeps_all(word: &str) -> bool {
    const KEEPING: &[&str] = &[
        "fl",
        "ft",
        "fw",
        "fc",
        "sort",
        "tee",
        "tee-object",
        "echo",
        "write-output",
        "write-host",
        "more",
        "oh",
        "ogv",
        "clip",
        "",
    ];
    let is_verb = ["format-", "out-", "sort-", "convertto-", "set-"].iter().any(|verb| word.starts_with(verb));
    is_verb || KEEPING.contains(&word)
}

/// Whether a parameter makes the cmdlet return only some of the objects.
fn filters(text: &str, (name, value): &Argument) -> bool {
    let Some(name) = name.clone() else { return value.is_some() };
    let value = value.clone().map_or("", |value| &text[value]);
    match text[name].to_ascii_lowercase().as_str() {
        "resultsize" => !value.eq_ignore_ascii_case("unlimited"),
        "filter"
        | "recipientfilter"
        | "identity"
        | "server"
        | "thumbprint"
        | "searchstring"
        | "objectid"
        | "appid"
        | "appprincipalid"
        | "serviceprincipalid"
        | "database"
        | "organizationalunit"
        | "anr"
        | "top"
        | "domainname"
        | "mailbox"
        | "arbitration"
        | "serviceprincipalname" => true,
        _ => false,
    }
}
