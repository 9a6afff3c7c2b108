//! The heart of the product: a file, a property or the tail of a list that is missing never makes anything better, and is never blamed on the
//! organisation.

use crate::common::Snapshot;
use crate::laws::generator::{Layout, Plan, plans};
use crate::laws::less::{violations, ways};
use proptest::prelude::*;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Tries the ways to lose evidence that `picks` name.
fn check(snapshot: &Snapshot, pick: impl Fn(usize) -> bool) -> Vec<String> {
    let before = snapshot.audit_all_areas();
    let mut wrong = Vec::new();
    for (index, less) in ways(snapshot).into_iter().enumerate() {
        if pick(index) {
            wrong.extend(
                violations(&before, &less.snapshot.audit_all_areas()).into_iter().map(|what| format!("{}: {what}", less.what)),
            );
        }
    }
    wrong
}

/// Every way over a snapshot, on all cores, telling how far it is.
fn every_way(name: &str, snapshot: &Snapshot) {
    let before = snapshot.audit_all_areas();
    let all = ways(snapshot);
    let (total, done) = (all.len(), AtomicUsize::new(0));
    let wrong = Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for part in all.chunks(total.div_ceil(cores).max(1)) {
            let (before, done, wrong) = (&before, &done, &wrong);
            scope.spawn(move || {
                for less in part {
                    let found = violations(before, &less.snapshot.audit_all_areas());
                    wrong.lock().unwrap().extend(found.into_iter().map(|what| format!("{}: {what}", less.what)));
                    let count = done.fetch_add(1, Ordering::Relaxed) + 1;
                    if count.is_multiple_of(100) {
                        #[allow(clippy::print_stderr, reason = "tells that it goes on")]
                        {
                            eprintln!("{name}: {count} of {total}");
                        }
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{name}: {} violations in {total} ways\n{}", wrong.len(), wrong.join("\n"));
}

macro_rules! every_way_over {
    ($($test:ident => $snapshot:expr;)*) => {
        /// `cargo test --test it -- --ignored every_way`: minutes in a debug build.
        mod every_way_over {
            use super::*;
            $(
                #[test]
                #[ignore = "tries every way; a minute or two in a debug build"]
                fn $test() {
                    every_way(stringify!($test), &$snapshot);
                }
            )*
        }
    };
}

every_way_over! {
    healthy => Snapshot::estate("healthy");
    preparing => Snapshot::estate("preparing");
    half_enabled => Snapshot::estate("half-enabled");
    three_tenants => Snapshot::estate("three-tenants");
    truncated => Snapshot::estate("truncated");
    upgraded => Snapshot::estate("upgraded");
    hostile => Snapshot::estate("hostile");
    faulty => with_faults();
    by_server => plan(Layout::ByServer);
    one_file => plan(Layout::OneFile);
    json => plan(Layout::Json);
}

fn plan(layout: Layout) -> Snapshot {
    Plan { servers: 2, tenants: 2, layout, faults: Vec::new(), names: Vec::new() }.snapshot()
}

/// The healthy estate with a fault in as many places as fit: what has failed is what lost evidence could hide.
fn with_faults() -> Snapshot {
    let mut snapshot = Snapshot::estate("healthy");
    for (file, from, to) in FAULTS {
        snapshot = snapshot.replace(file, from, to);
    }
    snapshot
}

/// File, what it holds, what it holds instead.
const FAULTS: &[(&str, &str, &str)] = &[
    (
        "onprem/mapi.txt",
        "IISAuthenticationMethods      : {Ntlm, OAuth, Negotiate}",
        "IISAuthenticationMethods      : {Ntlm, Negotiate}",
    ),
    ("onprem/mapi.txt", "https://mail.contoso.com/mapi", "http://mail.contoso.com/mapi"),
    ("onprem/ews.txt", "OAuthAuthentication           : True", "OAuthAuthentication           : False"),
    ("onprem/ews.txt", "https://mail.contoso.com", "https://ex01.corp.contoso.com"),
    ("onprem/oab.txt", "https://mail.contoso.com", "https://other.contoso.com"),
    (
        "onprem/organizationrelationship.txt",
        "https://outlook.office365.com/EWS",
        "https://0d3f9a1e.resource.mailboxmigration.his.msappproxy.net/EWS",
    ),
    ("onprem/organizationconfig.txt", "MapiHttpEnabled             : True", "MapiHttpEnabled             : False"),
    ("onprem/certificates.json", "\"Status\": \"Valid\"", "\"Status\": \"Revoked\""),
    ("onprem/certificates.json", "\"HasPrivateKey\": true", "\"HasPrivateKey\": false"),
    ("onprem/activesyncorganizationsettings.txt", "Allow", "Block"),
    ("onprem/exchangeserver.txt", "Version 15.2 (Build 2562.17)", "Version 15.0 (Build 1497.2)"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn less_evidence_never_makes_anything_better(plan in plans(), first in 0..96_usize) {
        let wrong = check(&plan.snapshot(), |index| index % 96 == first);
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
