//! The plan for programs: `hmaudit-plan-1`.

use super::{BEHAVIOUR, Outlook};
use crate::remedy::plan::{Action, FindingKey};
use serde_json::{Value, json};

/// The plan as JSON.
#[must_use]
pub fn render(outlook: &Outlook<'_>) -> Value {
    let plan = outlook.plan;
    let steps: Vec<Value> = plan
        .steps
        .iter()
        .map(|step| {
            let (disposition, operation, how, changes) = match &step.action {
                Action::Scripted(operation) => {
                    let changes = operation
                        .changes
                        .iter()
                        .map(|change| json!({ "property": change.property, "old": change.old, "new": change.new }));
                    ("safe", Value::from(operation.name), Value::Null, changes.collect::<Vec<Value>>())
                }
                Action::Manual { how, .. } => ("manual", Value::Null, Value::from(how.as_str()), Vec::new()),
            };
            json!({
                "number": step.number,
                "phase": step.phase,
                "title": step.title,
                "disposition": disposition,
                "operation": operation,
                "script": outlook.script_of(step).map(|script| format!("{}.ps1", script.name)),
                "how": how,
                "changes": changes,
                "closes": step.closes.iter().map(finding).collect::<Vec<Value>>(),
            })
        })
        .collect();
    let refused: Vec<Value> = plan
        .refused
        .iter()
        .map(|refusal| {
            let mut entry = finding(&refusal.finding);
            entry["verdict"] = if refusal.failed { "fail".into() } else { "inconclusive".into() };
            entry["reason"] = refusal.reason.as_str().into();
            entry["capture"] = refusal.capture.clone().into();
            entry
        })
        .collect();
    let remains: Vec<Value> = outlook
        .remains
        .iter()
        .map(|remains| {
            let mut entry = finding(&remains.key);
            entry["verdict"] = if remains.failed { "fail".into() } else { "inconclusive".into() };
            entry["message"] = remains.message.as_str().into();
            entry
        })
        .collect();
    let behaviour: Vec<Value> = if outlook.enables() {
        BEHAVIOUR.iter().map(|(who, what)| json!({ "client": who, "effect": what })).collect()
    } else {
        Vec::new()
    };
    json!({
        "schema": "hmaudit-plan-1",
        "tool": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
        "verdict": outlook.before,
        "verdict_after": outlook.after,
        "as_of": outlook.as_of,
        "steps": steps,
        "on_the_way": plan.on_the_way.iter().map(finding).collect::<Vec<Value>>(),
        "refused": refused,
        "no_remedy": plan.no_remedy.iter().map(finding).collect::<Vec<Value>>(),
        "remains": remains,
        "behaviour": behaviour,
        "notes": outlook.asks(),
        "inputs": outlook.inputs.iter().map(|(path, sha256)| json!({ "path": path, "sha256": sha256 })).collect::<Vec<Value>>(),
    })
}

fn finding(key: &FindingKey) -> Value {
    json!({ "rule": key.rule, "severity": key.severity, "tenant": key.tenant, "subject": key.subject })
}
