//! Facts about authentication policies.

use super::derive::{MOST_PLACES, any, flag, flag_of, not_captured, not_printed, plain, text, text_of};
use super::{DerivedNoun, Fact, FactTarget, Gap, Read, Rows, View, captured, organization};
use crate::estate::value::Version;
use crate::estate::{Known, Object, Seen, Side, Unknown, UnknownReason, Value, known, unknown};
use std::borrow::Cow;

const LEGACY: &[&str] = &[
    "BlockLegacyAuthActiveSync",
    "BlockLegacyAuthAutodiscover",
    "BlockLegacyAuthMapi",
    "BlockLegacyAuthOfflineAddressBook",
    "BlockLegacyAuthRpc",
    "BlockLegacyAuthWebServices",
];

const MODERN: [&str; 5] = [
    "BlockModernAuthMapi",
    "BlockModernAuthWebServices",
    "BlockModernAuthAutodiscover",
    "BlockModernAuthOfflineAddressBook",
    "BlockModernAuthActiveSync",
];

/// The first build whose policies can block modern authentication, Exchange 2019 CU13.
const BLOCKS_MODERN_SINCE: Version = Version([15, 2, 1258, 12]);

/// Authentication policies that are in force for somebody. Without a default policy, single users may still have one, so that a capture which is
/// missing is missed all the same.
pub(super) const EFFECTIVE: DerivedNoun = DerivedNoun {
    name: "effective-authentication-policy",
    doc: "authentication policies, the default one included, whether it was captured or not",
    properties: &[
        ("BlockModernAuthMapi", "whether modern authentication is refused for MAPI"),
        ("BlockModernAuthWebServices", "whether modern authentication is refused for EWS"),
        ("BlockModernAuthAutodiscover", "whether modern authentication is refused for Autodiscover"),
        ("BlockModernAuthOfflineAddressBook", "whether modern authentication is refused for the address book"),
        ("BlockModernAuthActiveSync", "whether modern authentication is refused for ActiveSync"),
    ],
    rows: |view| with_default(view, Rows { objects: policies(view), ..super::rows_of(view, "authentication-policy") }),
};

/// The policies as captured, except that what no build knows yet is off where it was not printed.
fn policies<'e>(view: &View<'e>) -> Vec<Cow<'e, Object>> {
    let mut rows = super::rows_of(view, "authentication-policy");
    let lacks = |policy: &Object, name: &str| matches!(policy.get(name), Err(Unknown { why: UnknownReason::NotPrinted, .. }));
    if !rows.objects.iter().any(|policy| MODERN.iter().any(|name| lacks(policy, name))) {
        return rows.objects;
    }
    let Ok(Seen { value: Value::Version(newest), at }) = organization::build(view, true) else { return rows.objects };
    if newest < BLOCKS_MODERN_SINCE {
        for policy in &mut rows.objects {
            for name in MODERN {
                if lacks(policy, name) {
                    policy.to_mut().values.insert(name, flag(false, at.clone()));
                }
            }
        }
    }
    rows.objects
}

/// A default policy that no capture shows may block everything.
fn with_default<'e>(view: &View<'e>, mut policies: Rows<'e>) -> Rows<'e> {
    if let Ok(Seen { value, at }) = default_policy(view)
        && value != Value::Null
        && policies.gaps.is_empty()
        && !policies.objects.iter().any(|policy| names(&plain(&value), policy))
    {
        policies.gaps.extend(Gap::of_noun("authentication-policy", Unknown { why: UnknownReason::NotPrinted, at }));
    }
    policies
}

fn default_policy(view: &View<'_>) -> Known<Value> {
    let mut configs = view.estate.of("organization-config", &Side::OnPremises);
    configs.next().map_or_else(|| not_captured("organization-config"), |config| config.get("DefaultAuthenticationPolicy"))
}

const POLICY: FactTarget = FactTarget::Nouns(&["authentication-policy", "effective-authentication-policy"]);

/// Facts about authentication policies.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "blocks-legacy",
        doc: "whether BlockLegacyAuth* is True for Outlook, ActiveSync, web services or Autodiscover",
        on: POLICY,
        read: Read::Row(|_, policy| blocks_legacy(policy).map(Into::into)),
    },
    Fact {
        name: "blocks-modern",
        doc: "whether BlockModernAuth* is True for Outlook, ActiveSync, web services or Autodiscover",
        on: FactTarget::Nouns(&["effective-authentication-policy"]),
        read: Read::Row(|_, policy| blocks_modern(policy).map(Into::into)),
    },
    Fact {
        name: "user-count",
        doc: "how many users are assigned the policy",
        on: POLICY,
        read: Read::Row(|view, policy| {
            let Seen { value: users, at } = users(view, |name| names(name, policy))?;
            text(users.of_these.to_string(), at)
        }),
    },
    Fact {
        name: "users-are-majority",
        doc: "whether more than half of the users are assigned policies that block modern authentication",
        on: POLICY,
        read: Read::Row(|view, _| {
            let blocking = super::rows_of(view, EFFECTIVE.name);
            let mut objects = Vec::new();
            for policy in &blocking.objects {
                if blocks_modern(policy)?.value {
                    objects.push(policy);
                }
            }
            let Seen { value: users, at } = users(view, |name| objects.iter().any(|policy| names(name, policy)))?;
            flag(users.of_these * 2 > users.all, at)
        }),
    },
    Fact {
        name: "is-default-policy",
        doc: "whether DefaultAuthenticationPolicy of the organisation names this policy",
        on: POLICY,
        read: Read::Row(|view, policy| {
            let Seen { value, at } = default_policy(view)?;
            flag(value != Value::Null && names(&plain(&value), policy), at)
        }),
    },
    Fact {
        name: "default-policy-set",
        doc: "whether DefaultAuthenticationPolicy of the organisation names any policy",
        on: FactTarget::Organization,
        read: Read::Whole(|view| {
            let Seen { value, at } = default_policy(view)?;
            flag(value != Value::Null, at)
        }),
    },
    Fact {
        name: "legacy-authentication-blocked",
        doc: "whether any authentication policy blocks legacy authentication",
        on: FactTarget::AnyObject,
        read: Read::Whole(|view| any(&super::rows_of(view, "authentication-policy"), blocks_legacy).map(Into::into)),
    },
];

/// `DefaultAuthenticationPolicy` prints as a name, a canonical path (`contoso.com/…/Policy`) or a distinguished name.
fn names(written: &str, policy: &Object) -> bool {
    let leaf = written.rsplit('/').next().unwrap_or(written);
    let leaf = leaf.strip_prefix("CN=").map_or(leaf, |rest| rest.split(",CN=").next().unwrap_or(rest));
    [Some(policy.subject.clone()), text_of(policy, "Name"), text_of(policy, "Identity")]
        .into_iter()
        .flatten()
        .any(|own| own.eq_ignore_ascii_case(written) || own.eq_ignore_ascii_case(leaf))
}

/// Whether a policy blocks modern authentication for any of the protocols of Outlook and mobile clients.
fn blocks_modern(policy: &Object) -> Known<bool> {
    let mut open: Result<(), Unknown> = Ok(());
    let mut at = Vec::new();
    for name in MODERN {
        match policy.get(name) {
            Ok(Seen { value: Value::Bool(true), at }) => return known(true, at),
            Ok(seen) => at.extend(seen.at),
            Err(reason) => open = open.and(Err(reason)),
        }
    }
    open?;
    known(false, at)
}

/// How many users there are, and how many have a policy of those that are asked for.
#[derive(Default)]
struct Users {
    all: usize,
    of_these: usize,
}

/// Counts users one by one, or as `Group-Object` counted them by policy.
fn users(view: &View<'_>, is_asked: impl Fn(&str) -> bool) -> Known<Users> {
    let rows = super::rows_of(view, "user");
    rows.whole()?;
    captured::absence(view, "user")?;
    let (mut users, mut at) = (Users::default(), Vec::new());
    for row in &rows.objects {
        let is_printed = |name: &str| row.values.contains_key(name);
        let (number, name) = match text_of(row, "Count") {
            Some(count) if !is_printed("AuthenticationPolicy") => (count, "Name"),
            Some(count) => (count, "AuthenticationPolicy"),
            None => ("1".to_owned(), "AuthenticationPolicy"),
        };
        let Ok(number) = number.parse::<usize>() else { return unknown(UnknownReason::Unreadable { raw: number }, row.spans()) };
        let Seen { value: policy, at: place } = row.get(name)?;
        users.all = users.all.saturating_add(number);
        if policy != Value::Null && is_asked(&plain(&policy)) {
            users.of_these = users.of_these.saturating_add(number);
            at.extend(place.into_iter().take(MOST_PLACES.saturating_sub(at.len())));
        }
    }
    known(users, at)
}

/// Whether a policy blocks legacy authentication for any of the protocols of Outlook and mobile clients.
fn blocks_legacy(policy: &Object) -> Known<bool> {
    let printed: Vec<&str> = LEGACY.iter().copied().filter(|name| flag_of(policy, name).is_some()).collect();
    let blocking: Vec<&str> = printed.iter().copied().filter(|name| flag_of(policy, name) == Some(true)).collect();
    let places = |names: &[&str]| names.iter().flat_map(|name| policy.places(name)).collect();
    if !blocking.is_empty() {
        known(true, places(&blocking))
    } else if printed.len() < LEGACY.len() {
        // One that was not printed may be the one that blocks.
        not_printed(policy.spans())
    } else {
        known(false, places(&printed))
    }
}
