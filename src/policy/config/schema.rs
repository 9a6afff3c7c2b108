//! The JSON Schema of `hmaudit.yml`, for editors. The types here are only the shape; [`super::read()`] is what decides.

use crate::policy::{Expect, FailOn};
use crate::report::Format;
use schemars::JsonSchema;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Configuration of hmaudit.
#[derive(JsonSchema)]
#[schemars(rename = "hmaudit.yml", deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "read by schemars only")]
struct File {
    /// `enabled`: both switches must be on. `auto`: both off is a state to prepare from.
    expect: Option<Expect>,
    /// Areas that are checked although nothing of theirs was captured, or `all`.
    require: Option<Require>,
    /// Set it if the wizard ran in classic mode: there is then no Hybrid Agent to look for.
    hybrid: Option<Hybrid>,
    /// Entra tenants by the name that reports print.
    tenants: Option<BTreeMap<String, Option<Tenant>>>,
    /// Which rules run, and how bad they are.
    rules: Option<Rules>,
    /// Exit with 1 for findings of this severity or above.
    fail_on: Option<FailOn>,
    /// Form of the report on standard output.
    format: Option<Format>,
    /// Reports to write, below the folder of this file; the format follows the file extension.
    outputs: Option<Vec<Output>>,
    /// Findings that are accepted for a time.
    waivers: Option<Vec<Waiver>>,
}

/// How the organisation is connected.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "read by schemars only")]
enum Hybrid {
    /// By publishing Exchange.
    Classic,
}

/// Names of areas, one alone, or nothing.
struct Require;

impl JsonSchema for Require {
    fn schema_name() -> Cow<'static, str> {
        "Require".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let words = crate::area::words(crate::rule::pack::names());
        schemars::json_schema!({ "anyOf": [{ "enum": words }, { "type": ["array", "null"], "items": { "enum": words } }] })
    }
}

/// A tenant.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by schemars only")]
struct Tenant {
    /// Expected tenant id.
    #[schemars(regex(pattern = r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"))]
    id: Option<String>,
    /// File or folder of its captures, below the folder of this file.
    captures: Option<String>,
}

/// Which rules run.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by schemars only")]
struct Rules {
    /// Folders or files with rules of your own, below the folder of this file.
    paths: Option<Vec<String>>,
    /// Rules that are not run: ids, names, or a prefix such as `HMA-SPN`.
    skip: Option<Vec<String>>,
    /// Severity by rule (id or name).
    severity: Option<BTreeMap<String, crate::check::Severity>>,
}

/// A finding that is accepted for a time.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "read by schemars only")]
struct Waiver {
    /// Rule, id or name.
    #[schemars(length(min = 1))]
    rule: String,
    /// Subject of the finding: exact, or a pattern with `*`.
    #[schemars(length(min = 1))]
    subject: String,
    /// Only in this tenant: exact, or a pattern with `*`.
    tenant: Option<String>,
    /// Only on this server: exact, or a pattern with `*`.
    server: Option<String>,
    /// Why it is accepted.
    #[schemars(length(min = 1))]
    reason: String,
    /// Who answers for it.
    owner: Option<String>,
    /// Ticket.
    ticket: Option<String>,
    /// Last day on which it holds.
    #[schemars(regex(pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    expires: Option<String>,
}

/// A path with an ending that names a form.
struct Output;

impl JsonSchema for Output {
    fn schema_name() -> Cow<'static, str> {
        "Output".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let endings: Vec<&str> = Format::endings().collect();
        schemars::json_schema!({
            "type": "string",
            "pattern": format!(r"\.({})$", endings.join("|")),
            "description": "A path with an ending that names a form.",
        })
    }
}

/// Takes out the `null` of keys that want a single value: written without one, they are a mistake. A list or a map may be empty that way.
fn without_null(schema: &mut Value, kinds: &Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| without_null(item, kinds)),
        Value::Object(members) => {
            if members.get("type") == Some(&serde_json::json!(["string", "null"])) {
                members.insert("type".to_owned(), "string".into());
            }
            let of_single = |choice: &Value| {
                let name = choice.get("$ref")?.as_str()?.rsplit('/').next()?;
                (kinds.get(name)?.get("type") != Some(&"object".into())).then(|| choice.get("$ref").cloned()).flatten()
            };
            let single = members.get("anyOf").and_then(Value::as_array).and_then(|choices| choices.iter().find_map(of_single));
            if let Some(single) = single {
                members.remove("anyOf");
                members.insert("$ref".to_owned(), single);
            }
            members.values_mut().for_each(|member| without_null(member, kinds));
        }
        _ => {}
    }
}

/// The schema as indented JSON, with a line feed at its end.
#[must_use]
pub fn schema() -> String {
    let mut schema = schemars::schema_for!(File).to_value();
    let kinds = schema.get("$defs").cloned().unwrap_or_default();
    without_null(&mut schema, &kinds);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
