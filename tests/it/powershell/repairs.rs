//! Every script that can be written is run: what the plan promised comes true, nothing else changes, and undo gives all of it back.

use super::estates::{ESTATES, Estate};
use super::organisation::{Organisation, differences};
use super::session::session;
use hmaudit::remedy::call::SHAPES;
use serde_json::json;
use std::collections::BTreeSet;

/// The organisation of an estate with its scripts written.
fn prepared(estate: &Estate, session: &mut super::session::Session) -> (Organisation, serde_json::Value) {
    let organisation = Organisation::healthy();
    (estate.spoil)(&organisation);
    let before = organisation.capture(session, "before");
    let plan = organisation.plan(&before);
    organisation.remediate(&before);
    (organisation, plan)
}

#[test]
fn each_repair_does_what_the_plan_promised_and_undo_gives_it_back() {
    let Some(mut session) = session() else { return };
    let mut operations = BTreeSet::new();
    let mut calls = BTreeSet::new();
    let only = std::env::var("HMAUDIT_ESTATE").unwrap_or_default();
    for estate in ESTATES.iter().filter(|estate| estate.name.contains(&only)) {
        println!("{}", estate.name);
        let (organisation, plan) = prepared(estate, &mut session);
        let steps = plan["steps"].as_array().unwrap();
        operations.extend(steps.iter().filter_map(|step| step["operation"].as_str().map(str::to_owned)));
        for wanted in estate.operations {
            assert!(steps.iter().any(|step| step["operation"] == *wanted), "{}: {wanted}: {plan:#}", estate.name);
        }
        for name in organisation.names() {
            let text = std::fs::read_to_string(organisation.scripts().join(&name)).unwrap();
            calls.extend(SHAPES.iter().map(|shape| shape.name).filter(|name| text.contains(&format!("\r\n{name} -Step"))));
        }
        let initial = organisation.state();

        for name in organisation.names() {
            let script = organisation.scripts().join(&name);
            let outcome = session.run(&organisation.path(), &script, json!({ "WhatIf": true }));
            if name.contains("enable") || name.contains("owa") {
                // They rest on what the scripts before them leave behind.
                outcome.refused("first: it leaves the state of its tenant");
            } else {
                outcome.ok();
            }
        }
        assert_eq!(organisation.state(), initial, "{}: -WhatIf wrote", estate.name);

        organisation.repair(&mut session);
        let repaired = organisation.state();
        let changes = differences(&initial, &repaired);
        if !estate.changes.is_empty() {
            assert_eq!(changes, estate.changes, "{}", estate.name);
        }
        let after = organisation.capture(&mut session, "after");
        assert_eq!(organisation.verdict(&after), plan["verdict_after"], "{}", estate.name);

        for name in organisation.names() {
            let outcome = organisation.script(&mut session, &name).ok();
            assert!(outcome.text().contains("0 changed, "), "{}: {outcome:?}", estate.name);
        }
        assert_eq!(organisation.state(), repaired, "{}: the second run wrote", estate.name);

        organisation.undo_all(&mut session);
        let left = differences(&initial, &organisation.state());
        let left: Vec<&String> = left.iter().filter(|place| !estate.keeps(place)).collect();
        assert!(left.is_empty(), "{}: {left:?}", estate.name);
    }
    let unseen: Vec<&str> = SHAPES
        .iter()
        .filter(|shape| shape.is_step && shape.in_undo)
        .map(|shape| shape.name)
        .filter(|name| !calls.contains(name))
        .collect();
    println!("{} scripts run, {} estates, operations: {operations:?}", session.runs, ESTATES.len());
    assert!(!only.is_empty() || unseen.is_empty(), "no script calls {unseen:?}");
}
