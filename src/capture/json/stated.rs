//! Whether an object of JSON is what a query answered. What somebody asks for, expects, keeps or has deleted looks the same, and proves nothing.

use super::inside::is_output;
use super::tree::{Member, Node, Value};
use super::{is_envelope_key, text_of};
use crate::capture::deleted;
use crate::capture::known::{self, Known};
use crate::capture::wish::OF_A_WISH;

const REQUEST: &str =
    "the body of a request, not an answer: it shows what somebody asked for; query the object, and capture the answer";
const FAILED: &str = "stands beside an error: it is not an answer of a query; ask again";
const NESTED: &str = "a list within a list, as no query answers: capture the answer itself";
const JOINED: &str = "names joined in one text, with blanks between them: capture the list itself, as JSON";

/// Why an object proves nothing, with all that is in it.
pub(super) fn objection(members: &[Member<'_>], has_context: bool) -> Option<&'static str> {
    let is_bin = |context: &str| context.contains("deletedItems");
    if is_removed(members) || text_of(members, "@odata.context").is_some_and(is_bin) {
        return Some(deleted::WHY);
    }
    let has_content = members.iter().any(|member| holds_evidence(&member.node));
    if has_content && has_error(members) {
        return Some(FAILED);
    }
    if has_content && members.iter().any(is_writing) {
        return Some(REQUEST);
    }
    if has_content && is_labelled(members) {
        return Some("an example or an expectation, by its label: capture what the cmdlet prints");
    }
    if !has_context && is_bare_names(members) {
        return Some(
            "names without the object that they belong to, as a request sends them: capture the object with its id and appId (Get-MgServicePrincipal \
             … | ConvertTo-Json)",
        );
    }
    let names = members.iter().find(|member| member.name.eq_ignore_ascii_case("servicePrincipalNames"))?;
    match &names.node.value {
        Value::Text(text) if is_joined(text) => Some(JOINED),
        Value::Array(items) if items.iter().any(|item| matches!(&item.value, Value::Text(text) if is_joined(text))) => {
            Some(JOINED)
        }
        Value::Array(items) if items.iter().any(|item| matches!(item.value, Value::Object(_))) => Some(NESTED),
        _ => None,
    }
}

/// Whether a value has objects in it that look like those of a cmdlet, or text that looks like its output.
pub(super) fn holds_evidence(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Object(members) => {
            members.iter().any(|member| known::known(&member.name) == Known::Strong || holds_evidence(&member.node))
        }
        Value::Array(items) => is_output(node) || items.iter().any(holds_evidence),
        Value::Text(_) => is_output(node),
        _ => false,
    }
}

/// Why the element of an answer's list is none: it is an answer itself. Windows PowerShell writes a list in a list with its `Count`.
pub(super) fn nested(members: &[Member<'_>]) -> Option<&'static str> {
    let is_list = members.iter().any(|member| member.name.eq_ignore_ascii_case("value"));
    let only = members.iter().all(|member| is_envelope_key(&member.name) || member.name.starts_with("@odata."));
    (is_list && only).then_some(NESTED)
}

/// Why what stands under a name is not the state: `expected`, `requestBody`, `"before"`.
pub(super) fn under(name: &str) -> Option<&'static str> {
    let words = words(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    if has(REQUESTS) {
        return Some(REQUEST);
    }
    let is_to_be = words.windows(2).any(|pair| matches!(pair, [first, second] if first == "to" && second == "be"));
    if has(OF_A_WISH) || has(EXPECTED) || is_to_be {
        return Some("an example or an expectation, by its name: capture what the cmdlet prints");
    }
    if has(FORMER) {
        return Some("not the present state, by its name: capture what the cmdlet prints now");
    }
    None
}

/// What was sent or is to be sent.
const REQUESTS: &[&str] =
    &["request", "requests", "payload", "payloads", "input", "inputs", "parameters", "arguments", "args", "params", "postdata"];

/// What somebody wishes, or shows.
const EXPECTED: &[&str] = &[
    "correct",
    "demo",
    "draft",
    "dummy",
    "expect",
    "expectation",
    "expectations",
    "fake",
    "fix",
    "fixed",
    "goal",
    "golden",
    "ideal",
    "must",
    "pending",
    "placeholder",
    "plan",
    "proposal",
    "recommended",
    "reference",
    "required",
    "resource",
    "resources",
    "schema",
    "should",
    "simulated",
    "soll",
    "spec",
    "suggested",
    "target",
    "tobe",
    "vorgabe",
    "vorschlag",
    "want",
    "whatif",
    "wish",
    "wunsch",
    "ziel",
    "zielzustand",
];

/// What was, or was kept beside what is.
const FORMER: &[&str] = &[
    "after", "archive", "archived", "backup", "baseline", "before", "default", "defaults", "deleted", "former", "history",
    "last", "new", "old", "original", "prior", "previous", "removed", "snapshot", "was", "vorher", "zuvor", "früher", "antes",
    "avant", "prima",
];

/// The words of a name, in lower case: `requestBody`, `request-body`, `request_body`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    // Longer names are not words of a person.
    for character in name.chars().take(64) {
        let starts = !character.is_alphanumeric() || (character.is_uppercase() && was_lower);
        if starts && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        was_lower = character.is_lowercase();
    }
    words
}

/// Whether the object is in the bin, or an answer to "what has changed" says that it is gone.
fn is_removed(members: &[Member<'_>]) -> bool {
    members.iter().any(|member| {
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(&member.name));
        (is(deleted::TIMES) && !is_blank(&member.node.value))
            || (is(&["@removed"]) && !matches!(member.node.value, Value::Null))
            || (is(deleted::FLAGS) && matches!(member.node.value, Value::Bool(true)))
    })
}

/// Whether an error stands beside the content, or a status that is one.
fn has_error(members: &[Member<'_>]) -> bool {
    members.iter().any(|member| {
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(&member.name));
        let is_error = is(&["error", "errors", "odata.error", "exception"])
            && match &member.node.value {
                Value::Array(items) => !items.is_empty(),
                Value::Bool(is) => *is,
                value => !is_blank(value),
            };
        let is_status = is(&["status", "statusCode", "httpStatus", "httpStatusCode", "responseCode"])
            && match &member.node.value {
                Value::Number(status) => is_failure(status),
                Value::Text(status) => is_failure(status.split(' ').next().unwrap_or_default()),
                _ => false,
            };
        let is_failed = is(&["success", "succeeded", "ok"]) && matches!(member.node.value, Value::Bool(false));
        is_error || is_status || is_failed
    })
}

fn is_failure(status: &str) -> bool {
    status.len() == 3 && status.starts_with(['3', '4', '5']) && status.bytes().all(|byte| byte.is_ascii_digit())
}

/// `"method": "PATCH"`, `"WhatIf": true`
fn is_writing(member: &Member<'_>) -> bool {
    const METHODS: &[&str] = &["PATCH", "POST", "PUT", "DELETE", "MERGE"];
    let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(&member.name));
    match &member.node.value {
        Value::Text(text) => {
            is(&["method", "httpMethod", "verb", "requestMethod"])
                && METHODS.iter().any(|verb| verb.eq_ignore_ascii_case(text.trim()))
        }
        Value::Bool(true) => is(&["whatIf", "dryRun"]),
        _ => false,
    }
}

/// `{ "name": "expected", "value": [ … ] }`: a label on what it holds.
fn is_labelled(members: &[Member<'_>]) -> bool {
    let holds = members
        .iter()
        .any(|member| is_envelope_key(&member.name) && matches!(&member.node.value, Value::Object(_) | Value::Array(_)));
    let labels = ["kind", "label", "name", "purpose", "state", "title", "type"];
    holds
        && labels.iter().filter_map(|label| text_of(members, label)).any(|text| {
            let count = text.split_whitespace().count();
            count < 4 && under(text).is_some()
        })
}

/// `{ "servicePrincipalNames": [ … ] }` as Graph spells it. Its answers hold more: the context, or at least the id. (PowerShell spells it with a
/// capital letter.)
fn is_bare_names(members: &[Member<'_>]) -> bool {
    let has_names = members.iter().any(|member| member.name == "servicePrincipalNames");
    let names_itself = |member: &Member<'_>| {
        ["id", "appId", "objectId", "appDisplayName", "displayName", "@odata.id"]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(&member.name))
    };
    has_names && !members.iter().any(names_itself)
}

/// Several names in one text, with nothing but blanks between them.
fn is_joined(text: &str) -> bool {
    let mut parts = text.split_whitespace();
    let is_name = |part: &str| part.contains("://") || part.starts_with("00000002-0000-0ff1");
    let (first, second) = (parts.next(), parts.next());
    !text.trim().contains([',', ';', '\n', '\r']) && first.is_some_and(is_name) && second.is_some_and(is_name)
}

fn is_blank(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty() || text.eq_ignore_ascii_case("null"),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{under, words};

    #[test]
    fn a_name_has_words() {
        for (name, expected) in [
            ("requestBody", vec!["request", "body"]),
            ("expected-state", vec!["expected", "state"]),
            ("Should_Be", vec!["should", "be"]),
            ("EX01", vec!["ex01"]),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_wished_or_was_is_told_from_what_is() {
        for name in ["expected", "desiredState", "request_body", "Before", "sampleOutput", "oldValues", "shouldBe", "planned"] {
            assert!(under(name).is_some(), "{name}");
        }
        for name in
            ["value", "AuthServer", "exchange", "EX01", "actual", "current", "servicePrincipal", "stdout", "Objects", "contoso"]
        {
            assert_eq!(under(name), None, "{name}");
        }
    }
}
