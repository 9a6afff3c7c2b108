//! Which rules a word means: an id, a name, or the beginning of ids.

/// The rules of a run, built-in and custom, as (id, name).
pub type KnownRules<'r> = &'r [(&'r str, &'r str)];

/// The id of the rule with this id or name, letter case ignored.
#[must_use]
pub fn one<'r>(known: KnownRules<'r>, wanted: &str) -> Option<&'r str> {
    let wanted = wanted.trim();
    let is_it = |(id, name): &&(&str, &str)| id.eq_ignore_ascii_case(wanted) || name.eq_ignore_ascii_case(wanted);
    known.iter().find(is_it).map(|(id, _)| *id)
}

/// The ids of the rules that `wanted` means: the rule with this id or name, else all whose ids begin with it up to a `-` (`HMA-SPN`, `HMA`). Empty
/// when there is none.
#[must_use]
pub fn ids<'r>(known: KnownRules<'r>, wanted: &str) -> Vec<&'r str> {
    if let Some(id) = one(known, wanted) {
        return vec![id];
    }
    let wanted = wanted.trim().trim_end_matches('-');
    known.iter().map(|(id, _)| *id).filter(|id| families(id).any(|family| family.eq_ignore_ascii_case(wanted))).collect()
}

/// Every word that means a rule or several: ids, names and the beginnings of ids, sorted.
#[must_use]
pub fn words<'r>(known: KnownRules<'r>) -> Vec<&'r str> {
    let mut words: Vec<&str> = known.iter().flat_map(|(id, name)| families(id).chain([*id, *name])).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The beginnings of an id: `HMA` and `HMA-SPN` of `HMA-SPN-001`.
pub fn families(id: &str) -> impl Iterator<Item = &str> {
    id.match_indices('-').map(|(at, _)| &id[..at]).filter(|family| !family.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: KnownRules<'static> =
        &[("CAP-001", "list-cut"), ("HMA-SPN-001", "url-registered"), ("HMA-SPN-010", "no-leftovers"), ("HMA-SPNX-1", "x")];

    #[test]
    fn an_id_a_name_or_whole_parts_of_ids() {
        for (wanted, found) in [
            ("HMA-SPN-001", &["HMA-SPN-001"][..]),
            ("hma-spn-001", &["HMA-SPN-001"]),
            ("list-cut", &["CAP-001"]),
            ("HMA-SPN", &["HMA-SPN-001", "HMA-SPN-010"]),
            ("hma-spn-", &["HMA-SPN-001", "HMA-SPN-010"]),
            ("HMA", &["HMA-SPN-001", "HMA-SPN-010", "HMA-SPNX-1"]),
            ("HMA-SPN-01", &[]),
            ("HMA-SP", &[]),
            ("url", &[]),
            ("-", &[]),
            ("", &[]),
        ] {
            assert_eq!(ids(KNOWN, wanted), found, "{wanted:?}");
        }
    }

    #[test]
    fn the_words_are_those_that_are_taken() {
        assert_eq!(
            words(KNOWN),
            [
                "CAP",
                "CAP-001",
                "HMA",
                "HMA-SPN",
                "HMA-SPN-001",
                "HMA-SPN-010",
                "HMA-SPNX",
                "HMA-SPNX-1",
                "list-cut",
                "no-leftovers",
                "url-registered",
                "x"
            ]
        );
        assert!(words(KNOWN).iter().all(|word| !ids(KNOWN, word).is_empty()));
    }
}
