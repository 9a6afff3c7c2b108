//! Any text as a file of rules: it becomes a rule, or mistakes whose places lie within the text.
#![no_main]

use hmaudit::rule::{self, RuleText};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let file = RuleText { path: "rule.yml".to_owned(), text: text.to_owned(), builtin: false, pack: None };
    match rule::load(&[file]) {
        Ok(rules) => assert!(rules.rules.iter().all(|rule| !rule.id.is_empty())),
        Err(errors) => assert!(!format!("{errors:?}").is_empty()),
    }
});
