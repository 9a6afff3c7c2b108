//! What proves something: the answer of a query. What somebody sent, expected, kept, quoted or struck out looks the same and proves nothing.

use crate::common::Snapshot;
use hmaudit::report::{Overall, Report};
use serde_json::{Value, json};

const PRINCIPAL: &str = "tenants/contoso/serviceprincipal.json";

fn healthy() -> Snapshot {
    Snapshot::estate("healthy")
}

fn content(name: &str) -> String {
    let (_, bytes) = healthy().files.into_iter().find(|(other, _)| other == name).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The service principal of the healthy estate, as an object.
fn principal() -> Value {
    serde_json::from_str::<Value>(&content(PRINCIPAL)).unwrap()["value"][0].clone()
}

/// The same with one member more, or another value of it.
fn principal_with(name: &str, value: Value) -> Value {
    let mut object = principal();
    object[name] = value;
    object
}

/// What an audit says of the healthy estate when this is all that shows its service principal.
fn audit_json(value: &Value) -> Report {
    healthy().with(PRINCIPAL, &serde_json::to_string_pretty(value).unwrap()).audit()
}

/// It is not ready, and what was declined is named.
fn is_declined(report: &Report, file: &str, what: &str) {
    assert_ne!(report.verdict, Overall::Ready, "{what}");
    assert_ne!(report.verdict, Overall::NotReady, "{what}");
    assert!(
        report.skipped.iter().any(|skipped| skipped.path == file && skipped.line > 0 && skipped.evidence),
        "{what}: {:?}",
        report.skipped
    );
}

#[test]
fn the_body_of_a_request_is_no_answer() {
    let names = principal()["servicePrincipalNames"].clone();
    for body in [
        json!({ "servicePrincipalNames": names }),
        json!({ "@odata.type": "#microsoft.graph.servicePrincipal", "servicePrincipalNames": names }),
        json!({ "requests": [{ "id": "1", "method": "PATCH", "url": "/servicePrincipals/x", "body": principal() }] }),
        json!({ "method": "PATCH", "url": "https://graph.microsoft.com/v1.0/servicePrincipals/x", "body": principal() }),
        json!({ "HttpMethod": "post", "content": principal() }),
        json!({ "requestBody": principal() }),
        json!({ "payload": [principal()] }),
        json!({ "WhatIf": true, "object": principal() }),
    ] {
        is_declined(&audit_json(&body), PRINCIPAL, &body.to_string());
    }
}

#[test]
fn what_stands_beside_an_error_is_no_answer() {
    for body in [
        json!({ "error": { "code": "Authorization_RequestDenied", "message": "Insufficient privileges" }, "request": principal() }),
        json!({ "error": { "code": "x", "message": "y" }, "value": [principal()] }),
        json!({ "error": "denied", "body": principal() }),
        json!({ "status": 403, "body": principal() }),
        json!({ "StatusCode": "409 Conflict", "Content": [principal()] }),
        json!({ "success": false, "result": principal() }),
    ] {
        is_declined(&audit_json(&body), PRINCIPAL, &body.to_string());
    }
    for body in [json!({ "error": null, "value": [principal()] }), json!({ "status": 200, "errors": [], "body": principal() })] {
        assert_eq!(audit_json(&body).verdict, Overall::Ready, "{body}");
    }
}

#[test]
fn what_is_expected_or_was_is_not_what_is() {
    for name in [
        "expected",
        "desiredState",
        "example",
        "sample_output",
        "should-be",
        "planned",
        "before",
        "previous",
        "Backup",
        "old",
        "default",
    ] {
        for body in [
            json!({ name: principal() }),
            json!({ name: [principal()], "note": "x" }),
            json!({ name: principal(), "actual": [] }),
            json!({ "test": { "title": "x", name: principal() } }),
        ] {
            is_declined(&audit_json(&body), PRINCIPAL, &body.to_string());
        }
    }
    for body in [json!({ "name": "expected", "value": [principal()] }), json!({ "kind": "example", "data": principal() })] {
        is_declined(&audit_json(&body), PRINCIPAL, &body.to_string());
    }
    for name in ["actual", "current", "servicePrincipal", "contoso"] {
        assert_eq!(audit_json(&json!({ name: principal() })).verdict, Overall::Ready, "{name}");
    }
}

#[test]
fn a_deleted_object_is_none() {
    for object in [
        principal_with("deletedDateTime", json!("2026-01-01T00:00:00Z")),
        principal_with("DeletionTimestamp", json!("2026-01-01T00:00:00Z")),
        principal_with("@removed", json!({ "reason": "deleted" })),
        principal_with("isDeleted", json!(true)),
    ] {
        is_declined(&audit_json(&json!({ "value": [object] })), PRINCIPAL, &object.to_string());
    }
    let bin = "https://graph.microsoft.com/v1.0/$metadata#directory/deletedItems/microsoft.graph.servicePrincipal";
    is_declined(&audit_json(&json!({ "@odata.context": bin, "value": [principal()] })), PRINCIPAL, bin);
    let used = principal_with("deletedDateTime", json!(null));
    assert_eq!(audit_json(&json!({ "value": [used] })).verdict, Overall::Ready);
}

#[test]
fn names_in_another_shape_than_a_list_of_texts_are_declined() {
    let names: Vec<String> = serde_json::from_value(principal()["servicePrincipalNames"].clone()).unwrap();
    let joined = names.join(" ");
    let wrapped: Vec<Value> = names.iter().map(|name| json!({ "value": name })).collect();
    for value in [json!(joined), json!([joined]), json!(wrapped), json!(names.join("  "))] {
        let object = principal_with("servicePrincipalNames", value);
        is_declined(&audit_json(&json!({ "value": [object] })), PRINCIPAL, &object.to_string());
    }
    for body in [json!({ "value": [{ "value": [principal()] }] }), json!({ "value": [{ "value": principal() }] })] {
        is_declined(&audit_json(&body), PRINCIPAL, &body.to_string());
    }
    // Windows PowerShell writes a list within a list that way.
    let listed = json!([{ "value": [principal()], "Count": 1 }]);
    assert_eq!(audit_json(&listed).verdict, Overall::Ready, "{listed}");
}
