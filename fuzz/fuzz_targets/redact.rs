//! Any text as a capture: what is redacted can be restored, and redacted again with the same key it comes out the same.
#![no_main]

use hmaudit::capture;
use hmaudit::redact::{Key, redact};
use hmaudit::source::{Source, SourceId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = Source::from_text(SourceId(0), "capture.txt", text);
    let capture = capture::read(&source);
    let mut key = Key::default();
    let Ok(first) = redact(&[(&source, &capture)], &[], &mut key) else { return };
    let Ok(again) = redact(&[(&source, &capture)], &[], &mut key) else { return };
    assert_eq!(first.files, again.files);
});
