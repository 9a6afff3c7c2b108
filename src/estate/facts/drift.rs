//! How objects of one kind differ from most of their peers, without guessing what an unread value says.

use super::derive::text;
use crate::estate::{Known, Object, UnknownReason, Value, known, unknown};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What an object says about a property.
pub enum Comparable {
    /// Nothing to compare: blank, or not of this kind.
    Nothing,
    /// It says something that the captures do not show.
    Unknown(UnknownReason),
    /// A value, and the group within which it is compared, where that is known.
    Value {
        /// As compared.
        value: String,
        /// Such as the Active Directory site.
        group: Option<String>,
    },
}

/// One object's share: where it differs, and why it is perhaps not known whether it does.
#[derive(Default)]
struct Share {
    texts: Vec<String>,
    at: Vec<Span>,
    doubt: Option<UnknownReason>,
}

/// For each object, in which properties it differs from what most of its group say; unknown where unread values could decide otherwise.
/// `missing` is the number of peers that no capture shows.
pub fn drift(
    objects: &[Cow<'_, Object>],
    missing: usize,
    properties: &[&str],
    read: &dyn Fn(&Object, &str) -> Comparable,
) -> Vec<Known<Value>> {
    let mut shares: Vec<Share> = objects.iter().map(|_| Share::default()).collect();
    for property in properties {
        let said: Vec<Comparable> = objects.iter().map(|object| read(object, property)).collect();
        compare(objects, missing, property, &said, &mut shares);
    }
    let told = objects.iter().zip(shares).map(|(object, share)| match share.doubt {
        _ if !share.texts.is_empty() => text(share.texts.join(", "), share.at),
        Some(why) => unknown(why, object.spans()),
        None => known(Value::Null, object.spans()),
    });
    told.collect()
}

fn compare(objects: &[Cow<'_, Object>], missing: usize, property: &str, said: &[Comparable], shares: &mut [Share]) {
    let mut groups: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let (mut all, mut unread, mut elsewhere) = (BTreeSet::new(), missing, 0_usize);
    let mut reason = None;
    for one in said {
        match one {
            Comparable::Nothing => {}
            Comparable::Unknown(why) => {
                unread += 1;
                reason = reason.or(Some(why));
            }
            Comparable::Value { value, group } => {
                all.insert(value.as_str());
                match group {
                    Some(group) => *groups.entry(group).or_default().entry(value).or_default() += 1,
                    None => elsewhere += 1,
                }
            }
        }
    }
    // Nobody was asked for it: there is nothing to differ from. A value that was asked for and cannot be read may differ.
    let is_unasked = |one: &Comparable| !matches!(one, Comparable::Unknown(why) if !matches!(why, UnknownReason::NotPrinted | UnknownReason::AdPropertiesOnly));
    let is_alone = missing + said.iter().filter(|one| !matches!(one, Comparable::Nothing)).count() < 2;
    if all.is_empty() && (is_alone || said.iter().all(is_unasked)) {
        return;
    }
    // Where all agree, it does not matter who belongs to which group.
    let may_join = unread + if all.len() > 1 { elsewhere } else { 0 };
    let why = reason.cloned().unwrap_or(UnknownReason::NotPrinted);
    let usual: BTreeMap<&str, &str> = groups.iter().filter_map(|(group, counts)| Some((*group, usual(counts)?))).collect();
    for ((object, one), share) in objects.iter().zip(said).zip(shares) {
        let (value, group) = match one {
            Comparable::Nothing => continue,
            Comparable::Unknown(why) => {
                share.doubt.get_or_insert_with(|| why.clone());
                continue;
            }
            Comparable::Value { group: None, .. } if all.len() == 1 && unread == 0 => continue,
            Comparable::Value { group: None, .. } => {
                share.doubt.get_or_insert_with(|| why.clone());
                continue;
            }
            Comparable::Value { value, group: Some(group) } => (value.as_str(), group.as_str()),
        };
        let counts = &groups[group];
        let of = |value: &str| counts.get(value).copied().unwrap_or(0);
        let most_else = counts.iter().filter(|(other, _)| **other != value).map(|(_, count)| *count).max().unwrap_or(0);
        let differs = usual.get(group).is_some_and(|usual| *usual != value);
        let lead = if differs { most_else.checked_sub(of(value)) } else { of(value).checked_sub(most_else) };
        if may_join > 0 && lead.is_none_or(|lead| lead <= may_join) {
            share.doubt.get_or_insert_with(|| why.clone());
        } else if differs {
            share.texts.push(format!("{property} is {}", if value.is_empty() { "empty" } else { value }));
            share.at.extend(object.places(property));
        }
    }
}

/// What most say; where two values are as frequent, the one that offers OAuth, else the first in order. `None` if all agree.
fn usual<'v>(counts: &BTreeMap<&'v str, usize>) -> Option<&'v str> {
    if counts.len() < 2 {
        return None;
    }
    let offers = |value: &str| value.contains("oauth") || value == "True";
    counts.iter().max_by(|(a, n), (b, m)| n.cmp(m).then(offers(a).cmp(&offers(b))).then(b.cmp(a))).map(|(value, _)| *value)
}
