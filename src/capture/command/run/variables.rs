//! Commands that fill, clear or print variables by their names.

use super::{Bound, Flow, Primary, Run};

impl Run<'_> {
    /// `-OutVariable x`, `-PipelineVariable x`, `Tee-Object -Variable x`, `[ref]$x`.
    pub(super) fn side_effects(&mut self, bound: &[Bound<'_>], flows: &[Flow]) {
        for one in bound {
            let Some(value) = one.value else { continue };
            if let Some(expression) = &value.expression
                && (expression.reference || matches!(expression.primary, Primary::Group(_)))
            {
                self.expression(expression);
            }
            if one.is("OutVariable") || one.is("Variable") || one.is("PipelineVariable") {
                let name = self.text[value.text.clone()].trim_start_matches('+').to_ascii_lowercase();
                let held = flows.iter().cloned().map(|flow| Flow { recalled: true, ..flow }).collect::<Vec<_>>();
                if held.is_empty() {
                    self.state.memory.forget(&name);
                } else {
                    self.state.memory.set(&name, held);
                    self.teed.push(name);
                }
            }
        }
    }

    /// `Set-Variable x …`, `Get-Variable x`, `Remove-Variable x`.
    pub(super) fn variable(&mut self, command: &str, bound: &[Bound<'_>]) -> Vec<Flow> {
        let name = bound.iter().find(|one| one.is("Name")).or_else(|| bound.iter().find(|one| one.typed.is_none()));
        let Some(name) = name.and_then(|one| one.value).map(|value| self.text[value.text.clone()].to_ascii_lowercase()) else {
            self.state.memory.cloud();
            return self.other();
        };
        // A name that stands in a variable, or a pattern: it may be any.
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            self.state.memory.cloud();
        }
        match command {
            "get-variable" => self.held(&name),
            "remove-variable" | "clear-variable" => {
                self.state.memory.forget(&name);
                Vec::new()
            }
            _ => {
                let alone = bound.iter().filter(|one| one.typed.is_none()).nth(1);
                let value = bound.iter().find(|one| one.is("Value")).or(alone).and_then(|one| one.value);
                let flows = value.map(|value| self.value(value)).unwrap_or_default();
                self.state.memory.set(&name, flows.into_iter().map(|flow| Flow { recalled: true, ..flow }).collect());
                Vec::new()
            }
        }
    }
}
