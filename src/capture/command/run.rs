//! Runs a command line in thought: what it gets, what it keeps of that, what it prints, and what it leaves behind in the session.

use super::cmdlets::{self, Stage};
use super::connection::{Change, Connections, Window};
use super::memory::{Flow, Got, Memory, Source};
use super::parameters::{self, Bound, Parameter, bind};
use super::scan::Scan;
use super::syntax::{self, Argument, Element, Expression, Kind, Member, Node, Primary, Value};
use crate::capture::Shell;
use std::ops::Range;
use std::sync::Arc;

mod connect;

/// Statements that one command line may make run: loops within loops end somewhere.
const MOST_STEPS: usize = 4000;

/// What a command line prints at once, at most. More is taken for a part.
const MOST_FLOWS: usize = 64;

/// Longer texts that variables were filled by are not carried on.
const LONGEST_ASKED: usize = 4096;

/// What a session has been told so far.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Its variables.
    pub memory: Memory,
    /// Its connections.
    pub connections: Connections,
    /// `$PSDefaultParameterValues` was set: cmdlets may have parameters that nobody typed.
    pub presets: bool,
}

/// A run of one command line.
pub struct Run<'t> {
    pub(super) text: &'t str,
    pub(super) state: &'t mut State,
    pub(super) window: Window,
    /// What was got and not printed, in order.
    pub silent: Vec<Flow>,
    /// Something was changed, so that what is printed is an echo.
    pub changes: bool,
    /// `break` and its like: what comes after it did not run.
    jumped: bool,
    /// The statement that is not within another pipeline.
    outer: Option<Range<usize>>,
    /// The side of the session that a script block runs in.
    remote: Option<Option<Shell>>,
    steps: usize,
}

impl<'t> Run<'t> {
    /// Before the first statement.
    pub fn new(text: &'t str, state: &'t mut State, window: Window) -> Self {
        Self { text, state, window, silent: Vec::new(), changes: false, jumped: false, outer: None, remote: None, steps: 0 }
    }

    /// What a statement that is not within another prints, and the place of the statement for each.
    pub fn top(&mut self, node: &Node) -> Vec<(Flow, Range<usize>)> {
        match node {
            Node::Foreach { variable, over, body } => {
                let each = self.flows(over);
                let (whole, source) = (each.iter().all(|flow| !flow.partial), each.clone());
                self.state.memory.set(variable, each);
                let mut printed: Vec<_> = body.iter().flat_map(|node| self.top(node)).collect();
                for (flow, _) in &mut printed {
                    flow.partial |= !whole || source.is_empty() || self.jumped;
                }
                self.leave_loop(variable);
                printed
            }
            Node::Control { bodies } => {
                let mut printed: Vec<_> = bodies.iter().flatten().flat_map(|node| self.top(node)).collect();
                printed.iter_mut().for_each(|(flow, _)| flow.drop_some());
                printed
            }
            Node::Pipeline { at, .. } | Node::Assign { at, .. } => {
                self.outer = Some(at.clone());
                let flows = self.node(node);
                self.outer = None;
                flows.into_iter().map(|flow| (flow, at.clone())).collect()
            }
            Node::Define(_) | Node::Jump(_) => self.node(node).into_iter().map(|flow| (flow, 0..self.text.len())).collect(),
        }
    }

    /// Behind a loop its variable holds the last row.
    fn leave_loop(&mut self, variable: &str) {
        if let Some(mut last) = self.state.memory.get(variable).cloned() {
            for flow in &mut last {
                flow.drop_some();
                flow.recalled = true;
            }
            self.state.memory.set(variable, last);
        }
    }

    fn flows(&mut self, nodes: &[Node]) -> Vec<Flow> {
        let mut flows = Vec::new();
        for node in nodes {
            flows.extend(self.node(node));
            if flows.len() > MOST_FLOWS {
                flows.truncate(MOST_FLOWS);
                flows.iter_mut().for_each(Flow::drop_some);
            }
        }
        flows
    }

    fn node(&mut self, node: &Node) -> Vec<Flow> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return vec![self.unknown("")];
        }
        match node {
            Node::Pipeline { elements, .. } => self.pipeline(elements),
            Node::Assign { target, plain, value, .. } => {
                self.assign(target, *plain, value);
                Vec::new()
            }
            Node::Foreach { .. } | Node::Control { .. } => {
                let outer = self.outer.take();
                let flows = self.top(node).into_iter().map(|(flow, _)| flow).collect();
                self.outer = outer;
                flows
            }
            Node::Define(name) => {
                self.state.memory.define(name);
                Vec::new()
            }
            Node::Jump(behind) => {
                let mut flows = self.flows(behind);
                self.jumped = true;
                flows.iter_mut().for_each(Flow::drop_some);
                flows
            }
        }
    }

    fn assign(&mut self, target: &Expression, plain: bool, value: &[Node]) {
        let mut flows = self.value_of(value);
        if let Primary::Variable(name) = &target.primary {
            let name = name.clone();
            self.state.presets |= name == "psdefaultparametervalues";
            if target.members.is_empty() {
                if plain {
                    for flow in &mut flows {
                        flow.recalled = true;
                    }
                    self.silent.extend(flows.iter().filter(|flow| matches!(flow.source, Source::Got(_))).cloned());
                    self.state.memory.set(&name, flows);
                } else {
                    // `$x += …` makes a new object out of the old one.
                    let object = self.state.memory.object();
                    let mut held = self.held(&name);
                    held.iter_mut().for_each(|flow| flow.object = object);
                    self.state.memory.set(&name, held);
                    self.state.memory.change(object);
                }
            } else {
                self.change(&name);
            }
            return;
        }
        // `($x.Names) = …`, `$x, $y = …`: whatever is named there is not known any more.
        self.silent.extend(flows.into_iter().filter(|flow| matches!(flow.source, Source::Got(_))));
        if let Primary::Group(nodes) = &target.primary {
            for flow in self.flows(nodes) {
                self.state.memory.change(flow.object);
            }
        }
    }

    /// What statements give, an assignment among them: `$a = $b = …`, `($a = …)`.
    fn value_of(&mut self, nodes: &[Node]) -> Vec<Flow> {
        let flows = self.flows(nodes);
        match nodes {
            [Node::Assign { target: Expression { primary: Primary::Variable(name), .. }, .. }] => {
                let held = self.held(name);
                held.into_iter().map(|flow| Flow { recalled: false, ..flow }).collect()
            }
            _ => flows,
        }
    }

    /// What a variable holds is changed in memory; `$_` is what goes through the pipeline.
    fn change(&mut self, variable: &str) {
        self.state.memory.change_held(variable);
    }

    fn held(&mut self, name: &str) -> Vec<Flow> {
        if let Some(held) = self.state.memory.get(name) {
            return held.clone();
        }
        let constant =
            matches!(name, "null" | "true" | "false" | "?" | "^" | "$" | "pwd" | "home" | "host" | "pid" | "profile" | "error")
                || name.starts_with("env:")
                || name.ends_with("preference")
                || name == "psversiontable"
                || name == "formatenumerationlimit";
        let object = self.state.memory.object();
        let source = if constant { Source::Else } else { Source::Unfilled };
        let flow = Flow { recalled: true, ..Flow::new(source, object) };
        if !constant {
            self.state.memory.set(name, vec![flow.clone()]);
        }
        vec![flow]
    }

    fn unknown(&mut self, command: &str) -> Flow {
        let object = self.state.memory.object();
        Flow { partial: true, values_partial: true, ..Flow::new(Source::Unknown(command.to_owned()), object) }
    }

    fn pipeline(&mut self, elements: &[Element]) -> Vec<Flow> {
        let mut flows = Vec::new();
        let jumped = std::mem::take(&mut self.jumped);
        for (index, element) in elements.iter().enumerate() {
            flows = match &element.kind {
                Kind::Expression(own) if index == 0 => self.expression(own),
                Kind::Expression(_) => self.lose(flows),
                Kind::Command { name, arguments } => self.command(name.clone(), arguments, flows, index == 0),
            };
            if element.redirected {
                self.hush(&mut flows);
            }
        }
        if self.jumped {
            flows.iter_mut().for_each(Flow::drop_some);
        }
        self.jumped |= jumped;
        flows
    }

    /// What came so far is not printed.
    fn hush(&mut self, flows: &mut Vec<Flow>) {
        self.silent.extend(flows.drain(..).filter(|flow| matches!(flow.source, Source::Got(_))));
    }

    /// A stage that nobody knows: some of it may be missing.
    fn lose(&mut self, mut flows: Vec<Flow>) -> Vec<Flow> {
        flows.iter_mut().for_each(Flow::drop_some);
        flows
    }

    pub(super) fn expression(&mut self, own: &Expression) -> Vec<Flow> {
        let mut flows = match &own.primary {
            Primary::Variable(name) => self.held(name),
            Primary::Group(nodes) => self.value_of(nodes),
            Primary::Block { body, runs: true } => self.flows(body),
            Primary::Block { runs: false, .. } => Vec::new(),
            Primary::Text(at) => {
                let object = self.state.memory.object();
                vec![Flow::new(Source::Text(self.text[at.clone()].to_owned()), object)]
            }
            Primary::Other => vec![self.unknown("")],
        };
        let root = match &own.primary {
            Primary::Variable(name) => Some(name.clone()),
            _ => None,
        };
        if own.reference
            && let Some(root) = &root
        {
            self.change(root);
        }
        for member in &own.members {
            flows = self.member(member, flows);
        }
        if own.operator {
            flows = self.lose(flows);
        }
        if own.alters {
            flows = self.alter(flows);
        }
        if own.void {
            flows.clear();
        }
        flows
    }

    /// Other values are made out of these: what comes of it is not what is stored.
    fn alter(&mut self, mut flows: Vec<Flow>) -> Vec<Flow> {
        for flow in flows.iter_mut().filter(|flow| matches!(flow.source, Source::Got(_) | Source::Unfilled)) {
            flow.object = self.state.memory.object();
            self.state.memory.change(flow.object);
        }
        flows
    }

    /// Whether a calculated property holds a value that does not come from the object: `@{n='X';e={$true}}`.
    fn makes_values_up(&self, bound: &[Bound<'_>]) -> bool {
        bound.iter().filter_map(|one| one.value).any(|value| {
            let text = self.text[value.text.clone()].to_ascii_lowercase();
            let mut calculated = text.split("@{").skip(1);
            // `e='InternalUrl'` is a property of the object under another name.
            calculated.any(|property| property.contains('{') && !property.contains("$_") && !property.contains("$psitem"))
        })
    }

    fn member(&mut self, member: &Member, mut flows: Vec<Flow>) -> Vec<Flow> {
        const MAKES_OTHERS: &[&str] = &["replace", "split", "tolower", "toupper", "trim", "join", "substring", "insert"];
        const HARMLESS: &[&str] = &[
            "tostring",
            "gettype",
            "contains",
            "indexof",
            "startswith",
            "endswith",
            "split",
            "replace",
            "tolower",
            "toupper",
            "trim",
            "equals",
            "gethashcode",
            "getenumerator",
            "join",
            "substring",
            "count",
            "exists",
            "find",
            "findall",
        ];
        match member {
            Member::Property(name) => {
                let name = &self.text[name.clone()];
                if ["count", "length"].iter().any(|count| count.eq_ignore_ascii_case(name)) {
                    return flows.into_iter().map(|flow| Flow { source: Source::Else, ..flow }).collect();
                }
                for flow in &mut flows {
                    flow.expands = Some(name.to_owned());
                }
                flows
            }
            Member::Index | Member::Other => self.lose(flows),
            Member::Method { name, blocks } if name == "foreach" && !blocks.is_empty() => self.each(blocks, flows),
            Member::Method { name, .. } if name == "where" => self.lose(flows),
            Member::Method { name, .. } if MAKES_OTHERS.contains(&name.as_str()) => self.alter(flows),
            Member::Method { name, .. } if HARMLESS.contains(&name.as_str()) => {
                flows.into_iter().map(|flow| Flow { source: Source::Else, ..flow }).collect()
            }
            // `.Add(…)`, `.Remove(…)`, `.Clear()`, and what else an object may do to itself.
            Member::Method { .. } => {
                for flow in &flows {
                    self.state.memory.change(flow.object);
                }
                flows.into_iter().map(|flow| Flow { source: Source::Else, ..flow }).collect()
            }
        }
    }

    /// What script blocks print that are run for each row.
    fn each(&mut self, blocks: &[Vec<Node>], flows: Vec<Flow>) -> Vec<Flow> {
        let whole = !flows.is_empty() && flows.iter().all(|flow| !flow.partial && !matches!(flow.source, Source::Text(_)));
        let names = ["_", "psitem"];
        let before: Vec<_> = names.iter().map(|name| self.state.memory.get(name).cloned()).collect();
        let row: Vec<Flow> = flows.into_iter().map(|flow| Flow { recalled: false, ..flow }).collect();
        names.iter().for_each(|name| self.state.memory.set(name, row.clone()));
        let mut printed: Vec<Flow> = blocks.iter().flat_map(|block| self.flows(block)).collect();
        for (name, before) in names.iter().zip(before) {
            match before {
                Some(before) => self.state.memory.set(name, before),
                None => self.state.memory.forget(name),
            }
        }
        if !whole || self.jumped {
            printed.iter_mut().for_each(|flow| flow.partial = true);
        }
        printed
    }

    fn command(&mut self, at: Range<usize>, arguments: &[Argument], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
        let typed = &self.text[at.clone()];
        let name = cmdlets::name(typed);
        if self.state.memory.is_defined(&name) || self.state.memory.is_defined(typed) {
            return self.foreign(typed, arguments, flows, first);
        }
        let table: &[Parameter] = match cmdlets::stage(&name) {
            Stage::Keeps(table) => table,
            Stage::Writes => parameters::PASSING,
            Stage::Select => parameters::SELECT,
            Stage::ForEach => parameters::FOR_EACH,
            Stage::Get if cmdlets::is_cloud(&name) => parameters::CLOUD,
            Stage::Get => parameters::EXCHANGE,
            Stage::Evaluate => parameters::EVALUATE,
            Stage::Grid => parameters::GRID,
            _ => parameters::OTHER,
        };
        let bound = bind(self.text, arguments, table);
        self.side_effects(&bound, &flows);
        match cmdlets::stage(&name) {
            Stage::Keeps(_) => self.keeps(&name, &bound, flows, first),
            Stage::Writes => self.writes(&bound, flows, first),
            Stage::Select => self.select(&bound, flows, first),
            Stage::ForEach => self.for_each(&bound, flows),
            Stage::Quiet => {
                let mut flows = flows;
                self.hush(&mut flows);
                Vec::new()
            }
            Stage::Else => {
                if !flows.is_empty() && name == "group-object" {
                    return flows.into_iter().map(|flow| Flow { partial: true, ..flow }).map(grouped).collect();
                }
                let mut flows = flows;
                self.hush(&mut flows);
                self.other()
            }
            Stage::Grid => {
                if bound.iter().any(|one| one.is("PassThru") || one.is("OutputMode")) {
                    self.lose(flows)
                } else {
                    let mut flows = flows;
                    self.hush(&mut flows);
                    Vec::new()
                }
            }
            Stage::Invoke => self.invoke(&bound),
            Stage::Evaluate => self.evaluate(typed, arguments, &bound),
            Stage::Get => self.get(at, &bound, flows, first),
            Stage::Stored => {
                let mut stored = self.unknown(typed);
                stored.partial = false;
                stored.values_partial = false;
                vec![stored]
            }
            Stage::Changes => {
                self.changes = true;
                let object = self.state.memory.object();
                vec![Flow::new(Source::Echo, object)]
            }
            Stage::Connects => self.connects(&name, &bound, &flows),
            Stage::Variable => self.variable(&name, &bound),
            Stage::Alias => {
                if let Some(name) = bound.iter().find(|one| one.typed.is_none() || one.is("Name")).and_then(|one| one.value) {
                    self.state.memory.define(&self.text[name.text.clone()]);
                }
                Vec::new()
            }
            Stage::Silent if flows.is_empty() => Vec::new(),
            Stage::Silent | Stage::Unknown => self.foreign(typed, arguments, flows, first),
        }
    }

    fn other(&mut self) -> Vec<Flow> {
        let object = self.state.memory.object();
        vec![Flow::new(Source::Else, object)]
    }

    /// A command that nobody knows. What it is handed it may change, and what it gets from the pipeline it may drop.
    fn foreign(&mut self, typed: &str, arguments: &[Argument], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
        if !typed.contains('-') || self.state.memory.is_defined(&cmdlets::name(typed)) {
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
        if typed.to_ascii_lowercase().starts_with("add-") {
            flows.iter().for_each(|flow| self.state.memory.change(flow.object));
        }
        self.lose(flows)
    }

    /// `-OutVariable x`, `-PipelineVariable x`, `Tee-Object -Variable x`, `[ref]$x`.
    fn side_effects(&mut self, bound: &[Bound<'_>], flows: &[Flow]) {
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
                }
            }
        }
    }

    /// What stands behind `-InputObject`, or alone where nothing comes through the pipeline.
    fn input(&mut self, bound: &[Bound<'_>], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
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

    pub(super) fn value(&mut self, value: &Value) -> Vec<Flow> {
        match &value.expression {
            Some(own) => self.expression(own),
            None => {
                let object = self.state.memory.object();
                vec![Flow::new(Source::Text(self.text[value.text.clone()].to_owned()), object)]
            }
        }
    }

    /// Whether every parameter is one that keeps all; a splat may be anything.
    fn are_kept(bound: &[Bound<'_>], first: bool) -> bool {
        bound.iter().all(|one| {
            let splat = one.value.is_some_and(|value| value.splat);
            let input = first && (one.is("InputObject") || one.is("Object"));
            !splat && (one.typed.is_none() || input || one.parameter.is_some_and(|parameter| parameter.keeps))
        })
    }

    fn keeps(&mut self, name: &str, bound: &[Bound<'_>], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
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
    fn drops_only_doubles(bound: &[Bound<'_>]) -> bool {
        let drops = |one: &&Bound<'_>| one.typed.is_some() && one.parameter.is_none_or(|parameter| !parameter.keeps);
        bound.iter().any(|one| one.is("Unique")) && bound.iter().filter(drops).all(|one| one.is("Unique"))
    }

    fn writes(&mut self, bound: &[Bound<'_>], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
        let flows = self.input(bound, flows, first);
        if first && flows.is_empty() { self.other() } else { flows }
    }

    fn select(&mut self, bound: &[Bound<'_>], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
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

    fn for_each(&mut self, bound: &[Bound<'_>], flows: Vec<Flow>) -> Vec<Flow> {
        let mut blocks = Vec::new();
        for one in bound {
            match one.value.and_then(|value| value.expression.as_ref()) {
                Some(Expression { primary: Primary::Block { body, .. }, members, operator: false, .. }) if members.is_empty() => {
                    blocks.push(body.clone());
                }
                _ => {}
            }
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

    /// A `Get-` cmdlet, alone or fed by what comes through the pipeline.
    fn get(&mut self, at: Range<usize>, bound: &[Bound<'_>], flows: Vec<Flow>, first: bool) -> Vec<Flow> {
        let typed = self.text[at].rsplit('\\').next().unwrap_or("").to_owned();
        let is_setup = typed.eq_ignore_ascii_case("Get-Command");
        let mut partial =
            !first && (flows.is_empty() || flows.iter().any(|flow| flow.partial || !matches!(flow.source, Source::Got(_))));
        let mut kept = Vec::new();
        for one in bound {
            let text = one.value.map(|value| self.text[value.text.clone()].to_owned());
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
        let asked = format!("{text} {}", self.asked(bound));
        let got = Got { cmdlet: whole.unwrap_or(typed), text, asked, parameters: kept, side };
        let object = self.state.memory.object();
        let mut flow = Flow::new(Source::Got(Arc::new(got)), object);
        flow.partial = partial;
        for one in bound.iter().filter(|one| one.is("OutVariable") || one.is("PipelineVariable")) {
            if let Some(value) = one.value {
                let name = self.text[value.text.clone()].trim_start_matches('+').to_ascii_lowercase();
                self.state.memory.set(&name, vec![Flow { recalled: true, ..flow.clone() }]);
            }
        }
        vec![flow]
    }

    /// What the variables hold that a cmdlet is asked with: `-ServicePrincipalId $sp.Id` asks for what `$sp` was asked for.
    fn asked(&mut self, bound: &[Bound<'_>]) -> String {
        let mut all = Vec::new();
        for one in bound {
            let Some(Expression { primary: Primary::Variable(name), .. }) = one.value.and_then(|value| value.expression.as_ref())
            else {
                continue;
            };
            for flow in self.state.memory.get(name).into_iter().flatten() {
                match &flow.source {
                    Source::Got(got) if got.asked.len() < LONGEST_ASKED => all.push(got.asked.clone()),
                    Source::Text(text) if text.len() < LONGEST_ASKED => all.push(text.clone()),
                    _ => {}
                }
            }
        }
        all.join(" ")
    }

    /// `Invoke-Command -ComputerName EX01 { … }`: what its block prints.
    fn invoke(&mut self, bound: &[Bound<'_>]) -> Vec<Flow> {
        let block = bound.iter().find_map(|one| match one.value?.expression.as_ref() {
            Some(Expression { primary: Primary::Block { body, .. }, .. }) => Some(body.clone()),
            _ => None,
        });
        let side = self.side_of_session(bound);
        let Some(block) = block else { return vec![self.unknown("Invoke-Command")] };
        let before = self.remote;
        self.remote = side.or(before);
        let mut flows = self.flows(&block);
        self.remote = before;
        let in_background = bound.iter().any(|one| one.is("AsJob"));
        if in_background {
            self.hush(&mut flows);
        }
        flows
    }

    /// `powershell -Command "…"`, `Invoke-Expression '…'`.
    fn evaluate(&mut self, typed: &str, arguments: &[Argument], bound: &[Bound<'_>]) -> Vec<Flow> {
        let named = bound.iter().find(|one| one.is("Command")).or_else(|| bound.iter().find(|one| one.typed.is_none()));
        let last = arguments.last().and_then(|argument| argument.value.as_ref());
        match named.and_then(|one| one.value) {
            Some(Value { expression: Some(Expression { primary: Primary::Block { body, .. }, .. }), .. }) => {
                let body = body.clone();
                self.flows(&body)
            }
            // Only a text in quotes is the whole of it; words without quotes are parted by the pipes of the shell around it.
            Some(value) if last.is_some_and(|last| last.text == value.text) && self.is_quoted(value) => {
                let nodes = syntax::parse(self.text, value.text.clone());
                self.flows(&nodes)
            }
            _ => vec![self.unknown(typed)],
        }
    }

    fn is_quoted(&self, value: &Value) -> bool {
        let before = self.text[..value.text.start].chars().next_back();
        value.expression.is_none() && before.and_then(super::scan::quote_of).is_some()
    }

    fn variable(&mut self, command: &str, bound: &[Bound<'_>]) -> Vec<Flow> {
        let name = bound.iter().find(|one| one.is("Name")).or_else(|| bound.iter().find(|one| one.typed.is_none()));
        let Some(name) = name.and_then(|one| one.value).map(|value| self.text[value.text.clone()].to_ascii_lowercase()) else {
            return self.other();
        };
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

/// Values of one property, of which doubles may go without a loss.
fn is_list_of_values(flow: &Flow) -> bool {
    flow.expands.is_some()
}

fn lessened(mut flow: Flow) -> Flow {
    flow.drop_some();
    flow
}

/// Rows behind `Group-Object` are groups, unless somebody takes them apart again.
fn grouped(mut flow: Flow) -> Flow {
    flow.expands = None;
    flow.partial = true;
    flow
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a pipe, a comma or a back-tick at its end, or an open bracket, makes a command go on in the next line.
pub fn goes_on(text: &str) -> bool {
    let text = text.trim_end();
    if text.ends_with(['|', '`', ',']) {
        return true;
    }
    let mut scan = Scan::new(text, 0..text.len());
    let mut depth = 0_i32;
    while let Some(character) = scan.peek() {
        match character {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            character if super::scan::quote_of(character).is_some() => {
                scan.quoted();
                continue;
            }
            _ => {}
        }
        scan.bump();
    }
    depth > 0
}
