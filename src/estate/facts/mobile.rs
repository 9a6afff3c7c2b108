//! Facts about mobile access.

use super::derive::{any, both, flag, is_text, not_captured, plain, text, told, unreadable};
use super::{Fact, FactTarget, Read, View, rows_of};
use crate::estate::{Known, Object, Seen, Unknown, UnknownReason, Value, known, unknown};

/// Longest request of ActiveSync in KB where its file sets none: the default of ASP.NET.
const DEFAULT_LIMIT: u64 = 4096;

/// Facts about mobile devices.
pub(super) const FACTS: &[Fact] = &[
    // [OLMOB]
    Fact {
        name: "allows-outlook-mobile",
        doc: "whether mobile devices are allowed by default, or a rule allows the device type OutlookService",
        on: FactTarget::Nouns(&["active-sync-organization-settings"]),
        read: Read::Row(allows_outlook_mobile),
    },
    Fact {
        name: "message-size-limit",
        doc: "the larger of MaxSendSize and MaxReceiveSize of the organisation; blank where neither is limited",
        on: FactTarget::Organization,
        read: Read::Whole(|view| {
            let Seen { value: limit, at } = message_limit(view)?;
            limit.map_or_else(|| known(Value::Null, at.clone()), |limit| text(limit.printed, at.clone()))
        }),
    },
    Fact {
        name: "active-sync-limit",
        doc: "the longest request that ActiveSync accepts on the server, in KB: maxRequestLength of its front end",
        on: FactTarget::Nouns(&["server"]),
        read: Read::Row(|view, server| {
            let Seen { value: kilobytes, at } = request_limit(view, server)?;
            text(format!("{kilobytes} KB"), at)
        }),
    },
    Fact {
        name: "takes-largest-message",
        doc: "whether ActiveSync on the server accepts requests as long as message-size-limit",
        on: FactTarget::Nouns(&["server"]),
        read: Read::Row(takes_largest_message),
    },
];

/// Whether Outlook for iOS and Android may connect.
fn allows_outlook_mobile(view: &View<'_>, settings: &Object) -> Known<Value> {
    let Seen { value: level, at } = settings.get("DefaultAccessLevel")?;
    if plain(&level).eq_ignore_ascii_case("Allow") {
        return flag(true, at);
    }
    let rules = rows_of(view, "active-sync-device-access-rule");
    let allowed = any(&rules, |rule| {
        let of_outlook = both(is_text(rule, "Characteristic", "DeviceType"), is_text(rule, "QueryString", "OutlookService"));
        told(rule, both(of_outlook, is_text(rule, "AccessLevel", "Allow")))
    })?;
    flag(allowed.value, if allowed.value { allowed.at } else { at })
}

fn takes_largest_message(view: &View<'_>, server: &Object) -> Known<Value> {
    let Seen { value: kilobytes, at } = request_limit(view, server)?;
    let limit = message_limit(view)?.value;
    flag(limit.is_none_or(|limit| kilobytes.saturating_mul(1024) >= limit.bytes), at)
}

/// The longest request that a server takes, in KB.
fn request_limit(view: &View<'_>, server: &Object) -> Known<u64> {
    const NOUN: &str = "active-sync-limit";
    let own = server.server.as_deref().unwrap_or(&server.subject);
    let Some(found) = view.estate.on_server(NOUN, own).next() else {
        let why = if view.estate.all(NOUN).is_empty() {
            UnknownReason::NotCaptured { noun: NOUN }
        } else {
            UnknownReason::NotCovered { noun: NOUN }
        };
        return unknown(why, server.spans());
    };
    match found.get("MaxRequestLength")? {
        Seen { value: Value::Null, at } => known(DEFAULT_LIMIT, at),
        Seen { value, at } => match plain(&value).parse() {
            Ok(kilobytes) => known(kilobytes, at),
            Err(_) => unreadable(&value, at),
        },
    }
}

/// A limit of the size of messages.
#[derive(Debug, PartialEq, Eq)]
struct Limit {
    bytes: u64,
    printed: String,
}

/// The larger limit of what may be sent and received; `None` where neither is limited.
fn message_limit(view: &View<'_>) -> Known<Option<Limit>> {
    let settings = rows_of(view, "transport-config");
    settings.whole()?;
    let Some(config) = settings.objects.first() else { return not_captured("transport-config") };
    let (mut largest, mut at) = (None, Vec::new());
    for property in ["MaxSendSize", "MaxReceiveSize"] {
        let Seen { value, at: place } = config.get(property)?;
        let printed = plain(&value);
        if !printed.eq_ignore_ascii_case("Unlimited") {
            let Some(bytes) = bytes(&printed) else {
                return Err(Unknown { why: UnknownReason::Unreadable { raw: printed }, at: place });
            };
            largest = largest.filter(|limit: &Limit| limit.bytes >= bytes).or(Some(Limit { bytes, printed }));
        }
        at.extend(place);
    }
    known(largest, at)
}

/// The number of bytes in `36 MB (37,748,736 bytes)`, whatever the culture groups digits with, in `36MB`, or in a number alone.
fn bytes(printed: &str) -> Option<u64> {
    let number = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>().parse::<u64>().ok();
    if let Some((_, exact)) = printed.split_once('(') {
        return number(exact);
    }
    let (amount, unit) = printed.split_at(printed.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(printed.len()));
    let factor = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" | "BYTES" => 1,
        "KB" => 1024,
        "MB" => 1024 * 1024,
        "GB" => 1024 * 1024 * 1024,
        _ => return None,
    };
    amount.trim().parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_are_read_as_every_culture_prints_them() {
        for (printed, expected) in [
            ("36 MB (37,748,736 bytes)", Some(37_748_736)),
            ("36 MB (37.748.736 bytes)", Some(37_748_736)),
            ("36 MB (37\u{a0}748\u{a0}736 bytes)", Some(37_748_736)),
            ("35MB", Some(36_700_160)),
            ("10240 KB", Some(10_485_760)),
            ("37748736", Some(37_748_736)),
            ("1.5 GB", None),
            ("plenty", None),
            ("", None),
        ] {
            assert_eq!(bytes(printed), expected, "{printed}");
        }
    }
}
