//! How fast Export-Clixml is read: text to records, in one thread.

#![allow(missing_docs, reason = "criterion's macro makes undocumented functions")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hmaudit::source::{Source, SourceId};

/// A document of the size of `megabytes`, made of copies of the objects of a fixture.
fn document(megabytes: usize) -> String {
    let fixture = include_str!("../fixtures/captures/clixml/mapi.xml").trim_start_matches('\u{feff}');
    let open = fixture.find('\n').map_or(0, |at| at + 1);
    let close = fixture.find("</Objs>").unwrap_or(fixture.len());
    let mut text = String::with_capacity(megabytes << 20);
    text.push_str(&fixture[..open]);
    while text.len() < megabytes << 20 {
        text.push_str(&fixture[open..close]);
    }
    text.push_str("</Objs>\r\n");
    text
}

fn read(criterion: &mut Criterion) {
    let source = Source::from_text(SourceId(0), "mapi.xml", &document(20));
    if let Some(path) = std::env::var_os("HMAUDIT_BENCH_KEEP") {
        // For a comparison with `xmllint --noout` on the very same text.
        let _ = std::fs::write(path, &source.text);
    }
    let mut group = criterion.benchmark_group("clixml");
    group.sample_size(10).throughput(Throughput::Bytes(source.text.len() as u64));
    group.bench_function("read 20 MB", |bencher| bencher.iter(|| hmaudit::capture::read(&source).records.len()));
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
