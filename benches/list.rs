//! How fast console text is read: Format-List, a table of many rows, one line of many megabytes.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use hmaudit::capture;
use hmaudit::source::{Source, SourceId};
use std::fmt::Write as _;
use std::hint::black_box;

const MEGABYTE: usize = 1 << 20;

fn list(bytes: usize) -> String {
    let mut text = String::from("[PS] C:\\Windows\\system32>Get-WebServicesVirtualDirectory | fl\r\n\r\n\r\n");
    let mut server = 0;
    while text.len() < bytes {
        server += 1;
        let _ = write!(
            text,
            "RunspaceId                    : 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed\r\n\
             CertificateAuthentication     : \r\n\
             InternalNLBBypassUrl          : \r\n\
             OAuthAuthentication           : True\r\n\
             InternalAuthenticationMethods : {{Ntlm, WindowsIntegrated, WSSecurity, OAuth}}\r\n\
             ExternalAuthenticationMethods : {{Ntlm, WindowsIntegrated, WSSecurity, OAuth}}\r\n\
             MetabasePath                  : IIS://EX{server:05}.contoso.com/W3SVC/1/ROOT/EWS\r\n\
             Path                          : C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\EWS\r\n\
             Server                        : EX{server:05}\r\n\
             InternalUrl                   : https://ex{server:05}.contoso.com/EWS/Exchange.asmx\r\n\
             ExternalUrl                   : https://mail.contoso.com/EWS/Exchange.asmx\r\n\
             Name                          : EWS (Default Web Site)\r\n\
             Identity                      : EX{server:05}\\EWS (Default Web Site)\r\n\
             IsValid                       : True\r\n\r\n"
        );
    }
    text
}

fn table(rows: usize) -> String {
    let mut text = String::from("Name                     Server   OwaVersion\n----                     ------   ----------\n");
    for row in 0..rows {
        let _ = writeln!(text, "owa (Default Web Site)   EX{row:06} Exchange2013");
    }
    text
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    let one_line = format!("Name : {}", "Name : owa InternalUrl : ".repeat(20 * MEGABYTE / 25));
    for (name, text) in [
        ("list of 20 MB", list(20 * MEGABYTE)),
        ("list of 5 MB", list(5 * MEGABYTE)),
        ("table of 100 000 rows", table(100_000)),
        ("one line of 20 MB", one_line),
    ] {
        let source = Source::from_text(SourceId(0), "capture.txt", &text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter_batched(|| (), |()| black_box(capture::read(&source)), BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
