//! Stages that keep, pick or print the rows that come through a pipeline.

use super::{Bound, Expression, Flow, Primary, Run, Source};

impl Run<'_> {
    /// What stands behind `-InputObject`, or alone where nothing comes through the pipeline.
    pub(super) fn input(&mut self, bound: &[Bound<'_>], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
        if !first {
            return flows;
        }
        let given = bound.iter().find(|one| one.is("InputObject") || one.is("Object"));
        let given = given.or_else(|| bound.iter().find(|one| one.typed.is_none()));
        match given.and_then(|one| one.value) {
            Some(value) => self.value(value),
            None => flows,
        }
    }

    /// Whether every parameter is one that keeps all; a splat may be anything.
    pub(super) fn are_kept(bound: &[Bound<'_>], first: bool) -> bool {
        bound.iter().all(|one| {
            let splat = one.value.is_some_and(|value| value.splat);
            let input = first && (one.is("InputObject") || one.is("Object"));
            !splat && (one.typed.is_none() || input || one.parameter.is_some_and(|parameter| parameter.keeps))
        })
    }

    pub(super) fn keeps(&mut self, name: &str, bound: &[Bound<'_>], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
        let flows = self.input(bound, flows, first);
        if name == "sort-object" && Self::drops_only_doubles(bound) {
            return flows.into_iter().map(|flow| if is_list_of_values(&flow) { flow } else { lessened(flow) }).collect();
        }
        let flows = if self.makes_values_up(bound) { self.alter(flows) } else { flows };
        // `more +10`, `out-string x`: an argument that is not known.
        let odd = !first
            && !name.starts_with("format-")
            && !matches!(name, "sort-object" | "tee-object")
            && bound.iter().any(|one| one.typed.is_none());
        if Self::are_kept(bound, first) && !odd { flows } else { self.lose(flows) }
    }

    /// `-Unique` and nothing else that drops anything.
    pub(super) fn drops_only_doubles(bound: &[Bound<'_>]) -> bool {
        let drops = |one: &&Bound<'_>| one.typed.is_some() && one.parameter.is_none_or(|parameter| !parameter.keeps);
        bound.iter().any(|one| one.is("Unique")) && bound.iter().filter(drops).all(|one| one.is("Unique"))
    }

    /// Whether a calculated property holds a value that does not come from the object: `@{n='X';e={$true}}`.
    pub(super) fn makes_values_up(&self, bound: &[Bound<'_>]) -> bool {
        bound.iter().filter_map(|one| one.value).any(|value| {
            let text = self.text[value.text.clone()].to_ascii_lowercase();
            let mut calculated = text.split("@{").skip(1);
            // `e='InternalUrl'` is a property of the object under another name.
            calculated.any(|property| property.contains('{') && !property.contains("$_") && !property.contains("$psitem"))
        })
    }

    pub(super) fn writes(&mut self, bound: &[Bound<'_>], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
        let flows = self.input(bound, flows, first);
        if first && flows.is_empty() { self.other() } else { flows }
    }

    pub(super) fn select(&mut self, bound: &[Bound<'_>], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
        let mut flows = if first { self.input(bound, flows, first) } else { flows };
        let expanded = bound.iter().find(|one| one.is("ExpandProperty")).and_then(|one| one.value);
        let doubles = Self::drops_only_doubles(bound);
        if self.makes_values_up(bound) {
            flows = self.alter(flows);
        }
        if let Some(value) = expanded {
            let name = self.text[value.text.clone()].to_owned();
            flows.iter_mut().for_each(|flow| flow.expands = Some(name.clone()));
        }
        if doubles {
            return flows.into_iter().map(|flow| if is_list_of_values(&flow) { flow } else { lessened(flow) }).collect();
        }
        if Self::are_kept(bound, first) { flows } else { self.lose(flows) }
    }

    pub(super) fn for_each(&mut self, bound: &[Bound<'_>], flows: Vec<Flow>) -> Vec<Flow> {
        let mut blocks = Vec::new();
        for one in bound {
            match one.value.and_then(|value| value.expression.as_ref()) {
                Some(Expression { primary: Primary::Block { body, .. }, members, operator: false, .. }) if members.is_empty() => {
                    blocks.push(body.clone());
                }
                _ => {}
            }
        }
        // `% $block`.
        if bound.iter().any(|one| one.value.and_then(|value| value.expression.as_ref()).is_some_and(is_variable)) {
            self.state.memory.cloud();
        }
        if !blocks.is_empty() {
            let understood =
                Self::are_kept(bound, false) && blocks.len() == bound.iter().filter(|one| one.value.is_some()).count();
            let printed = self.each(&blocks, flows);
            return if understood { printed } else { self.lose(printed) };
        }
        // `% ServicePrincipalNames`.
        let mut flows = flows;
        match bound {
            [one]
                if (one.typed.is_none() || one.is("MemberName"))
                    && one.value.is_some_and(|value| is_word(&self.text[value.text.clone()])) =>
            {
                let name = one.value.map(|value| self.text[value.text.clone()].to_owned());
                flows.iter_mut().for_each(|flow| flow.expands.clone_from(&name));
                flows
            }
            // `% Replace 'a' 'b'`.
            _ => {
                let flows = self.lose(flows);
                self.alter(flows)
            }
        }
    }
}

/// Values of one property, of which doubles may go without a loss.
pub(super) fn is_list_of_values(flow: &Flow) -> bool {
    flow.expands.is_some()
}

pub(super) fn lessened(mut flow: Flow) -> Flow {
    flow.drop_some();
    flow
}

/// Rows behind `Group-Object` are groups, unless somebody takes them apart again. Those of users by their policy are all that is asked of users.
pub(super) fn grouped(mut flow: Flow, text: &str, bound: &[Bound<'_>]) -> Flow {
    let is_policy = |one: &Bound<'_>| {
        one.value.is_some_and(|value| text[value.text.clone()].eq_ignore_ascii_case("AuthenticationPolicy"))
            && (one.typed.is_none() || one.is("Property"))
    };
    let counts_users = matches!(&flow.source, Source::Got(got) if got.cmdlet.eq_ignore_ascii_case("Get-User"));
    flow.expands = None;
    flow.partial |= !(counts_users && bound.iter().any(is_policy));
    flow
}

pub(super) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether an argument stands in a variable.
fn is_variable(expression: &Expression) -> bool {
    matches!(expression.primary, Primary::Variable(_))
}
