//! From the YAML form to the compiled form: every name resolved, every test checked against what it tests.

use super::condition::{self, Condition};
use super::error::{Sink, nearest};
use super::file;
use super::fix::{LAST_PHASE, OPERATIONS, operation};
use super::message::{self, Hole};
use super::name::{self, Noun};
use super::own;
use super::read::{CHECKS, Fields, KEYS, list};
use super::{Check, Demand, Rule, RuleSource, RuleText, Scope};
use crate::area::CUSTOM;
use crate::verdict::{Disposition, Fix, Severity};
use crate::yaml::{At, Node, Shape};

/// Compiles a rule. `None` if there are mistakes; they are in the sink.
pub(crate) fn compile(root: &Node, file: &RuleText, sink: &mut Sink) -> Option<Rule> {
    let known: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
    let fields = Fields::of(root, &known, "a rule", sink)?;
    let start = match &root.shape {
        Shape::Map(entries) => entries.first().map_or(0..0, |(key, _)| key.at.clone()),
        _ => 0..0,
    };
    let id = fields.needed("id", &start, "this rule", sink);
    let name = fields.needed("name", &start, "this rule", sink);
    let title = fields.needed("title", &start, "this rule", sink);
    if fields.get("severity").is_none() {
        fields.needed("severity", &start, "this rule", sink);
    }
    let severity = fields.choice("severity", Severity::ALL, sink);
    identity(id.as_ref(), name.as_ref(), file, sink);
    let scope = fields.choice("for-each", &[("tenant", Scope::Tenant), ("server", Scope::Server)], sink);
    let from = fields.text("from", sink).map(|written| name::noun(&written, sink));
    // A misspelt noun makes every name below it unknown; one mistake is reported, not twenty.
    if from.is_some_and(|noun| noun.is_none()) {
        return None;
    }
    let from = from.flatten();
    let when = fields.get("when").map(|(_, node)| condition::compile(node, None, sink));
    let filter = fields.get("where").map(|(_, node)| condition::compile(node, from, sink)).unwrap_or_default();
    let take = fields.text("take", sink).and_then(|written| name::resolve(&written, from, sink));
    let group_by = fields.text("group-by", sink).and_then(|written| name::resolve(&written, from, sink));
    let check = check(&fields, from, &start, sink);
    needs(&fields, sink);
    let scope = scope.unwrap_or(Scope::Organization);
    let template = |key: &str, subject: bool, sink: &mut Sink| {
        let mut written = fields.text(key, sink)?;
        written.value = unfold(&written.value);
        Some(message::compile(&written, from, |hole| allowed(hole, scope, check.as_ref(), from, subject), sink))
    };
    let message = fields
        .needed("message", &start, "this rule", sink)
        .map(|written| message::compile(&written, from, |hole| allowed(hole, scope, check.as_ref(), from, true), sink));
    let rule = Rule {
        id: id.map(|id| id.value).unwrap_or_default(),
        name: name.map(|name| name.value).unwrap_or_default(),
        title: title.map(|title| title.value.trim().to_owned()).unwrap_or_default(),
        severity: severity.unwrap_or(Severity::Error),
        severity_when: severity_when(&fields, from, sink),
        configured_severity: None,
        why: fields.text("why", sink).map(|why| unfold(&why.value)).unwrap_or_default(),
        help: template("help", true, sink).unwrap_or_default(),
        sources: sources(&fields, sink),
        area: match &file.pack {
            Some(pack) => pack.clone(),
            None if file.builtin => folder(&file.path).to_owned(),
            None => CUSTOM.name.to_string(),
        },
        in_pack: file.pack.is_some(),
        own: fields.get("own").map(|(_, node)| own::compile(node, sink)).unwrap_or_default(),
        builtin: file.builtin,
        scope,
        when,
        from,
        filter,
        take,
        group_by,
        message: message.unwrap_or_default(),
        message_inconclusive: template("message-inconclusive", true, sink),
        label: template("label", true, sink),
        subject: template("subject", false, sink),
        fix: fix(&fields, sink),
        demand: (!file.builtin).then(|| demand(&fields, file)),
        check: check?,
    };
    sink.problems.is_empty().then_some(rule)
}

/// The line that the check begins on.
fn demand(fields: &Fields<'_>, file: &RuleText) -> Demand {
    let at = fields.first(CHECKS).first().map_or(0, |(_, key, _)| key.at.start);
    let (before, rest) = file.text.split_at_checked(at).unwrap_or((&file.text, ""));
    Demand {
        path: file.path.clone(),
        line: 1 + before.matches('\n').count(),
        text: rest.lines().next().unwrap_or_default().trim().to_owned(),
    }
}

/// Lines of a block joined to paragraphs: how a text is wrapped in the file is not how it is wrapped when it is shown.
fn unfold(text: &str) -> String {
    let paragraphs = text.trim().split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The stem of a path, `mapi-oauth` of `rules/virtual-directory/mapi-oauth.yml`.
pub(crate) fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn identity(id: Option<&At<String>>, name: Option<&At<String>>, file: &RuleText, sink: &mut Sink) {
    if let Some(id) = id {
        let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let fits = id.value.split('-').count() > 1 && id.value.len() <= 40 && id.value.split('-').all(part);
        if !fits {
            let help = "capital letters, digits and hyphens, such as `ACME-VDIR-001`".to_owned();
            sink.push(&id.at, format!("`{}` is not a rule id", id.value), "here", Some(help));
        }
    }
    if let Some(name) = name {
        let stem = stem(&file.path);
        if name.value != stem {
            let help = format!("call the rule `{stem}`, or the file `{}.yml`", name.value);
            sink.push(&name.at, format!("the name differs from the file's, `{stem}`"), "differs", Some(help));
        } else if !name.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
            let help = "small letters, digits and hyphens".to_owned();
            sink.push(&name.at, format!("`{}` is not a rule name", name.value), "here", Some(help));
        }
    }
}

fn check(fields: &Fields<'_>, from: Option<Noun>, start: &std::ops::Range<usize>, sink: &mut Sink) -> Option<Check> {
    let found = fields.first(CHECKS);
    let (word, key, node) = match found.as_slice() {
        [one] => *one,
        [] => {
            let help = "exactly one of `must`, `count`, `all-in`, `same`".to_owned();
            sink.push(start, "this rule requires nothing", "no check in here", Some(help));
            return None;
        }
        [found @ (first, key, _), (second, other, _), ..] => {
            let help = "a rule has exactly one of `must`, `count`, `all-in`, `same`; write two rules".to_owned();
            let also = Some((key.at.clone(), "the first check".to_owned()));
            sink.push_with(&other.at, format!("`{second}` beside `{first}`"), "a second check", Some(help), also);
            *found
        }
    };
    if word != "must" && from.is_none() {
        sink.push(&key.at, format!("`{word}` needs rows"), "of what?", Some("add `from:` with a noun".to_owned()));
    }
    match word {
        "must" => Some(Check::Must(condition::compile(node, from, sink))),
        "count" => count(node, sink),
        "all-in" => all_in(node, sink),
        _ => {
            let names = list(node, "same", true, sink).into_iter().filter_map(|item| match &item.shape {
                Shape::Text(text) => name::resolve(&At::new(text.clone(), item.at.clone()), from, sink),
                _ => {
                    sink.push(&item.at, format!("`same` takes names, not {}", file::kind(item)), "here", None);
                    None
                }
            });
            Some(Check::Same(names.collect()))
        }
    }
}

fn count(node: &Node, sink: &mut Sink) -> Option<Check> {
    let number = |at: &At<String>, sink: &mut Sink| -> Option<usize> {
        let parsed = at.value.parse().ok();
        if parsed.is_none() {
            sink.push(&at.at, format!("`{}` is not a number", at.value), "here", Some("write `count: 1`".to_owned()));
        }
        parsed
    };
    if let Shape::Text(text) = &node.shape {
        let exactly = number(&At::new(text.clone(), node.at.clone()), sink)?;
        return Some(Check::Count { least: exactly, most: Some(exactly) });
    }
    let fields = Fields::of(node, &["exactly", "at-least", "at-most"], "`count`", sink)?;
    let get = |key: &str, sink: &mut Sink| fields.text(key, sink).and_then(|at| number(&at, sink));
    let (exactly, least, most) = (get("exactly", sink), get("at-least", sink), get("at-most", sink));
    if exactly.or(least).or(most).is_none() {
        sink.push(&node.at, "`count` says no number", "here", Some("write `count: { at-least: 1 }`".to_owned()));
    }
    let (least, most) = (exactly.or(least).unwrap_or(0), exactly.or(most));
    if most.is_some_and(|most| most < least) {
        sink.push(&node.at, "no number lies in this range", "here", None);
    }
    Some(Check::Count { least, most })
}

fn all_in(node: &Node, sink: &mut Sink) -> Option<Check> {
    let fields = Fields::of(node, &["from", "where", "take"], "`all-in`", sink)?;
    let from = fields.needed("from", &node.at, "`all-in`", sink).and_then(|written| name::noun(&written, sink));
    let from = from?;
    let filter = fields.get("where").map(|(_, node)| condition::compile(node, Some(from), sink)).unwrap_or_default();
    let take = fields.needed("take", &node.at, "`all-in`", sink).and_then(|written| name::resolve(&written, Some(from), sink))?;
    Some(Check::AllIn { from, filter, take })
}

/// Keys that only make sense together.
fn needs(fields: &Fields<'_>, sink: &mut Sink) {
    let pairs: [(&str, &[&str], &str); 3] = [
        ("take", &["all-in"], "`take` says which values `all-in` looks for"),
        ("group-by", &["count", "same"], "`group-by` splits the rows for `count` or `same`"),
        ("where", &["from"], "`where` picks rows of `from`; for the organisation write `when`"),
    ];
    for (key, partners, help) in pairs {
        if let Some((at, _)) = fields.get(key)
            && fields.first(partners).is_empty()
        {
            sink.push(&at.at, format!("`{key}` has no use in this rule"), "without partner", Some(help.to_owned()));
        }
    }
    if let Some((at, _)) = fields.get("all-in")
        && fields.get("take").is_none()
    {
        sink.push(
            &at.at,
            "`all-in` does not know what to look for",
            "here",
            Some("add `take:` with a property or fact".to_owned()),
        );
    }
    let (has_from, has_must) = (fields.get("from").is_some(), fields.get("must"));
    if let Some((at, _)) = has_must
        && !has_from
        && fields.get("subject").is_none()
    {
        let help = "add `subject:`, or `from:` so that the row is the subject".to_owned();
        sink.push(&at.at, "findings of this rule would be about nothing", "about what?", Some(help));
    }
}

fn allowed(hole: &Hole, scope: Scope, check: Option<&Check>, from: Option<Noun>, subject: bool) -> Result<(), &'static str> {
    match hole {
        Hole::Item if !matches!(check, Some(Check::AllIn { .. }) | None) => Err("`{item}` is the value that `all-in` looks for"),
        Hole::Values if !matches!(check, Some(Check::Same(_)) | None) => Err("`{values}` are the values that `same` compares"),
        Hole::Count if !matches!(check, Some(Check::Count { .. }) | None) => Err("`{count}` is the number that `count` counts"),
        Hole::Subject if !subject => Err("the subject cannot name itself"),
        Hole::Tenant if scope != Scope::Tenant && from.is_none() => Err("add `for-each: tenant`"),
        Hole::Server if scope != Scope::Server && from.is_none() => Err("add `for-each: server`, or `from:`"),
        _ => Ok(()),
    }
}

fn severity_when(fields: &Fields<'_>, from: Option<Noun>, sink: &mut Sink) -> Vec<(Severity, Condition)> {
    let Some((_, node)) = fields.get("severity-when") else { return Vec::new() };
    let mut all = Vec::new();
    for item in list(node, "severity-when", false, sink) {
        let Some(entry) = Fields::of(item, &["to", "where"], "an entry of `severity-when`", sink) else { continue };
        entry.needed("to", &item.at, "this entry", sink);
        let to = entry.choice("to", Severity::ALL, sink);
        let Some((_, condition)) = entry.get("where") else {
            sink.push(&item.at, "this entry has no `where`", "missing in here", Some("when does it apply?".to_owned()));
            continue;
        };
        let condition = condition::compile(condition, from, sink);
        all.extend(to.map(|to| (to, condition)));
    }
    all
}

fn sources(fields: &Fields<'_>, sink: &mut Sink) -> Vec<RuleSource> {
    let Some((_, node)) = fields.get("sources") else { return Vec::new() };
    let mut all = Vec::new();
    for item in list(node, "sources", false, sink) {
        let Some(entry) = Fields::of(item, &["url", "read", "as-of"], "a source", sink) else { continue };
        let url = entry.needed("url", &item.at, "this source", sink);
        let read = entry.needed("read", &item.at, "this source", sink);
        let as_of = entry.text("as-of", sink);
        if let Some(url) = &url
            && !url::Url::parse(&url.value).is_ok_and(|parsed| parsed.scheme() == "https")
        {
            sink.push(&url.at, format!("`{}` is not an https address", url.value), "here", None);
        }
        for date in [&read, &as_of].into_iter().flatten() {
            if date.value.len() != 10 || date.value.parse::<jiff::civil::Date>().is_err() {
                sink.push(&date.at, format!("`{}` is not a date", date.value), "here", Some("write `2026-11-20`".to_owned()));
            }
        }
        if let (Some(url), Some(read)) = (url, read) {
            all.push(RuleSource { url: url.value, read: read.value, as_of: as_of.map(|date| date.value) });
        }
    }
    all
}

fn fix(fields: &Fields<'_>, sink: &mut Sink) -> Option<Fix> {
    let (_, node) = fields.get("fix")?;
    let (written, disposition, phase, step) = if let Shape::Text(text) = &node.shape {
        (At::new(text.clone(), node.at.clone()), None, None, None)
    } else {
        let entry = Fields::of(node, &["operation", "disposition", "phase", "step"], "`fix`", sink)?;
        let words = [("safe", Disposition::Safe), ("manual", Disposition::Manual)];
        let disposition = entry.choice("disposition", &words, sink);
        let phase = entry.text("phase", sink).and_then(|at| {
            let parsed = at.value.parse::<u8>().ok().filter(|phase| *phase <= LAST_PHASE);
            if parsed.is_none() {
                let help = format!("a number from 0 to {LAST_PHASE}");
                sink.push(&at.at, format!("there is no phase `{}`", at.value), "here", Some(help));
            }
            parsed
        });
        (entry.needed("operation", &node.at, "`fix`", sink)?, disposition, phase, entry.text("step", sink))
    };
    let Some(found) = operation(&written.value) else {
        let known: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
        let help = nearest(&written.value, &known);
        sink.push(&written.at, format!("there is no operation `{}`", written.value), "unknown operation", help);
        return None;
    };
    Some(Fix {
        operation: found.name.to_owned(),
        disposition: disposition.unwrap_or(found.disposition),
        phase: phase.unwrap_or(found.phase),
        step: step.map(|at| at.value),
    })
}
