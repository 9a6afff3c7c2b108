//! Runs a command line in thought: what it gets, what it keeps of that, what it prints, and what it leaves behind in the session.

use super::cmdlets::{self, Stage};
use super::connection::{Change, Connections, Window, side_of_host};
use super::foreign;
use super::memory::{Flow, Got, Memory, Source};
use super::parameters::{self, Bound, Parameter, bind};
use super::scan::Scan;
use super::sign_in::{self, SignIn};
use super::syntax::{self, Argument, Element, Expression, Kind, Member, Node, Primary, Runs, Value};
use crate::capture::{Moment, Shell, SignedIn};
use crate::source::Span;
use std::ops::Range;

mod code;
mod connect;
mod get;
mod rows;
mod variables;

use rows::grouped;

/// Statements that one command line may make run: loops within loops end somewhere.
const MOST_STEPS: usize = 4000;

/// What a command line prints at once, at most. More is taken for a part.
const MOST_FLOWS: usize = 64;

/// What a session has been told so far.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Its variables.
    pub memory: Memory,
    /// Its connections.
    pub connections: Connections,
    /// `$PSDefaultParameterValues` was set: cmdlets may have parameters that nobody typed.
    pub presets: bool,
    /// `$ErrorActionPreference` makes every error end what runs.
    pub stops: bool,
    /// Variables of the other window.
    elsewhere: Memory,
    window: Window,
    /// Sign-ins and queries so far.
    asked: u32,
}

impl State {
    /// A command is typed in a window: another one has variables of its own.
    pub fn turn_to(&mut self, window: Window) {
        if window == Window::Unknown {
            return;
        }
        if self.window != Window::Unknown && self.window != window {
            std::mem::swap(&mut self.memory, &mut self.elsewhere);
        }
        self.window = window;
    }

    /// A prompt that names the host of a session that was entered, or none.
    pub fn prompted(&mut self, window: Window, host: Option<&str>) {
        self.turn_to(window);
        let host = host.map(|host| side_of_host(host).unwrap_or(Shell::Unknown));
        if self.connections.apply(window, &Change::Prompted(host)) {
            // Variables there are others.
            self.memory.cloud();
        }
    }

    /// Something connected that no command line shows.
    pub fn connected(&mut self, window: Window, side: Shell) {
        self.connections.apply(window, &Change::Import(String::new(), Some(side)));
    }
}

/// A run of one command line.
pub struct Run<'t> {
    pub(super) text: &'t str,
    pub(super) state: &'t mut State,
    pub(super) window: Window,
    /// Where the command line stands.
    at: Span,
    /// What was got and not printed, in order.
    pub silent: Vec<Flow>,
    /// Something was changed, so that what is printed is an echo.
    pub changes: bool,
    /// It connects, or ends a connection.
    pub connects: bool,
    /// Where it signs in to.
    pub sign_ins: Vec<SignedIn>,
    /// `break` and its like: what comes after it did not run.
    jumped: bool,
    /// Variables that stages of this pipeline fill with what goes through them.
    teed: Vec<String>,
    /// The statement that is not within another pipeline.
    outer: Option<Range<usize>>,
    /// The side of the session that a script block runs in.
    remote: Option<Option<Shell>>,
    steps: usize,
}

impl<'t> Run<'t> {
    /// Before the first statement.
    pub fn new(text: &'t str, at: Span, state: &'t mut State, window: Window) -> Self {
        Self {
            text,
            state,
            window,
            at,
            silent: Vec::new(),
            changes: false,
            connects: false,
            sign_ins: Vec::new(),
            jumped: false,
            teed: Vec::new(),
            outer: None,
            remote: None,
            steps: 0,
        }
    }

    /// What a statement that is not within another prints, and the place of the statement for each.
    pub fn top(&mut self, node: &Node) -> Vec<(Flow, Range<usize>)> {
        match node {
            Node::Foreach { variable, over, body } => {
                let each = self.flows(over);
                let (whole, source) = (each.iter().all(|flow| !flow.partial), each.clone());
                let begin = self.state.memory.begin();
                self.state.memory.set(variable, each);
                let mut printed: Vec<_> = body.iter().flat_map(|node| self.top(node)).collect();
                for (flow, _) in &mut printed {
                    flow.partial |= !whole || source.is_empty() || self.jumped;
                }
                self.leave_loop(variable);
                // The loop may have run for nothing at all.
                self.doubt_filled(begin, true);
                printed
            }
            Node::Control { bodies, tries } => self.control(bodies, *tries),
            Node::Pipeline { at, .. } | Node::Assign { at, .. } => {
                self.outer = Some(at.clone());
                let flows = self.node(node);
                self.outer = None;
                flows.into_iter().map(|flow| (flow, at.clone())).collect()
            }
            Node::Define(_) | Node::Jump(_) => self.node(node).into_iter().map(|flow| (flow, 0..self.text.len())).collect(),
        }
    }

    /// What stands in `if`, `switch`, `while`, `try` may have run, or not.
    fn control(&mut self, bodies: &[Vec<Node>], tries: bool) -> Vec<(Flow, Range<usize>)> {
        let begin = self.state.memory.begin();
        let jumped = self.jumped;
        let (first, others) = bodies.split_at(usize::from(tries).min(bodies.len()));
        let mut printed: Vec<_> = first.iter().flatten().flat_map(|node| self.top(node)).collect();
        // In `catch`, `$_` is the error.
        let row = self.state.memory.get("_").cloned();
        if tries {
            let error = self.other();
            self.state.memory.set("_", error);
        }
        let others: Vec<_> = others.iter().flatten().flat_map(|node| self.top(node)).collect();
        if tries {
            match row {
                Some(row) => self.state.memory.set("_", row),
                None => self.state.memory.forget("_"),
            }
        }
        let prints = |flow: &Flow| !matches!(flow.source, Source::Else | Source::Echo | Source::Text(_) | Source::Session(_));
        // `try { Get-X } catch { }`: what it prints is what `Get-X` prints, unless an error that nobody sees ended it.
        let handles = bodies.iter().skip(1).any(|body| !body.is_empty());
        let is_whole = tries
            && (self.jumped == jumped || first.iter().flatten().count() == 1)
            && !others.iter().any(|(flow, _)| prints(flow))
            && (handles || !printed.iter().any(|(flow, _)| self.ends_at_error(flow)));
        printed.extend(others);
        if !is_whole {
            printed.iter_mut().for_each(|(flow, _)| flow.drop_some());
        }
        self.doubt_filled(begin, tries);
        printed
    }

    /// Whether an error ends the cmdlet, so that rows are missing that it would have printed.
    fn ends_at_error(&self, flow: &Flow) -> bool {
        let Source::Got(got) = &flow.source else { return false };
        let action = got.parameters.iter().find(|(name, _)| name == "ErrorAction").and_then(|(_, value)| value.as_deref());
        match action {
            Some(action) => action.eq_ignore_ascii_case("stop") || action == "1" || action.starts_with('$'),
            None => self.state.stops,
        }
    }

    /// Variables that were filled in what may not have run: they may hold what they held before. `is_likely`: where they held nothing before, that they hold
    /// something shows that it ran.
    fn doubt_filled(&mut self, begin: usize, is_likely: bool) {
        for (name, before) in self.state.memory.filled_since(begin) {
            if is_likely && before.is_none() {
                continue;
            }
            let mut held = self.state.memory.get(&name).cloned().unwrap_or_default();
            held.iter_mut().for_each(Flow::drop_some);
            self.state.memory.set(&name, held);
            let is_got = |flow: &Flow| matches!(flow.source, Source::Got(_)) && !self.state.memory.is_changed(flow.object);
            if before.is_some_and(|before| !before.iter().all(is_got)) {
                self.state.memory.change_held(&name);
            }
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
            Node::Assign { target, plain, value, at } => {
                self.assign(target, *plain, value, at);
                Vec::new()
            }
            Node::Foreach { .. } | Node::Control { .. } => {
                let outer = self.outer.take();
                let flows = self.top(node).into_iter().map(|(flow, _)| flow).collect();
                self.outer = outer;
                flows
            }
            Node::Define(name) => {
                let connects = self.speaks_of_connection();
                self.state.memory.define(name, connects);
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

    fn assign(&mut self, target: &Expression, plain: bool, value: &[Node], at: &Range<usize>) {
        let mut flows = self.value_of(value);
        if let Primary::Variable(name) = &target.primary {
            let name = name.clone();
            self.state.presets |= name == "psdefaultparametervalues";
            if name == "erroractionpreference" {
                let stops = |flow: &Flow| !matches!(&flow.source, Source::Text(text) if !text.eq_ignore_ascii_case("stop"));
                self.state.stops = flows.iter().any(stops);
            }
            if target.members.is_empty() {
                if plain {
                    for flow in &mut flows {
                        flow.recalled = true;
                    }
                    self.silent.extend(flows.iter().filter(|flow| matches!(flow.source, Source::Got(_))).cloned());
                    self.state.memory.set(&name, flows);
                    let typed = self.text.get(at.clone()).and_then(|text| text.split_once('=')).map(|(_, value)| value.trim());
                    if let Some(table) = typed.filter(|value| value.starts_with("@{")) {
                        self.state.memory.note_table(&name, table);
                    }
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
        let outer = std::mem::take(&mut self.teed);
        for (index, element) in elements.iter().enumerate() {
            flows = match &element.kind {
                Kind::Expression(own) if index == 0 => self.expression(own),
                Kind::Expression(_) => self.lose(flows),
                Kind::Command { name, arguments } => self.command(name.clone(), arguments, flows, index == 0),
            };
            // A stage that has enough stops those before it.
            if flows.iter().any(|flow| flow.partial) {
                self.stop_short();
            }
            if element.redirected {
                self.hush(&mut flows);
            }
        }
        if self.jumped {
            flows.iter_mut().for_each(Flow::drop_some);
            self.stop_short();
        }
        self.teed = outer;
        self.jumped |= jumped;
        flows
    }

    /// What the stages so far filled may lack what they would still have let through.
    fn stop_short(&mut self) {
        for name in std::mem::take(&mut self.teed) {
            self.state.memory.drop_some(&name);
        }
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
            Primary::Block { body, runs: Runs::Here } => self.flows(body),
            Primary::Block { body, runs: Runs::Within } => self.within(body),
            Primary::Block { runs: Runs::No, .. } => Vec::new(),
            Primary::Called(name) => self.called(name.as_deref()),
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

    fn member(&mut self, member: &Member, mut flows: Vec<Flow>) -> Vec<Flow> {
        const MAKES_OTHERS: &[&str] = &["replace", "split", "tolower", "toupper", "trim", "join", "substring"];
        const RUNNING: &[&str] =
            &["foreach", "invoke", "invokecommand", "invokescript", "invokereturnasis", "invokewithcontext", "begininvoke"];
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
            Member::Method { name, blocks } if name == "where" => {
                if blocks.is_empty() {
                    self.state.memory.cloud();
                }
                self.lose(flows)
            }
            Member::Method { name, .. } if MAKES_OTHERS.contains(&name.as_str()) => self.alter(flows),
            // A list inserts into itself; a string makes another one.
            Member::Method { name, .. } if name == "insert" => {
                flows.iter().for_each(|flow| self.state.memory.change(flow.object));
                self.alter(flows)
            }
            Member::Method { name, .. } if HARMLESS.contains(&name.as_str()) => {
                flows.into_iter().map(|flow| Flow { source: Source::Else, ..flow }).collect()
            }
            // They run script blocks that nobody knows.
            Member::Method { name, .. } if RUNNING.contains(&name.as_str()) => {
                self.state.memory.cloud();
                self.lose(flows)
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
            Stage::Else if name == "group-object" => parameters::GROUP,
            _ => parameters::OTHER,
        };
        if name == "az"
            && let Some(sign_in) = sign_in::of_program(&self.text[at.start..])
        {
            self.sign_in(sign_in);
            return self.other();
        }
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
                    return flows.into_iter().map(|flow| grouped(flow, self.text, &bound)).collect();
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
            Stage::Stored => vec![self.unknown(typed)],
            Stage::Fetched if name != "invoke-mggraphrequest" && !self.text.to_ascii_lowercase().contains("graph.microsoft") => {
                vec![self.unknown(typed)]
            }
            Stage::Fetched => {
                let fetched = self.unknown(typed);
                vec![Flow { partial: false, values_partial: false, ..fetched }]
            }
            Stage::Changes => {
                if foreign::may_do_anything(&name) {
                    self.state.memory.cloud();
                    if let Some(side) = foreign::connects_to(&name) {
                        self.state.connected(self.window, side);
                    }
                }
                self.changes = true;
                let object = self.state.memory.object();
                vec![Flow::new(Source::Echo, object)]
            }
            Stage::Connects => {
                self.connects = true;
                if name == "connect-exchangeonline" {
                    self.signs_in(&name, &bound);
                }
                self.connects(&name, &bound, &flows)
            }
            Stage::SignsIn => {
                self.signs_in(&name, &bound);
                Vec::new()
            }
            Stage::Variable => self.variable(&name, &bound),
            Stage::Alias => {
                if let Some(name) = bound.iter().find(|one| one.typed.is_none() || one.is("Name")).and_then(|one| one.value) {
                    let connects = self.speaks_of_connection();
                    self.state.memory.define(&self.text[name.text.clone()], connects);
                }
                Vec::new()
            }
            Stage::Silent if flows.is_empty() => Vec::new(),
            Stage::Silent | Stage::Unknown => self.foreign(typed, arguments, flows, first),
        }
    }

    /// The next step of the command line.
    fn moment(&mut self) -> Moment {
        self.state.asked = self.state.asked.saturating_add(1);
        Moment { line: self.at, step: self.state.asked }
    }

    fn sign_in(&mut self, sign_in: SignIn) {
        let at = self.moment();
        self.sign_ins.push(SignedIn { sign_in: Some(sign_in), at });
    }

    fn other(&mut self) -> Vec<Flow> {
        let object = self.state.memory.object();
        vec![Flow::new(Source::Else, object)]
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
