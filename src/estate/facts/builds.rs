//! Facts about builds and proxies of servers. Builds are those of the CSS-Exchange dictionary \[CSS\], domain.md 3.3.

use super::derive::{flag, map, text_of};
use super::{Fact, On};
use crate::estate::value::Version;
use crate::estate::{Estate, Known, Object, Value, Why};

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

fn build(object: Option<&Object>) -> Known<Value> {
    object.map_or_else(|| Known::unknown(Why::NotPrinted, Vec::new()), |object| object.get("AdminDisplayVersion"))
}

fn judge(object: Option<&Object>, judge: impl FnOnce(Version) -> bool) -> Known<Value> {
    map(build(object), |value| match value {
        Value::Version(version) => Some(Value::Bool(judge(*version))),
        _ => None,
    })
}

/// Whether the build has what modern authentication needs. Exchange 2013 and older are the business of another rule.
pub const MINIMUM: Fact = Fact {
    name: "meets-minimum-build",
    doc: "whether a 2016 or 2019 build is CU8 or CU1 at least; true for other families",
    on: On::Nouns(&["exchange-server"]),
    read: |_, object| {
        judge(object, |version| match family(version) {
            "2016" => version >= Version([15, 1, 1415, 2]),
            "2019" => version >= Version([15, 2, 330, 5]),
            _ => true,
        })
    },
};

/// Whether the product is in support on the day of the audit.
pub const IN_SUPPORT: Fact = Fact {
    name: "in-support",
    doc: "whether the product is in support on the day of the audit",
    on: On::Nouns(&["exchange-server"]),
    read: |view, object| {
        let ended = END_OF_SUPPORT.parse::<jiff::Timestamp>().is_ok_and(|end| view.as_of >= end);
        judge(object, |version| match family(version) {
            "SE" => true,
            "2016" | "2019" => !ended,
            _ => false,
        })
    },
};

/// Whether the fix of KB 4559435 is in the build \[KB4559435\].
pub const LOOP_FIX: Fact = Fact {
    name: "has-authentication-loop-fix",
    doc: "whether the fix of KB 4559435 (2016 CU17, 2019 CU6) is in the build; true for other families",
    on: On::Nouns(&["exchange-server"]),
    read: |_, object| {
        judge(object, |version| match family(version) {
            "2016" => version >= Version([15, 1, 2044, 4]),
            "2019" => version >= Version([15, 2, 659, 4]),
            _ => true,
        })
    },
};

/// The scheme of the proxy.
pub const PROXY_SCHEME: Fact = Fact {
    name: "proxy-scheme",
    doc: "scheme of InternetWebProxy, `none` without a proxy, `missing` for a value without a scheme",
    on: On::Nouns(&["exchange-server"]),
    read: |_, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        map(object.get("InternetWebProxy"), |value| {
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
    },
};

/// Whether it is an Edge server.
pub const IS_EDGE: Fact = Fact {
    name: "is-edge",
    doc: "whether it is an Edge server, which has no virtual directories",
    on: On::Nouns(&["exchange-server"]),
    read: |_, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let by_flag = object.get("IsEdgeServer");
        if matches!(by_flag.value(), Some(Value::Bool(_))) {
            return by_flag;
        }
        match text_of(object, "ServerRole") {
            Some(roles) => flag(roles.eq_ignore_ascii_case("Edge"), object.get("ServerRole").at().to_vec()),
            // Neither was printed: an Edge server is the exception, and every rule that asks excludes it.
            None => flag(false, Vec::new()),
        }
    },
};

/// Whether the server is older than Exchange 2016.
pub const PREDATES_2016: Fact = Fact {
    name: "predates-2016",
    doc: "whether the server is Exchange 2007, 2010 or 2013, which cannot have OAuth on OWA and ECP; false where its build was not captured",
    on: On::Nouns(&["exchange-server", "owa-or-ecp", "owa-virtual-directory", "ecp-virtual-directory"]),
    read: |view, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let at = object.spans();
        flag(predates_2016(view.estate, object), at)
    },
};

/// Whether the server that the object is, or lives on, is older than Exchange 2016, as far as the captures show.
#[must_use]
pub fn predates_2016(estate: &Estate, object: &Object) -> bool {
    let is_old = |server: &Object| matches!(server.get("AdminDisplayVersion").value(), Some(Value::Version(build)) if matches!(family(*build), "2007" | "2010" | "2013"));
    match &object.server {
        _ if object.noun == "exchange-server" => is_old(object),
        Some(name) => estate.on_server("exchange-server", name).any(is_old),
        None => false,
    }
}

/// Whether all builds take `-DomainName` for Entra AuthServers: 2016 CU18, 2019 CU7 \[HMA\].
pub const BINDS_DOMAINS: Fact = Fact {
    name: "binds-tenant-domains",
    doc: "whether every server is 2016 CU18, 2019 CU7 or later, so that an AuthServer can be bound to domains",
    on: On::Organization,
    read: |view, _| {
        let servers = super::rows(view, "exchange-server").unwrap_or_default();
        let mut at = Vec::new();
        for server in servers.objects.iter().filter(|server| super::servers::is_edge(server) != Some(true)) {
            match build(Some(server)) {
                Known::Known { value: Value::Version(version), at: place } => {
                    let binds = match family(version) {
                        "2016" => version >= Version([15, 1, 2106, 2]),
                        "2019" => version >= Version([15, 2, 721, 2]),
                        "SE" => true,
                        _ => false,
                    };
                    if !binds {
                        return flag(false, place);
                    }
                    at.extend(place);
                }
                other => return map(other, |_| None),
            }
        }
        match servers.gaps.into_iter().next() {
            Some(gap) => Known::unknown(gap.why, gap.at),
            None => flag(true, at),
        }
    },
};

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
