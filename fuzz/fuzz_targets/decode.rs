//! Any bytes as a file: they are decoded and read without a panic, and every value lies within the text.
#![no_main]

use hmaudit::capture;
use hmaudit::source::{SourceId, decode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = decode::decode(bytes.to_vec(), SourceId(0), "capture.txt".to_owned(), None);
    let capture = capture::read(&source);
    for field in capture.records.iter().flat_map(|record| &record.fields) {
        assert!(source.text.get(field.at.start as usize..field.at.end as usize).is_some(), "{field:?}");
    }
});
