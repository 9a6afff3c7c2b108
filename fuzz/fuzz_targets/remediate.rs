//! Any text as a capture: it can be audited, and whatever scripts come of it pass the closed grammar.
#![no_main]

use hmaudit::audit::Audit;
use hmaudit::remedy::scripts;
use hmaudit::remedy::verify::verify;
use hmaudit::source::Inputs;
use hmaudit::{Options, rule};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

static OPTIONS: OnceLock<Options> = OnceLock::new();

fuzz_target!(|text: &str| {
    let options = OPTIONS.get_or_init(|| {
        let rules = rule::load(&rule::builtin()).unwrap_or_else(|error| panic!("{error:?}"));
        Options::new(rules, "2026-11-21".parse().unwrap_or_default())
    });
    let audit = Audit::of(Inputs::of(vec![("capture.txt".to_owned(), text.into())], None), options);
    let _ = audit.report();
    for script in scripts(audit.plan(), &["0".repeat(64)]) {
        for text in [&script.text, &script.undo] {
            assert!(verify(text).is_ok(), "{}", script.name);
        }
    }
});
