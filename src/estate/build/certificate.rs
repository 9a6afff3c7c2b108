//! What a certificate holds in itself is the same wherever it is installed.

use super::merge::{self, Said};
use crate::catalog::schema::Kind;
use crate::estate::{Known, KnownExt, Object, Value};
use std::collections::HashMap;

/// Dates of the certificate itself.
const DATES: [&str; 2] = ["NotBefore", "NotAfter"];

/// Gives every sighting of a certificate the best date that any sighting of it has.
pub fn share_dates(certificates: &mut [Object]) {
    let mut twins: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, certificate) in certificates.iter().enumerate() {
        if let Some(thumbprint) = thumbprint(certificate) {
            twins.entry(thumbprint).or_default().push(index);
        }
    }
    for twins in twins.values().filter(|twins| twins.len() > 1) {
        for name in DATES {
            let said = |index: &usize| certificates.get(*index)?.values.get(name).cloned();
            let all: Vec<Known<Value>> = twins.iter().filter_map(said).collect();
            let is_needed = all.len() < twins.len() || all.iter().any(|value| !matches!(value.value(), Some(Value::Date(_))));
            if !is_needed || all.is_empty() {
                continue;
            }
            let said = all.into_iter().map(|value| Said { value, printed: String::new(), taken: None }).collect();
            let best = merge::reduce(Kind::Date, said).value;
            if best.value().is_none() {
                continue;
            }
            for index in twins {
                if let Some(certificate) = certificates.get_mut(*index)
                    && !matches!(certificate.values.get(name).and_then(KnownExt::value), Some(Value::Date(_)))
                {
                    certificate.values.insert(name, best.clone());
                }
            }
        }
    }
}

fn thumbprint(certificate: &Object) -> Option<String> {
    match certificate.values.get("Thumbprint").and_then(KnownExt::value)? {
        Value::Text(text) => Some(text.to_ascii_uppercase()),
        _ => None,
    }
}
