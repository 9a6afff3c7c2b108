//! The JSON Schema of rule files, for editors: made from the same tables as the reader, so that it knows every noun, test and operation.

use super::condition::TESTS;
use super::fix::{LAST_PHASE, OPERATIONS};
use super::name::nouns;
use super::read::{CHECKS, KEYS};
use schemars::json_schema;
use serde_json::{Map, Value, json};

/// The schema, pretty-printed, with a line end.
#[must_use]
pub fn schema() -> String {
    let mut properties = Map::new();
    for (key, doc) in KEYS {
        let mut form = form(key);
        if let Value::Object(form) = &mut form {
            form.insert("description".to_owned(), json!(doc));
        }
        properties.insert((*key).to_owned(), form);
    }
    let one: Vec<Value> = CHECKS.iter().map(|check| json!({ "required": [check] })).collect();
    let schema = json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hmaudit rule",
        "description": "A rule of hmaudit: select, then require. See docs/rule-language.md.",
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "name", "title", "severity", "message"],
        "properties": properties,
        "oneOf": one,
        "$defs": { "condition": condition(), "test": test(), "text": text() },
    });
    let mut printed = serde_json::to_string_pretty(&schema).unwrap_or_default();
    printed.push('\n');
    printed
}

fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

fn form(key: &str) -> Value {
    let condition = json!({ "$ref": "#/$defs/condition" });
    let severity = json!({ "enum": ["error", "warning", "info"] });
    let object = |properties: Value, required: Value| json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required });
    match key {
        "id" => json!({ "type": "string", "pattern": "^[A-Z0-9]+(-[A-Z0-9]+)+$" }),
        "name" => json!({ "type": "string", "pattern": "^[a-z0-9-]+$" }),
        "severity" => severity,
        "severity-when" => {
            let entry = object(json!({ "to": severity, "where": condition }), json!(["to", "where"]));
            json!({ "type": "array", "minItems": 1, "items": entry })
        }
        "sources" => {
            let date = json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" });
            let source = object(
                json!({ "url": { "type": "string", "pattern": "^https://" }, "read": date, "as-of": date }),
                json!(["url", "read"]),
            );
            json!({ "type": "array", "minItems": 1, "items": source })
        }
        "own" => {
            let nouns = json!({ "type": "array", "minItems": 1, "items": { "type": "string" } });
            object(json!({ "on-premises": nouns, "online": nouns, "entra": nouns }), json!([]))
        }
        "for-each" => json!({ "enum": ["tenant", "server"] }),
        "from" => json!({ "enum": nouns() }),
        "when" | "where" | "must" => condition,
        "count" => {
            let number = json!({ "type": "integer", "minimum": 0 });
            let range = object(json!({ "exactly": number, "at-least": number, "at-most": number }), json!([]));
            json!({ "oneOf": [number, range] })
        }
        "all-in" => object(
            json!({ "from": { "enum": nouns() }, "where": condition, "take": { "type": "string" } }),
            json!(["from", "take"]),
        ),
        "same" => json!({ "oneOf": [{ "type": "string" }, { "type": "array", "minItems": 1, "items": { "type": "string" } }] }),
        "fix" => {
            let names: Vec<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
            let long = object(
                json!({
                    "operation": { "enum": names },
                    "disposition": { "enum": ["safe", "manual"] },
                    "phase": { "type": "integer", "minimum": 0, "maximum": LAST_PHASE },
                    "step": { "type": "string", "minLength": 1 },
                }),
                json!(["operation"]),
            );
            json!({ "oneOf": [{ "enum": names }, long] })
        }
        _ => json!({ "type": "string", "minLength": 1 }),
    }
}

fn condition() -> Value {
    json!({
        "type": "object",
        "minProperties": 1,
        "description": "Properties as PowerShell prints them, facts in kebab case; all must hold",
        "properties": {
            "any-of": { "type": "array", "minItems": 2, "items": { "$ref": "#/$defs/condition" }, "description": "One must hold" },
        },
        "additionalProperties": { "oneOf": [{ "$ref": "#/$defs/text" }, { "$ref": "#/$defs/test" }] },
    })
}

fn test() -> Value {
    let mut properties = Map::new();
    for (name, doc) in TESTS {
        let form = match *name {
            "one-of" => json!({ "type": "array", "items": { "$ref": "#/$defs/text" }, "description": doc }),
            "empty" => json!({ "type": "boolean", "description": doc }),
            _ => json!({ "$ref": "#/$defs/text", "description": doc }),
        };
        properties.insert((*name).to_owned(), form);
    }
    let alternatives =
        json!({ "type": "array", "minItems": 2, "items": { "$ref": "#/$defs/test" }, "description": "One must hold" });
    properties.insert("any-of".to_owned(), alternatives);
    json!({ "type": "object", "minProperties": 1, "additionalProperties": false, "properties": properties })
}
