//! Facts about the hybrid configuration.

use super::derive::{any, both, flag, flag_of, is_text, map, not_printed, plain, text, told};
use super::{DerivedNoun, Fact, FactTarget, Read, Rows, View, auth_server, captured, memo, servers};
use crate::catalog;
use crate::estate::value::Version;
use crate::estate::{Known, Object, Seen, Unknown, UnknownReason, Value};
use std::borrow::Cow;
use std::collections::HashMap;

/// Host under which the Hybrid Agent publishes Exchange.
const HYBRID_AGENT: &str = "mailboxmigration.his.msappproxy.net";

/// Cmdlets and properties that hold endpoints of the other side. The first of each is where the Hybrid Agent shows in Exchange Online: a
/// capture that leaves it out hides it. The others are judged where they were printed.
const ENDPOINTS: &[(&str, &[&str])] = &[
    ("intra-organization-connector", &["DiscoveryEndpoint", "TargetSharingEpr"]),
    ("organization-relationship", &["TargetSharingEpr", "TargetAutodiscoverEpr"]),
    ("migration-endpoint", &["RemoteServer"]),
];

/// Every endpoint that a hybrid object of Exchange Online names. The agent shows there alone: what leads from the organisation to the cloud proves
/// nothing.
pub(super) const HYBRID_ENDPOINT: DerivedNoun = DerivedNoun {
    name: "hybrid-endpoint",
    doc: "endpoints that connectors, organisation relationships and migration endpoints of Exchange Online name",
    properties: &[("endpoint", "the endpoint as printed")],
    rows: |view| {
        let mut rows = Rows::default();
        for (noun, properties) in ENDPOINTS {
            let Some(cmdlet) = catalog::of_noun(noun) else { continue };
            let online = captured::online(view, cmdlet);
            // Who declares classic hybrid has no agent to look for.
            if !view.is_classic_hybrid {
                rows.gaps.extend(online.gaps);
            }
            let endpoints = |object: &Object| {
                let endpoints = properties.iter().enumerate();
                endpoints.filter_map(|(index, property)| endpoint(object, property, index == 0)).collect::<Vec<_>>()
            };
            rows.objects.extend(online.objects.iter().flat_map(|object| endpoints(object)).map(Cow::Owned));
        }
        rows
    },
};

fn endpoint(object: &Object, property: &str, is_telling: bool) -> Option<Object> {
    let endpoint = match object.get(property) {
        Ok(Seen { value: Value::Null, .. }) => return None,
        Err(Unknown { why: UnknownReason::NotPrinted, .. }) if !is_telling => return None,
        endpoint => endpoint.and_then(|Seen { value, at }| text(plain(&value), at)),
    };
    Some(object.derive(HYBRID_ENDPOINT.name, format!("{} {property}", object.subject), [("endpoint", endpoint)]))
}

fn is_agent(endpoint: &Object) -> Known<Value> {
    map(endpoint.get("endpoint"), |value| Some(Value::Bool(plain(value).to_ascii_lowercase().contains(HYBRID_AGENT))))
}

/// Facts about hybrid objects, and switches of the organisation that setting overrides throw.
pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "dedicated-hybrid-app",
        doc: "whether an enabled setting override switches the dedicated hybrid application on",
        on: FactTarget::Organization,
        read: Read::Whole(|view| is_overridden(view, is_hybrid_app).map(Into::into)),
    },
    Fact {
        name: "is-duplicate-override",
        doc: "whether another setting override has the same component and section",
        on: FactTarget::Nouns(&["setting-override"]),
        read: Read::Row(|view, object| {
            let judge = |overrides: &Overrides| match overrides.is_twin(object) {
                Some(is_twin) => flag(is_twin, object.spans()),
                None => not_printed(object.spans()),
            };
            memo::kept(view, |memo| &memo.overrides, Overrides::of, judge)
        }),
    },
    Fact {
        name: "graph-routing-supported",
        doc: "whether every server is 15.2.2562.41 or later, all tenants are in the worldwide cloud, the dedicated hybrid application is on and an AuthServer has a GraphBaseUrl; the display version alone is unknown for SE",
        on: FactTarget::Nouns(&["setting-override"]),
        read: Read::Whole(is_graph_supported),
    },
    Fact {
        name: "uses-hybrid-agent",
        doc: "whether the endpoint is one that the Hybrid Agent publishes",
        on: FactTarget::Nouns(&["hybrid-endpoint"]),
        read: Read::Row(|_, endpoint| is_agent(endpoint)),
    },
    Fact {
        name: "download-domain-override",
        doc: "whether the setting override OAuthIdentityCacheFixForDownloadDomains is enabled",
        on: FactTarget::AnyObject,
        read: Read::Whole(|view| {
            is_overridden(view, |object| is_text(object, "SectionName", "OAuthIdentityCacheFixForDownloadDomains"))
                .map(Into::into)
        }),
    },
    Fact {
        name: "resource-forest-override",
        doc: "whether the setting override OwaHMAFixForAfRfScenarios is enabled",
        on: FactTarget::Organization,
        read: Read::Whole(|view| {
            is_overridden(view, |object| is_text(object, "SectionName", "OwaHMAFixForAfRfScenarios")).map(Into::into)
        }),
    },
];

/// Whether an enabled setting override is the one that is asked for.
fn is_overridden(view: &View<'_>, is_it: impl Fn(&Object) -> Option<bool>) -> Known<bool> {
    let overrides = super::rows_of(view, "setting-override");
    any(&overrides, |object| told(object, both(is_it(object), enables(object))))
}

/// Whether a setting override is about the dedicated hybrid application.
fn is_hybrid_app(object: &Object) -> Option<bool> {
    let is_section = is_text(object, "SectionName", "ExchangeOnpremAsThirdPartyAppId");
    both(is_section, is_text(object, "ComponentName", "Global"))
}

/// Whether a setting override has `Enabled=true` among its parameters; `None` when the captures do not tell.
fn enables(object: &Object) -> Option<bool> {
    let is_on = |text: &str| text.replace(' ', "").eq_ignore_ascii_case("Enabled=true");
    match object.get("Parameters").ok()?.value {
        Value::List(list) if list.items.iter().any(|item| is_on(&item.text)) => Some(true),
        Value::List(list) => list.complete.then_some(false),
        value => Some(is_on(&plain(&value))),
    }
}

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
        ["SectionName", "ComponentName"]
            .map(|property| Some(plain(&object.values.get(property)?.as_ref().ok()?.value).to_ascii_lowercase()))
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
fn is_graph_supported(view: &View<'_>) -> Known<Value> {
    for server in view.estate.all("auth-server") {
        let is_entra = matches!(auth_server::is_entra(server), Ok(Seen { value: true, .. }));
        match auth_server::cloud(server) {
            Ok(Seen { value: Value::Text(cloud), .. }) if is_entra && cloud != "global" => return flag(false, server.spans()),
            _ => {}
        }
    }
    let has_base = any(&super::rows_of(view, "auth-server"), |server| {
        let is_entra = auth_server::is_entra(server).ok().map(|seen| seen.value);
        told(server, both(is_entra, is_text(server, "GraphBaseUrl", "").map(|blank| !blank)))
    });
    let mut open = Ok(());
    for needed in [is_overridden(view, is_hybrid_app), has_base] {
        match needed {
            Ok(Seen { value: false, at }) => return flag(false, at),
            needed => open = open.and(needed.map(|_| ())),
        }
    }
    let servers = super::rows_of(view, "exchange-server");
    open = open.and(servers.whole());
    for server in servers.objects.iter().filter(|server| flag_of(server, "IsEdgeServer") != Some(true)) {
        if let Ok(Seen { value: build, at }) = servers::installed(view, server) {
            if build < GRAPH_ROUTING {
                return flag(false, at);
            }
            continue;
        }
        match server.get("AdminDisplayVersion") {
            Ok(Seen { value: Value::Version(build), at }) if super::builds::family(build) != "SE" => return flag(false, at),
            Ok(Seen { value: Value::Version(build), .. }) if build >= GRAPH_ROUTING => {}
            _ => {
                let at = server.places("AdminDisplayVersion");
                open = open.and(Err(Unknown { why: UnknownReason::NotCaptured { noun: "exchange-setup" }, at }));
            }
        }
    }
    open.and(flag(true, Vec::new()))
}
