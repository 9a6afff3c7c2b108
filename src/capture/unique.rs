//! A record shows a property once.

use super::Field;
use std::collections::HashSet;

/// Drops later fields of the same name, letter case ignored, and spare room.
pub(super) fn settle(fields: &mut Vec<Field<'_>>) {
    let mut hashes: Vec<u64> = fields.iter().map(|field| hash(&field.name)).collect();
    hashes.sort_unstable();
    // Names hardly ever repeat; only when hashes do are the names themselves compared.
    if hashes.windows(2).any(|pair| pair[0] == pair[1]) {
        let mut seen = HashSet::with_capacity(fields.len());
        fields.retain(|field| seen.insert(field.name.to_ascii_lowercase()));
    }
    fields.shrink_to_fit();
}

/// FNV-1a over the lower-case name.
fn hash(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3))
}
