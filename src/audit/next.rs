//! What would decide everything that is undecided for want of evidence, in one round: a block of commands for each shell.

use crate::catalog::schema::{Cmdlet, Place};
use crate::catalog::{self, Ask};
use crate::check::{Finding, Verdict};
use crate::estate::facts::{View, captured, reads};
use crate::estate::{Doubt, Object, UnknownReason};
use crate::report::Block;
use crate::rule::{Check, Noun, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// The blocks, and for each finding the place whose block decides it.
pub(super) struct Next {
    pub blocks: Vec<Block>,
    pub of_findings: Vec<Option<Place>>,
}

/// Commands of one shell by the position of their cmdlet in the catalogue, so that blocks have one order.
#[derive(Default)]
struct Needs {
    commands: BTreeMap<usize, &'static Cmdlet>,
    tenants: BTreeSet<String>,
    decides: BTreeSet<String>,
}

/// What the findings ask for.
pub(super) fn of(view: &View<'_>, rules: &[Rule], findings: &[Finding]) -> Next {
    let of_finding = |finding| askable(finding).and_then(Ask::place);
    let asking =
        findings.iter().filter_map(|finding| Some((askable(finding)?, finding.rule.as_str(), finding.tenant.as_deref())));
    // Thousands of findings ask for the same few things.
    let wanted: BTreeSet<(Ask, &str, Option<&str>)> = asking.collect();
    let asked: BTreeSet<&str> = wanted.iter().filter(|(ask, ..)| ask.place().is_some()).map(|(_, rule, _)| *rule).collect();
    let mut needs: BTreeMap<Place, Needs> = BTreeMap::new();
    for (ask, rule, tenant) in wanted {
        need(&mut needs, view, ask, rule, tenant);
    }
    // What a rule would ask for next is asked for at once.
    let mut missing: BTreeMap<Ask, Vec<Option<String>>> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| asked.contains(rule.id.as_str())) {
        for ask in asks(rule) {
            for tenant in missing.entry(ask).or_insert_with(|| lacking(view, ask)) {
                need(&mut needs, view, ask, &rule.id, tenant.as_deref());
            }
        }
        if let Some((ask, tenants)) = unprinted(view, rule) {
            for tenant in tenants {
                need(&mut needs, view, ask, &rule.id, tenant);
            }
        }
    }
    let blocks = needs.into_iter().map(|(place, needs)| Block {
        shell: place,
        tenants: needs.tenants.into_iter().collect(),
        commands: needs.commands.values().map(|cmdlet| cmdlet.command(place == Place::Online).to_owned()).collect(),
        cmdlets: needs.commands.values().map(|cmdlet| cmdlet.name.to_owned()).collect(),
        decides: needs.decides.into_iter().collect(),
    });
    Next { blocks: blocks.collect(), of_findings: findings.iter().map(of_finding).collect() }
}

/// The cmdlet whose output would decide a finding; `None` where none would.
fn askable(finding: &Finding) -> Option<Ask> {
    let decides = match finding.why.as_ref()? {
        UnknownReason::Conflicting { .. } => false,
        UnknownReason::Doubtful(doubt) => *doubt == Doubt::Session,
        _ => true,
    };
    finding.asks.filter(|_| decides && finding.verdict == Verdict::Inconclusive)
}

fn need(needs: &mut BTreeMap<Place, Needs>, view: &View<'_>, ask: Ask, rule: &str, tenant: Option<&str>) {
    let (Some(cmdlet), Some(place)) = (ask.cmdlet(), ask.place()) else { return };
    let Some(position) = catalog::ALL.iter().position(|other| other.noun == ask.noun) else { return };
    let needs = needs.entry(place).or_default();
    needs.commands.insert(position, cmdlet);
    needs.decides.insert(rule.to_owned());
    if place != Place::Exchange {
        match tenant {
            Some(tenant) => drop(needs.tenants.insert(tenant.to_owned())),
            None if view.estate.tenants.is_empty() => drop(needs.tenants.insert("tenant".to_owned())),
            None => needs.tenants.extend(view.estate.tenants.iter().map(|tenant| tenant.name.clone())),
        }
    }
}

/// The captures that a rule may ask for: those behind all nouns, properties and facts that it names.
fn asks(rule: &Rule) -> Vec<Ask> {
    let is_captured = |noun: &&Noun| noun.cmdlet.is_some();
    let nouns = || rule.from.iter().chain(if let Check::AllIn { from, .. } = &rule.check { Some(from) } else { None });
    let own = nouns().filter(is_captured).map(|noun| Ask { noun: noun.name, of_tenant: noun.online });
    let mut names: BTreeSet<&str> = nouns().filter(|noun| !is_captured(noun)).map(|noun| noun.name).collect();
    let mut add = |condition: &crate::rule::Condition| names.extend(condition.names().iter().map(|name| name.text));
    rule.when.iter().for_each(&mut add);
    add(&rule.filter);
    rule.severity_when.iter().for_each(|(_, condition)| add(condition));
    match &rule.check {
        Check::Must(condition) => add(condition),
        Check::AllIn { filter, take, .. } => {
            add(filter);
            names.insert(take.text);
        }
        Check::Same(same) => names.extend(same.iter().map(|name| name.text)),
        Check::Count { .. } => {}
    }
    names.extend(rule.take.iter().chain(&rule.group_by).map(|name| name.text));
    own.chain(names.into_iter().flat_map(reads::of)).collect()
}

/// Where the objects that a rule looks at were printed without a property that it names: the tenants, or `None` for the organisation.
fn unprinted<'e>(view: &View<'e>, rule: &Rule) -> Option<(Ask, BTreeSet<Option<&'e str>>)> {
    let noun = rule.from?;
    let cmdlet = noun.cmdlet?;
    let Check::Must(condition) = &rule.check else { return None };
    let names = condition.names();
    let named: Vec<&str> = names.iter().map(|name| name.text).filter(|name| cmdlet.property(name).is_some()).collect();
    let ask = Ask { noun: cmdlet.noun, of_tenant: noun.online };
    let of_tenant = ask.place() != Some(Place::Exchange);
    let lacks = |object: &&Object| named.iter().any(|name| !object.values.contains_key(name));
    let objects = view.estate.all(cmdlet.noun).iter().filter(|object| object.side.tenant().is_some() == of_tenant);
    Some((ask, objects.filter(lacks).map(|object| object.side.tenant()).collect()))
}

/// Where a cmdlet's output is missing, whole or in part: the tenants, or `None` for the organisation.
fn lacking(view: &View<'_>, ask: Ask) -> Vec<Option<String>> {
    let Some(cmdlet) = ask.cmdlet() else { return Vec::new() };
    let gaps =
        if ask.place() == Some(Place::Online) { captured::online(view, cmdlet) } else { captured::rows(view, cmdlet) }.gaps;
    let gaps = gaps.into_iter().filter(|gap| !matches!(gap.why, UnknownReason::Doubtful(_)));
    let tenants: BTreeSet<Option<String>> = gaps.map(|gap| gap.tenant).collect();
    tenants.into_iter().collect()
}
