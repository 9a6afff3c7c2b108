//! Cmdlets that get objects: which, of whom, and whether all of them.

use super::{Bound, Expression, Flow, Got, Primary, Run, Scan, Source, cmdlets};
use crate::catalog;
use std::ops::Range;
use std::sync::Arc;

/// Longer texts that variables were filled by are not carried on.
const LONGEST_ASKED: usize = 4096;

impl Run<'_> {
    /// A `Get-` cmdlet, alone or fed by what comes through the pipeline.
    pub(super) fn get(&mut self, at: Range<usize>, bound: &[Bound<'_>], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
        let typed = cmdlets::plain(&self.text[at]);
        let typed = typed.rsplit('\\').next().unwrap_or("").to_owned();
        let is_setup = typed.eq_ignore_ascii_case("Get-Command");
        let mut partial =
            !first && (flows.is_empty() || flows.iter().any(|flow| flow.partial || !matches!(flow.source, Source::Got(_))));
        let mut kept = Vec::new();
        let mut kind = None;
        // Without `-ResultSize Unlimited` it prints the first thousand.
        let is_limited = |one: &Bound<'_>| one.typed.is_some() && one.parameter.is_some_and(|known| known.name == "ResultSize");
        partial |= typed.eq_ignore_ascii_case("Get-User") && !bound.iter().any(is_limited);
        for one in bound {
            let text = one.value.map(|value| self.spelled_out(&self.text[value.text.clone()]));
            if let (Some(_), Some(parameter)) = (one.typed, one.parameter)
                && let Some(cmdlet) = catalog::of_parameter(&typed, parameter.name, text.as_deref().unwrap_or_default())
            {
                kind = Some(cmdlet.name.to_owned());
                continue;
            }
            let drops = match (one.typed, one.parameter) {
                (None, _) => one.value.is_some() && !is_setup,
                (Some(_), None) => true,
                (Some(_), Some(parameter)) => {
                    let unlimited = parameter.name == "ResultSize"
                        && text.as_deref().is_some_and(|text| text.eq_ignore_ascii_case("unlimited"));
                    let all_but = parameter.name == "All" && one.is_off(self.text);
                    (!parameter.keeps && !unlimited) || all_but
                }
            };
            partial |= drops || one.value.is_some_and(|value| value.splat);
            let name = match (one.typed, one.parameter) {
                (None, _) => "Identity".to_owned(),
                (Some(_), Some(parameter)) => parameter.name.to_owned(),
                (Some(typed), None) => typed.to_owned(),
            };
            if name != "OutVariable" && name != "PipelineVariable" {
                kept.push((name, text));
            }
        }
        partial |= self.state.presets;
        let (side, whole) = match self.remote {
            Some(side) => (side, None),
            None => self.state.connections.of(self.window, &typed),
        };
        let text = self.outer.clone().map_or_else(|| typed.clone(), |at| self.text[at].to_owned());
        let asked = format!("{}\n{}", self.spelled_out(&text), self.asked(bound));
        let got = Got { cmdlet: kind.or(whole).unwrap_or(typed), text, asked, parameters: kept, side, at: self.moment() };
        let object = self.state.memory.object();
        let mut flow = Flow::new(Source::Got(Arc::new(got)), object);
        flow.partial = partial;
        for one in bound.iter().filter(|one| one.is("OutVariable") || one.is("PipelineVariable")) {
            if let Some(value) = one.value {
                let name = self.text[value.text.clone()].trim_start_matches('+').to_ascii_lowercase();
                self.state.memory.set(&name, vec![Flow { recalled: true, ..flow.clone() }]);
                self.teed.push(name);
            }
        }
        vec![flow]
    }

    /// What the variables hold that a cmdlet is asked with: `-ServicePrincipalId $sp.Id` asks for what `$sp` was asked for.
    pub(super) fn asked(&mut self, bound: &[Bound<'_>]) -> String {
        let mut all = Vec::new();
        for one in bound {
            let Some(Expression { primary: Primary::Variable(name), .. }) = one.value.and_then(|value| value.expression.as_ref())
            else {
                continue;
            };
            for flow in self.state.memory.get(name).into_iter().flatten() {
                if self.state.memory.is_clouded(flow.object) || self.state.memory.is_changed(flow.object) {
                    continue;
                }
                match &flow.source {
                    Source::Got(got) if got.asked.len() < LONGEST_ASKED => all.push(got.asked.clone()),
                    Source::Text(text) if text.len() < LONGEST_ASKED => all.push(text.clone()),
                    _ => {}
                }
            }
        }
        all.join("\n")
    }

    /// A text in which each variable that holds a known text is replaced by that.
    pub(super) fn spelled_out(&self, text: &str) -> String {
        let mut all = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, behind) = rest.split_at(at);
            all.push_str(before);
            let mut scan = Scan::new(behind, 0..behind.len());
            let name = if behind[1..].starts_with(['(', '$']) { None } else { scan.variable() };
            let whole = !scan.rest().starts_with(['.', '[']) || scan.rest().starts_with(". ");
            let held = name.filter(|_| whole).and_then(|name| self.state.memory.text(&name));
            let (end, value) = match held {
                Some(held) if all.len() < LONGEST_ASKED => (scan.at, held),
                _ => (1, "$"),
            };
            all.push_str(value);
            rest = &behind[end..];
        }
        all + rest
    }
}
