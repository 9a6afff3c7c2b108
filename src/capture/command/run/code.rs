//! Commands that run other commands: script blocks, texts, scripts and functions that nobody knows.

use super::{Argument, Bound, Expression, Flow, Node, Primary, Run, Value, cmdlets, syntax};
use crate::capture::Shell;
use crate::capture::command::{foreign, scan};

impl Run<'_> {
    /// A command that nobody knows. What it is handed it may change, and what it gets from the pipeline it may drop.
    pub(super) fn foreign(&mut self, typed: &str, arguments: &[Argument], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
        let name = cmdlets::name(typed);
        let defined = self.state.memory.is_defined(&name) || self.state.memory.is_defined(typed);
        if let Some(side) = foreign::connects_to(&name) {
            self.state.connected(self.window, side);
        } else if self.state.memory.connects(&name) || self.state.memory.connects(typed) {
            self.state.connected(self.window, Shell::Unknown);
        }
        let mut flows = flows;
        if defined || foreign::may_do_anything(&name) {
            self.state.memory.cloud();
            // What a cmdlet gives at once was not in memory before.
            for flow in flows.iter_mut().filter(|flow| !flow.recalled) {
                flow.object = self.state.memory.object();
            }
        }
        if !typed.contains('-') || defined {
            let roots: Vec<String> = arguments
                .iter()
                .filter_map(|argument| match &argument.value.as_ref()?.expression.as_ref()?.primary {
                    Primary::Variable(name) => Some(name.clone()),
                    _ => None,
                })
                .collect();
            roots.iter().for_each(|root| self.change(root));
        }
        if first || flows.is_empty() {
            return vec![self.unknown(typed)];
        }
        if name.starts_with("add-") {
            flows.iter().for_each(|flow| self.state.memory.change(flow.object));
        }
        self.lose(flows)
    }

    /// `& $block`, `. $profile`: whatever stands there.
    pub(super) fn called(&mut self, variable: Option<&str>) -> Vec<Flow> {
        let texts: Vec<String> = variable.map(|name| self.state.memory.texts(name)).unwrap_or_default();
        let names = texts.iter().map(String::as_str).chain(variable);
        if let Some(side) = names.filter_map(|name| foreign::connects_to(&cmdlets::name(name))).max() {
            self.state.connected(self.window, side);
        }
        self.state.memory.cloud();
        vec![self.unknown("")]
    }

    /// What a script block prints whose variables end with it.
    pub(super) fn within(&mut self, body: &[Node]) -> Vec<Flow> {
        let begin = self.state.memory.begin();
        let flows = self.flows(body);
        for (name, before) in self.state.memory.filled_since(begin) {
            match before {
                // `$script:x = …` fills the one outside.
                Some(before) => {
                    self.state.memory.set(&name, before);
                    self.state.memory.change_held(&name);
                }
                None => self.state.memory.forget(&name),
            }
        }
        flows
    }

    /// What a script block prints that another process runs, whose variables are others.
    fn apart(&mut self, body: &[Node]) -> Vec<Flow> {
        let begin = self.state.memory.begin();
        let flows = self.flows(body);
        for (name, before) in self.state.memory.filled_since(begin) {
            match before {
                Some(before) => self.state.memory.set(&name, before),
                None => self.state.memory.forget(&name),
            }
        }
        flows
    }

    /// `Invoke-Command -ComputerName EX01 { … }`: what its block prints.
    pub(super) fn invoke(&mut self, bound: &[Bound<'_>]) -> Vec<Flow> {
        let block = bound.iter().find_map(|one| match one.value?.expression.as_ref() {
            Some(Expression { primary: Primary::Block { body, .. }, .. }) => Some(body.clone()),
            _ => None,
        });
        // Alone, what has no name is the block.
        let alone = block.is_none() && !bound.iter().any(|one| one.is("ScriptBlock") || one.is("FilePath"));
        let names_host = ["ConnectionUri", "ComputerName", "Session"].iter().any(|name| bound.iter().any(|one| one.is(name)));
        let side = if alone && !names_host { None } else { self.side_of_session(bound) };
        let Some(block) = block else {
            if side.is_none() {
                self.state.memory.cloud();
            }
            return vec![self.unknown("Invoke-Command")];
        };
        let before = self.remote;
        self.remote = side.or(before);
        let mut flows = if side.is_some() { self.apart(&block) } else { self.within(&block) };
        self.remote = before;
        let in_background = bound.iter().any(|one| one.is("AsJob"));
        if in_background {
            self.hush(&mut flows);
        }
        flows
    }

    /// `powershell -Command "…"`, `Invoke-Expression '…'`.
    pub(super) fn evaluate(&mut self, typed: &str, arguments: &[Argument], bound: &[Bound<'_>]) -> Vec<Flow> {
        let is_here = cmdlets::name(typed) == "invoke-expression";
        let named = bound.iter().find(|one| one.is("Command")).or_else(|| bound.iter().find(|one| one.typed.is_none()));
        let last = arguments.last().and_then(|argument| argument.value.as_ref());
        match named.and_then(|one| one.value) {
            Some(Value { expression: Some(Expression { primary: Primary::Block { body, .. }, .. }), .. }) if !is_here => {
                let body = body.clone();
                self.apart(&body)
            }
            // Only a text in quotes is the whole of it; words without quotes are parted by the pipes of the shell around it.
            Some(value) if last.is_some_and(|last| last.text == value.text) && self.is_quoted(value) => {
                let nodes = syntax::parse(self.text, value.text.clone());
                if is_here && !self.is_literal(value) {
                    self.state.memory.cloud();
                    return vec![self.unknown(typed)];
                }
                if is_here { self.flows(&nodes) } else { self.apart(&nodes) }
            }
            _ => {
                if is_here {
                    let text = arguments.iter().filter_map(|argument| argument.value.as_ref());
                    let texts: Vec<&str> = text.map(|value| &self.text[value.text.clone()]).collect();
                    if let Some(side) = texts.iter().filter_map(|text| foreign::connects_to(&text.to_ascii_lowercase())).max() {
                        self.state.connected(self.window, side);
                    }
                    self.state.memory.cloud();
                }
                vec![self.unknown(typed)]
            }
        }
    }

    fn is_quoted(&self, value: &Value) -> bool {
        value.expression.is_none() && self.quote_before(value).is_some()
    }

    /// Whether nothing in a text in quotes stands for something else.
    fn is_literal(&self, value: &Value) -> bool {
        self.quote_before(value) == Some('\'') || !self.text[value.text.clone()].contains(['$', '`'])
    }

    fn quote_before(&self, value: &Value) -> Option<char> {
        self.text[..value.text.start].chars().next_back().and_then(scan::quote_of)
    }
}
