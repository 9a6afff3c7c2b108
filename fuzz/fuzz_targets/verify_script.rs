//! Whatever is verified: no panic, and what is accepted is what would be written.
#![no_main]

use hmaudit::remedy::script::render;
use hmaudit::remedy::verify::verify;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match verify(text) {
        Ok(script) => assert_eq!(render(script.kind, script.undo, &script.digest, &script.calls), text),
        Err(rejected) => {
            let _ = rejected.place(text);
        }
    }
});
