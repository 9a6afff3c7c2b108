//! Redacting reports of hmaudit: the names in them get the pseudonyms that they have in the captures, and everything that goes by names is put in
//! order anew. Pseudonyms sort otherwise than the names that they stand for; one that kept the order of names would tell too much of them.

use super::{Key, rewrite_path, rewrite_text};
use crate::check::finding::{fingerprint, shown_part};
use serde_json::{Map, Value};

/// What begins the name of the schema of a report.
const SCHEMA: &str = "hmaudit-report-";

/// Whether a text is a report in JSON.
#[must_use]
pub fn parse(text: &str) -> Option<Value> {
    let report: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    report.get("schema")?.as_str()?.starts_with(SCHEMA).then_some(report)
}

/// Properties whose values are words of the report itself.
const FIXED: &[&str] = &[
    "schema",
    "tool",
    "verdict",
    "phase",
    "severity",
    "rule",
    "fingerprint",
    "encoding",
    "operation",
    "disposition",
    "shell",
    "decides",
    "area",
    "state",
    "expires",
    "source",
];

/// Properties whose values are paths.
const PATHS: &[&str] = &["path"];

/// Puts pseudonyms (or, with a reversed key, names) into a report.
pub fn rewrite(report: &mut Value, key: &Key) {
    let lists: Vec<Vec<String>> = rows(report, "spn_matrix").iter().filter_map(required_by).collect();
    let tenants: Vec<String> = rows(report, "tenants").iter().filter_map(|row| text(row, "name").map(str::to_owned)).collect();
    let steps = steps(report);
    Writer { key, lists: &lists, tenants: &tenants }.value(report, None);
    sort(report);
    name_first(report, &steps);
}

/// For each area the rule of the failed finding whose subject its first step ends with.
fn steps(report: &Value) -> Vec<Option<String>> {
    let of_area = |area: &Value| {
        let (_, subject) = text(area, "step")?.split_once(": ")?;
        let is_it = |finding: &&Value| finding.get("area") == area.get("name") && text(finding, "subject") == Some(subject);
        let found = rows(report, "findings").iter().filter(|finding| has_failed(finding)).find(is_it)?;
        text(found, "rule").map(str::to_owned)
    };
    rows(report, "areas").iter().map(of_area).collect()
}

fn has_failed(finding: &Value) -> bool {
    text(finding, "verdict") == Some("fail") && finding.get("waived") == Some(&Value::Null)
}

/// Of several subjects of one rule, the first step is about the one that is first in the new order.
fn name_first(report: &mut Value, steps: &[Option<String>]) {
    let first = |rule: &String| {
        let mut failed = rows(report, "findings").iter().filter(|finding| has_failed(finding));
        text(failed.find(|finding| text(finding, "rule") == Some(rule))?, "subject").map(str::to_owned)
    };
    let subjects: Vec<Option<String>> = steps.iter().map(|step| step.as_ref().and_then(first)).collect();
    for (area, subject) in report.get_mut("areas").and_then(Value::as_array_mut).into_iter().flatten().zip(subjects) {
        if let (Some(subject), Some(Value::String(step))) = (subject, area.get_mut("step"))
            && let Some((what, _)) = step.split_once(": ")
        {
            *step = format!("{what}: {subject}");
        }
    }
}

fn rows<'v>(report: &'v Value, name: &str) -> &'v [Value] {
    report.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name).and_then(Value::as_str)
}

fn required_by(row: &Value) -> Option<Vec<String>> {
    let items = row.get("required_by")?.as_array()?;
    Some(items.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

struct Writer<'k> {
    key: &'k Key,
    /// Lists of the report that a sentence may show the beginning of, in their order.
    lists: &'k [Vec<String>],
    /// Names of the tenants.
    tenants: &'k [String],
}

impl Writer<'_> {
    fn value(&self, value: &mut Value, name: Option<&str>) {
        match value {
            Value::String(text) => *text = self.text(text, name),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item, name)),
            Value::Object(entries) => self.entries(entries, name),
            _ => {}
        }
    }

    fn entries(&self, entries: &mut Map<String, Value>, name: Option<&str>) {
        // The cells of a row of the matrix go by the names of tenants.
        if name == Some("tenants") && entries.values().all(Value::is_string) && !entries.contains_key("name") {
            let mut cells: Vec<(String, Value)> =
                std::mem::take(entries).into_iter().map(|(tenant, cell)| (self.name(&tenant), cell)).collect();
            cells.sort_by(|a, b| a.0.cmp(&b.0));
            entries.extend(cells);
            return;
        }
        for (name, item) in entries.iter_mut() {
            let old = if name == "evidence" { paths(item) } else { Vec::new() };
            if !FIXED.contains(&name.as_str()) {
                self.value(item, Some(name));
            }
            if name == "evidence" {
                choose_primary(item, &old);
            }
        }
        if let (Some(rule), Some(subject), true) = (
            entries.get("rule").and_then(Value::as_str),
            entries.get("subject").and_then(Value::as_str),
            entries.contains_key("fingerprint"),
        ) {
            let tenant = entries.get("tenant").and_then(Value::as_str);
            let new = fingerprint(rule, tenant, subject);
            entries.insert("fingerprint".to_owned(), new.into());
        }
    }

    fn name(&self, name: &str) -> String {
        self.key.of_name(name).unwrap_or_else(|| rewrite_text(name, self.key))
    }

    fn text(&self, text: &str, name: Option<&str>) -> String {
        let text = &*super::secret::blanked(text);
        match name {
            Some(name) if PATHS.contains(&name) => rewrite_path(text, self.key),
            Some("tenant" | "tenants" | "server" | "subject" | "name") => self.name(text),
            Some("message" | "label" | "why" | "help" | "step") => self.sentence(text),
            _ => rewrite_text(text, self.key),
        }
    }

    /// A sentence: its names replaced, tenants that are called like a word of everyday too, and the lists in it in order.
    fn sentence(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for tenant in self.tenants {
            if let Some(new) = self.key.of_name(tenant).filter(|_| text.contains(tenant.as_str())) {
                text = replace_word(&text, tenant, &new);
            }
        }
        super::sentence::rewrite(&text, self.lists, &|part| rewrite_text(part, self.key))
    }
}

/// `text` with `new` wherever `word` stands alone.
fn replace_word(text: &str, word: &str, new: &str) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word).filter(|_| !word.is_empty()) {
        let end = at + word.len();
        let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let is_apart = !rest[..at].ends_with(is_of_word) && !rest[end..].starts_with(is_of_word);
        changed.push_str(&rest[..at]);
        changed.push_str(if is_apart { new } else { word });
        rest = &rest[end..];
    }
    changed.push_str(rest);
    changed
}

/// Puts everything in the order that the contract names: findings by severity, rule, tenant, subject; everything else by its name or its place.
fn sort(report: &mut Value) {
    let by = |list: Option<&mut Value>, keys: &[&str]| {
        if let Some(list) = list.and_then(Value::as_array_mut) {
            list.sort_by_cached_key(|row| keys.iter().map(|key| sort_key(row.get(key))).collect::<Vec<_>>());
        }
    };
    by(report.get_mut("tenants"), &["name"]);
    by(report.get_mut("inputs"), &["path"]);
    by(report.get_mut("spn_matrix"), &["origin"]);
    by(report.get_mut("skipped"), &["path", "line", "why"]);
    for row in report.get_mut("spn_matrix").and_then(Value::as_array_mut).into_iter().flatten() {
        sort_texts(row.get_mut("required_by"));
    }
    for block in report.get_mut("next").and_then(Value::as_array_mut).into_iter().flatten() {
        sort_texts(block.get_mut("tenants"));
    }
    by(report.get_mut("sign_in_methods"), &["method", "tenant"]);
    for list in ["/client_matrix/rows", "/client_matrix/notices", "/sign_in_groups"] {
        for row in report.pointer_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            sort_texts(row.get_mut("names"));
            row.get_mut("cells")
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
                .for_each(|cell| sort_texts(cell.get_mut("names")));
        }
    }
    let Some(findings) = report.get_mut("findings").and_then(Value::as_array_mut) else { return };
    for finding in findings.iter_mut() {
        by(finding.get_mut("evidence"), &["primary", "path", "line", "column", "label"]);
    }
    findings.sort_by_cached_key(|finding| {
        let severity = ["error", "warning", "info"].iter().position(|known| text(finding, "severity") == Some(known));
        let keys = ["rule", "tenant", "subject", "server"].map(|key| sort_key(finding.get(key)));
        (severity.unwrap_or(usize::MAX), keys)
    });
}

fn paths(evidence: &Value) -> Vec<String> {
    let places = evidence.as_array().into_iter().flatten();
    places.map(|place| text(place, "path").unwrap_or_default().to_owned()).collect()
}

/// A path without the names in it: what files of several servers have in common.
fn kind_of_file(old: &str, new: &str) -> String {
    let words = |path: &str| path.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    words(old)
        .into_iter()
        .zip(words(new))
        .map(|(old, new)| if old == new { old } else { "?".repeat(old.chars().count()) })
        .collect::<Vec<_>>()
        .join("/")
}

/// Of places that show the same at the same place of files called after servers, the one in the first file is quoted first. `old` are the paths that the
/// places had.
fn choose_primary(evidence: &mut Value, old: &[String]) {
    let Some(evidence) = evidence.as_array_mut() else { return };
    let is_primary = |place: &Value| place.get("primary") == Some(&Value::Bool(true));
    let Some(first) = evidence.iter().position(is_primary) else { return };
    let shows = |place: &Value| {
        let at = [place.get("line"), place.get("column")].map(sort_key);
        (at, shown_part(text(place, "label").unwrap_or_default()).to_owned())
    };
    let wanted = shows(&evidence[first]);
    let kind = |index: usize| {
        kind_of_file(old.get(index).map_or("", String::as_str), text(&evidence[index], "path").unwrap_or_default())
    };
    let alike = (0..evidence.len()).filter(|index| shows(&evidence[*index]) == wanted && kind(*index) == kind(first));
    let chosen = alike.min_by_key(|index| sort_key(evidence[*index].get("path"))).unwrap_or(first);
    for (index, place) in evidence.iter_mut().enumerate() {
        if let Some(flag) = place.get_mut("primary") {
            *flag = Value::Bool(index == chosen);
        }
    }
}

fn sort_texts(list: Option<&mut Value>) {
    if let Some(list) = list.and_then(Value::as_array_mut) {
        list.sort_by_cached_key(|item| sort_key(Some(item)));
    }
}

/// What a value is sorted by: nothing first, `true` before `false`, numbers, texts.
fn sort_key(value: Option<&Value>) -> (u8, u64, String) {
    match value {
        Some(Value::Bool(flag)) => (1, u64::from(!flag), String::new()),
        Some(Value::Number(number)) => (2, number.as_u64().unwrap_or(0), String::new()),
        Some(Value::String(text)) => (3, 0, text.clone()),
        _ => (0, 0, String::new()),
    }
}
