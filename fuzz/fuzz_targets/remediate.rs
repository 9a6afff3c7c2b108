//! Any text as a capture: whatever scripts come of it pass the closed grammar.
#![no_main]

use hmaudit::check::{self, Context};
use hmaudit::estate::{self, attribution::Attribution};
use hmaudit::remedy::verify::verify;
use hmaudit::remedy::{plan, scripts};
use hmaudit::source::{Source, SourceId, Sources};
use hmaudit::{capture, rule};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

static RULES: OnceLock<rule::RuleSet> = OnceLock::new();

fuzz_target!(|text: &str| {
    let rules = RULES.get_or_init(|| rule::load(&rule::builtin()).unwrap_or_else(|error| panic!("{error:?}")));
    let sources = Sources::new(vec![Source::from_text(SourceId(0), "capture.txt", text)]);
    let captures: Vec<_> = sources.iter().map(capture::read).collect();
    let estate = estate::build(&captures, &sources, &Attribution::default());
    let Ok(as_of) = "2026-11-21T00:00:00Z".parse() else { return };
    let findings = check::run(rules, &Context::new(&estate, as_of, false));
    for script in scripts(&plan(&estate, &findings), &["0".repeat(64)]) {
        for text in [&script.text, &script.undo] {
            assert!(verify(text).is_ok(), "{}", script.name);
        }
    }
});
