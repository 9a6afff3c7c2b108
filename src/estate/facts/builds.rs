//! Facts about builds and proxies of servers. Builds are those of the CSS-Exchange dictionary.

use super::derive::{flag, flag_of, map, text_of, unreadable};
use super::{Fact, FactTarget, Read, View};
use crate::estate::value::Version;
use crate::estate::{Estate, Known, Object, Seen, Value};

/// Family of a build: what people call the product.
#[must_use]
pub fn family(version: Version) -> &'static str {
    match version.0 {
        [8, ..] => "2007",
        [14, ..] => "2010",
        [15, 0, ..] => "2013",
        [15, 1, ..] => "2016",
        [15, 2, build, _] if build < 2562 => "2019",
        [15, 2, ..] => "SE",
        _ => "unknown",
    }
}

/// Day from which Exchange 2016 and 2019 are out of support.
const END_OF_SUPPORT: &str = "2025-10-14T00:00:00Z";

const SERVER: FactTarget = FactTarget::Nouns(&["exchange-server"]);

/// Facts about the build and the proxy of a server.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "binds-tenant-domains",
        doc: "whether every server is 2016 CU18, 2019 CU7 or later, so that an AuthServer can be bound to domains",
        on: FactTarget::Organization,
        read: Read::Whole(binds_domains),
    },
    Fact {
        name: "in-support",
        doc: "whether the product is in support on the day of the audit",
        on: SERVER,
        read: Read::Row(|view, server| {
            let ended = END_OF_SUPPORT.parse::<jiff::Timestamp>().is_ok_and(|end| view.as_of >= end);
            judge(server, |version| match family(version) {
                "SE" => true,
                "2016" | "2019" => !ended,
                _ => false,
            })
        }),
    },
    Fact {
        name: "is-edge",
        doc: "whether it is an Edge server, which has no virtual directories",
        on: SERVER,
        read: Read::Row(is_edge),
    },
    // [KB4559435]
    Fact {
        name: "has-authentication-loop-fix",
        doc: "whether the fix of KB 4559435 (2016 CU17, 2019 CU6) is in the build; true for other families",
        on: SERVER,
        read: Read::Row(|_, server| judge(server, |version| has(version, [15, 1, 2044, 4], [15, 2, 659, 4]).unwrap_or(true))),
    },
    // Exchange 2013 and older are the business of another rule.
    Fact {
        name: "meets-minimum-build",
        doc: "whether a 2016 or 2019 build is CU8 or CU1 at least; true for other families",
        on: SERVER,
        read: Read::Row(|_, server| judge(server, |version| has(version, [15, 1, 1415, 2], [15, 2, 330, 5]).unwrap_or(true))),
    },
    Fact {
        name: "predates-2016",
        doc: "whether the server is Exchange 2007, 2010 or 2013, which cannot have OAuth on OWA and ECP; false where its build was not captured",
        on: FactTarget::Nouns(&["exchange-server", "owa-or-ecp", "owa-virtual-directory", "ecp-virtual-directory"]),
        read: Read::Row(|view, object| flag(predates_2016(view.estate, object), object.spans())),
    },
    Fact {
        name: "proxy-scheme",
        doc: "scheme of InternetWebProxy, `none` without a proxy, `missing` for a value without a scheme",
        on: SERVER,
        read: Read::Row(|_, server| {
            map(server.get("InternetWebProxy"), |value| {
                Some(Value::Text(match value {
                    Value::Null => "none".to_owned(),
                    Value::Url(url) => url.scheme().to_owned(),
                    Value::Text(text) => match text.trim().split_once("://") {
                        Some((scheme, _)) => scheme.to_ascii_lowercase(),
                        None => "missing".to_owned(),
                    },
                    _ => return None,
                }))
            })
        }),
    },
];

/// Whether a build of 2016 or 2019 is as new as the one that brought something; `None` for other families.
fn has(version: Version, of_2016: [u32; 4], of_2019: [u32; 4]) -> Option<bool> {
    match family(version) {
        "2016" => Some(version >= Version(of_2016)),
        "2019" => Some(version >= Version(of_2019)),
        _ => None,
    }
}

fn judge(server: &Object, judge: impl FnOnce(Version) -> bool) -> Known<Value> {
    map(server.get("AdminDisplayVersion"), |value| match value {
        Value::Version(version) => Some(Value::Bool(judge(*version))),
        _ => None,
    })
}

fn is_edge(_: &View<'_>, server: &Object) -> Known<Value> {
    let by_flag = server.get("IsEdgeServer");
    if flag_of(server, "IsEdgeServer").is_some() {
        return by_flag;
    }
    match text_of(server, "ServerRole") {
        Some(roles) => flag(roles.eq_ignore_ascii_case("Edge"), server.places("ServerRole")),
        // Neither was printed: an Edge server is the exception, and every rule that asks excludes it.
        None => flag(false, Vec::new()),
    }
}

/// Whether the server that the object is, or lives on, is older than Exchange 2016, as far as the captures show.
#[must_use]
pub fn predates_2016(estate: &Estate, object: &Object) -> bool {
    let is_old = |server: &Object| {
        let build = server.get("AdminDisplayVersion");
        matches!(build, Ok(Seen { value: Value::Version(build), .. }) if matches!(family(build), "2007" | "2010" | "2013"))
    };
    match &object.server {
        _ if object.noun == "exchange-server" => is_old(object),
        Some(name) => estate.on_server("exchange-server", name).any(is_old),
        None => false,
    }
}

/// Whether all builds take `-DomainName` for Entra AuthServers: 2016 CU18, 2019 CU7.
fn binds_domains(view: &View<'_>) -> Known<Value> {
    let servers = super::rows_of(view, "exchange-server");
    let mut at = Vec::new();
    for server in servers.objects.iter().filter(|server| super::servers::is_edge(server) != Some(true)) {
        let Seen { value, at: place } = server.get("AdminDisplayVersion")?;
        let Value::Version(version) = value else { return unreadable(&value, place) };
        if !has(version, [15, 1, 2106, 2], [15, 2, 721, 2]).unwrap_or(family(version) == "SE") {
            return flag(false, place);
        }
        at.extend(place);
    }
    servers.whole().and(flag(true, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_those_of_the_dictionary() {
        for (build, expected) in [
            ([8, 3, 83, 6], "2007"),
            ([14, 3, 123, 4], "2010"),
            ([15, 0, 1497, 2], "2013"),
            ([15, 1, 2507, 6], "2016"),
            ([15, 2, 1748, 10], "2019"),
            ([15, 2, 2562, 17], "SE"),
        ] {
            assert_eq!(family(Version(build)), expected);
        }
    }
}
