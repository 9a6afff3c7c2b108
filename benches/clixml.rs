//! How fast Export-Clixml is read: text to records, in one thread.

#![allow(missing_docs, reason = "criterion's macro makes undocumented functions")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hmaudit::source::{Source, SourceId};

mod inputs;

fn read(criterion: &mut Criterion) {
    let source = Source::from_text(SourceId(0), "mapi.xml", &inputs::clixml(20 * inputs::MEGABYTE));
    let mut group = criterion.benchmark_group("clixml");
    group.sample_size(10).throughput(Throughput::Bytes(source.text.len() as u64));
    group.bench_function("read 20 MB", |bencher| bencher.iter(|| hmaudit::capture::read(&source).records.len()));
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
