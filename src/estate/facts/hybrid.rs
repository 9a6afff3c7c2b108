//! Facts about the hybrid configuration and about mobile access.

use super::derive::{both, exists, flag, flag_of, is_text, map, plain, text};
use super::owa::enables;
use super::{DerivedNoun, Fact, Gap, On, Rows, View, memo};
use crate::estate::value::Version;
use crate::estate::{Known, Object, Value, Values, Why, cmdlets};
use std::borrow::Cow;
use std::collections::HashMap;

/// Host under which the Hybrid Agent publishes Exchange \[CSS\].
const HYBRID_AGENT: &str = "mailboxmigration.his.msappproxy.net";

/// Cmdlets and properties that hold endpoints of the other side. The first of each is where the Hybrid Agent shows \[CSS\]: a capture
/// that leaves it out hides it. The others are judged where they were printed.
const ENDPOINTS: &[(&str, &[&str])] = &[
    ("intra-organization-connector", &["DiscoveryEndpoint", "TargetSharingEpr"]),
    ("organization-relationship", &["TargetSharingEpr", "TargetAutodiscoverEpr"]),
    ("migration-endpoint", &["RemoteServer"]),
];

/// Every endpoint that a hybrid object names, of either side.
pub const HYBRID_ENDPOINT: DerivedNoun = DerivedNoun {
    name: "hybrid-endpoint",
    doc: "endpoints that connectors, organisation relationships and migration endpoints name, of either side",
    properties: &[("endpoint", "the endpoint as printed")],
    rows: |view| {
        let mut rows = Rows::default();
        for (noun, properties) in ENDPOINTS {
            let is_captured = view.estate.coverage.keys().any(|(_, covered)| covered == noun);
            // Migration endpoints live in Exchange Online alone, and not everybody has one.
            if !is_captured && *noun != "migration-endpoint" {
                rows.gaps.extend(cmdlets::of_noun(noun).map(|cmdlet| Gap {
                    subject: cmdlet.name.to_owned(),
                    server: None,
                    tenant: None,
                    why: Why::NotCaptured { noun },
                    at: Vec::new(),
                    command: cmdlet.collect.to_owned(),
                }));
            }
            for object in view.estate.all(noun) {
                rows.objects.extend(
                    properties
                        .iter()
                        .enumerate()
                        .filter_map(|(index, property)| endpoint(object, property, index == 0))
                        .map(Cow::Owned),
                );
            }
        }
        rows
    },
};

fn endpoint(object: &Object, property: &str, is_telling: bool) -> Option<Object> {
    let endpoint = match object.get(property) {
        Known::Known { value: Value::Null, .. } => return None,
        Known::Unknown { why: Why::NotPrinted, .. } if !is_telling => return None,
        Known::Known { value, at } => text(plain(&value), at),
        unknown @ Known::Unknown { .. } => unknown,
    };
    Some(Object {
        noun: "hybrid-endpoint",
        realm: object.realm.clone(),
        server: None,
        subject: format!("{} {property}", object.subject),
        values: Values::from([("endpoint", endpoint)]),
        sightings: object.sightings.clone(),
    })
}

/// Whether an endpoint is published by the Hybrid Agent.
pub const USES_AGENT: Fact = Fact {
    name: "uses-hybrid-agent",
    doc: "whether the endpoint is one that the Hybrid Agent publishes",
    on: On::Nouns(&["hybrid-endpoint"]),
    read: |_, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        map(object.get("endpoint"), |value| Some(Value::Bool(plain(value).to_ascii_lowercase().contains(HYBRID_AGENT))))
    },
};

fn is_hybrid_app(object: &Object) -> Option<bool> {
    both(is_text(object, "SectionName", "ExchangeOnpremAsThirdPartyAppId"), is_text(object, "ComponentName", "Global"))
}

/// Whether the dedicated hybrid application is switched on.
pub const DEDICATED_APP: Fact = Fact {
    name: "dedicated-hybrid-app",
    doc: "whether an enabled setting override switches the dedicated hybrid application on",
    on: On::Organization,
    read: |view, _| {
        let overrides = super::rows(view, "setting-override").unwrap_or_default();
        exists(&overrides, Vec::new(), |object| both(is_hybrid_app(object), enables(object)))
    },
};

/// Whether another override does the same.
pub const DUPLICATE: Fact = Fact {
    name: "is-duplicate-override",
    doc: "whether another setting override has the same component and section",
    on: On::Nouns(&["setting-override"]),
    read: |view, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        memo::kept(
            view,
            |memo| &memo.overrides,
            Overrides::of,
            |overrides| match overrides.is_twin(object) {
                Some(is_twin) => flag(is_twin, object.spans()),
                None => Known::unknown(Why::NotPrinted, object.spans()),
            },
        )
    },
};

/// What a setting override is about, as far as it is known: its section and its component, in lower case.
type Setting = [Option<String>; 2];

/// How many setting overrides there are of each setting, and of each section and component alone.
#[derive(Debug, Default)]
pub(super) struct Overrides {
    of_setting: HashMap<Setting, usize>,
    of_part: [HashMap<Option<String>, usize>; 2],
}

impl Overrides {
    fn of(view: &View<'_>) -> Self {
        let mut overrides = Self::default();
        for object in view.estate.all("setting-override") {
            let setting = Self::setting(object);
            for (counts, part) in overrides.of_part.iter_mut().zip(&setting) {
                *counts.entry(part.clone()).or_default() += 1;
            }
            *overrides.of_setting.entry(setting).or_default() += 1;
        }
        overrides
    }

    fn setting(object: &Object) -> Setting {
        ["SectionName", "ComponentName"].map(|property| Some(plain(object.values.get(property)?.value()?).to_ascii_lowercase()))
    }

    /// Whether another override is about the same setting; `None` where what one of them is about is not known.
    fn is_twin(&self, object: &Object) -> Option<bool> {
        let own = Self::setting(object);
        let of_setting = |setting: Setting| self.of_setting.get(&setting).copied().unwrap_or_default();
        let of_part = |part: usize, value: &Option<String>| {
            self.of_part.get(part).and_then(|counts| counts.get(value)).copied().unwrap_or_default()
        };
        // The override itself is among those counted.
        let alike = match &own {
            [Some(_), Some(_)] if of_setting(own.clone()) > 1 => return Some(true),
            [section @ Some(_), component @ Some(_)] => {
                1 + of_setting([None, None]) + of_setting([section.clone(), None]) + of_setting([None, component.clone()])
            }
            [section @ Some(_), None] => of_part(0, section) + of_part(0, &None),
            [None, component @ Some(_)] => of_part(1, component) + of_part(1, &None),
            [None, None] => self.of_setting.values().sum(),
        };
        (alike < 2).then_some(false)
    }
}

/// Exchange Server SE with the May 2026 hotfix update \[RUNBOOK\].
const GRAPH_ROUTING: Version = Version([15, 2, 2562, 41]);

/// Whether routing through Microsoft Graph works on every server.
pub const GRAPH_SUPPORTED: Fact = Fact {
    name: "graph-routing-supported",
    doc: "whether every server is 15.2.2562.41 or later and all tenants are in the worldwide cloud; the display version alone is unknown for SE",
    on: On::Nouns(&["setting-override"]),
    read: |view, _| {
        for server in view.estate.all("auth-server") {
            let is_entra = super::value(view, Some(server), "is-entra").value() == Some(&Value::Bool(true));
            match super::value(view, Some(server), "cloud").value() {
                Some(Value::Text(cloud)) if is_entra && cloud != "global" => return flag(false, server.spans()),
                _ => {}
            }
        }
        let servers = super::rows(view, "exchange-server").unwrap_or_default();
        let mut undecided = servers.gaps.into_iter().next().map(|gap| Known::unknown(gap.why, gap.at));
        for server in servers.objects.iter().filter(|server| flag_of(server, "IsEdgeServer") != Some(true)) {
            if let Some((build, at)) = super::server::installed(view, server) {
                if build < GRAPH_ROUTING {
                    return flag(false, at);
                }
                continue;
            }
            match server.get("AdminDisplayVersion") {
                Known::Known { value: Value::Version(build), at } if super::builds::family(build) != "SE" => {
                    return flag(false, at);
                }
                Known::Known { value: Value::Version(build), .. } if build >= GRAPH_ROUTING => {}
                other => {
                    undecided =
                        undecided.or(Some(Known::unknown(Why::NotCaptured { noun: "exchange-setup" }, other.at().to_vec())))
                }
            }
        }
        undecided.unwrap_or_else(|| flag(true, Vec::new()))
    },
};

/// Whether Outlook for iOS and Android may connect \[OLMOB\].
pub const OUTLOOK_MOBILE: Fact = Fact {
    name: "allows-outlook-mobile",
    doc: "whether mobile devices are allowed by default, or a rule allows the device type OutlookService",
    on: On::Nouns(&["active-sync-organization-settings"]),
    read: |view, object| {
        let Some(object) = object else { return Known::unknown(Why::NotPrinted, Vec::new()) };
        let level = object.get("DefaultAccessLevel");
        let Some(text) = level.value().map(plain) else { return map(level, |_| None) };
        if text.eq_ignore_ascii_case("Allow") {
            return flag(true, level.at().to_vec());
        }
        let rules = super::rows(view, "active-sync-device-access-rule").unwrap_or_default();
        exists(&rules, level.at().to_vec(), |rule| {
            let of_outlook = both(is_text(rule, "Characteristic", "DeviceType"), is_text(rule, "QueryString", "OutlookService"));
            both(of_outlook, is_text(rule, "AccessLevel", "Allow"))
        })
    },
};
