//! The grammar of PowerShell, as far as it decides what is printed: statements, pipelines, expressions, arguments.
//!
//! What is not understood becomes [`Primary::Other`], an operator, or a [`Node::Control`]; nothing is dropped in silence.

use super::scan::{self, Scan, quote_of};
use std::ops::Range;

/// How deep brackets may be nested; deeper ones are not understood.
const DEEPEST: usize = 12;

/// A statement.
#[derive(Debug, Clone)]
pub enum Node {
    /// Elements apart by `|`.
    Pipeline { elements: Vec<Element>, at: Range<usize> },
    /// `$x = …`, `$x.Names += …`, `$x++`.
    Assign { target: Expression, plain: bool, value: Vec<Node>, at: Range<usize> },
    /// `foreach ($s in …) { … }`.
    Foreach { variable: String, over: Vec<Node>, body: Vec<Node> },
    /// `if`, `while`, `switch`, `try`: what stands in it may run, or not. The first body of a `try` does.
    Control { bodies: Vec<Vec<Node>>, tries: bool },
    /// `function Get-X { … }`, `filter`, `class`: the name means something else from here on.
    Define(String),
    /// `return`, `break`, `continue`, `exit`, `throw`, with what stands behind it.
    Jump(Vec<Node>),
}

/// One stage of a pipeline.
#[derive(Debug, Clone)]
pub struct Element {
    /// What it is.
    pub kind: Kind,
    /// Its output goes to a file.
    pub redirected: bool,
}

/// What a stage is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// `Get-X -Server EX01`: name and arguments.
    Command { name: Range<usize>, arguments: Vec<Argument> },
    /// `$x.Names`, `(Get-X)[0]`, `"EX01","EX02"`.
    Expression(Expression),
}

/// A value with what is done to it.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it begins with.
    pub primary: Primary,
    /// `.Property`, `.Method(…)`, `[0]`, in order.
    pub members: Vec<Member>,
    /// An operator follows (`-like 'x'`, `+ 'x'`, `++`).
    pub operator: bool,
    /// The operator makes other values (`+ 'x'`, `, 'x'`, `-replace 'x'`), where a comparison picks some.
    pub alters: bool,
    /// It is cast to `[void]`.
    pub void: bool,
    /// `[ref]` stands before it.
    pub reference: bool,
}

/// What an expression begins with.
#[derive(Debug, Clone)]
pub enum Primary {
    /// A variable, lower case, without its scope.
    Variable(String),
    /// `( … )`, `$( … )`, `@( … )`.
    Group(Vec<Node>),
    /// `{ … }`, with `&` or `.` before it or not.
    Block { body: Vec<Node>, runs: Runs },
    /// `& $block`, `. $profile`: what is run stands in a variable, or nobody knows where.
    Called(Option<String>),
    /// A literal, or several.
    Text(Range<usize>),
    /// What we don't read: `[type]::…`, `-not …`, a hash table.
    Other,
}

/// Whether a script block is run where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runs {
    /// It is a value.
    No,
    /// `. { … }`: its variables are those around it.
    Here,
    /// `& { … }`: its variables end with it.
    Within,
}

/// What is done to a value.
#[derive(Debug, Clone)]
pub enum Member {
    /// `.Name`.
    Property(Range<usize>),
    /// `.Name( … )` and the script blocks among its arguments.
    Method { name: String, blocks: Vec<Vec<Node>> },
    /// `[0]`, `['Name']`.
    Index,
    /// `.'Name'`, `.$name`, `::Name`.
    Other,
}

/// A parameter, an argument, or both.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The parameter as typed, without its dash.
    pub name: Option<Range<usize>>,
    /// Its value stands behind a colon, so that it belongs to it even if it is a switch.
    pub bound: bool,
    /// The value.
    pub value: Option<Value>,
}

/// An argument.
#[derive(Debug, Clone)]
pub struct Value {
    /// As typed, without the quotes around the whole of it.
    pub text: Range<usize>,
    /// What it is, if it is one expression.
    pub expression: Option<Expression>,
    /// `@name`: as many parameters as nobody knows.
    pub splat: bool,
}

/// Reads the statements of a range.
pub fn parse(text: &str, range: Range<usize>) -> Vec<Node> {
    let mut scan = Scan::new(text, range);
    statements(&mut scan, 0)
}

fn statements(scan: &mut Scan<'_>, depth: usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    loop {
        scan.skip_between();
        if scan.is_done() || scan.peek() == Some('}') || scan.peek() == Some(')') {
            return nodes;
        }
        let before = scan.at;
        if let Some(node) = statement(scan, depth) {
            nodes.push(node);
        }
        if scan.at == before {
            scan.bump();
        }
    }
}

const CONTROL: &[&str] = &[
    "if",
    "elseif",
    "else",
    "while",
    "for",
    "do",
    "until",
    "switch",
    "try",
    "catch",
    "finally",
    "trap",
    "begin",
    "process",
    "end",
    "param",
    "data",
    "parallel",
    "sequence",
    "inlinescript",
];
const JUMPS: &[&str] = &["return", "break", "continue", "exit", "throw"];

fn statement(scan: &mut Scan<'_>, depth: usize) -> Option<Node> {
    let word = scan.word().to_ascii_lowercase();
    let behind = scan.behind(word.len());
    if word == "foreach" && behind == Some('(') {
        return foreach(scan, depth);
    }
    if CONTROL.contains(&word.as_str()) && matches!(behind, Some('(' | '{')) {
        return Some(control(scan, depth));
    }
    if ["function", "filter", "workflow", "class", "enum", "configuration"].contains(&word.as_str())
        && scan.blank_behind(word.len())
    {
        scan.advance(word.len());
        scan.skip_blank();
        let name = scan.word().to_ascii_lowercase();
        skip_statement(scan);
        return Some(Node::Define(name));
    }
    if JUMPS.contains(&word.as_str()) && scan.ends_word(word.len()) {
        scan.advance(word.len());
        scan.skip_blank();
        let behind = if scan.at_end_of_statement() { None } else { statement(scan, depth) };
        return Some(Node::Jump(behind.into_iter().collect()));
    }
    let start = scan.at;
    if matches!(scan.peek(), Some('$' | '[')) {
        let target = expression(scan, depth);
        scan.skip_blank();
        if let Some((plain, width)) = scan.assignment() {
            scan.advance(width);
            scan.skip_between_lines();
            let value: Vec<Node> = statement(scan, depth).into_iter().collect();
            return Some(Node::Assign { target, plain, value, at: start..scan.at });
        }
        if scan.rest().starts_with("++") || scan.rest().starts_with("--") {
            scan.advance(2);
            return Some(Node::Assign { target, plain: false, value: Vec::new(), at: start..scan.at });
        }
        scan.at = start;
    }
    pipeline(scan, depth)
}

fn foreach(scan: &mut Scan<'_>, depth: usize) -> Option<Node> {
    scan.advance("foreach".len());
    scan.skip_blank();
    let head = scan.bracket()?;
    let mut inner = scan.inside(head.clone());
    inner.skip_blank();
    let variable = match expression(&mut inner, depth + 1).primary {
        Primary::Variable(name) => name,
        _ => String::new(),
    };
    inner.skip_blank();
    if inner.word().eq_ignore_ascii_case("in") {
        inner.advance(2);
    }
    let over = nested(scan, inner.at..head.end, depth);
    scan.skip_between_lines();
    let body = scan.bracket().map(|body| nested(scan, body, depth)).unwrap_or_default();
    Some(Node::Foreach { variable, over, body })
}

/// Everything in braces until the statement ends.
fn control(scan: &mut Scan<'_>, depth: usize) -> Node {
    let mut bodies = Vec::new();
    let tries = scan.word().eq_ignore_ascii_case("try");
    loop {
        let word = scan.word().to_ascii_lowercase();
        if !CONTROL.contains(&word.as_str()) {
            break;
        }
        scan.advance(word.len());
        scan.skip_blank();
        if scan.peek() == Some('(')
            && let Some(condition) = scan.bracket()
        {
            bodies.push(vec![Node::Assign {
                target: Expression::of(Primary::Variable("null".to_owned())),
                plain: true,
                value: nested(scan, condition.clone(), depth),
                at: condition,
            }]);
        }
        scan.skip_between_lines();
        // `catch [System.Exception] { … }`.
        while word == "catch" && matches!(scan.peek(), Some('[' | ',')) {
            if scan.bracket().is_none() {
                scan.bump();
            }
            scan.skip_between_lines();
        }
        if scan.peek() == Some('{')
            && let Some(body) = scan.bracket()
        {
            bodies.push(nested(scan, body, depth));
        }
        let stop = scan.at;
        scan.skip_between_lines();
        let next = scan.word().to_ascii_lowercase();
        if !["elseif", "else", "catch", "finally", "while", "until"].contains(&next.as_str()) {
            scan.at = stop;
            break;
        }
    }
    Node::Control { bodies, tries }
}

fn nested(scan: &Scan<'_>, range: Range<usize>, depth: usize) -> Vec<Node> {
    if depth >= DEEPEST {
        return vec![Node::Control { bodies: vec![vec![opaque(range)]], tries: false }];
    }
    statements(&mut scan.inside(range), depth + 1)
}

/// A statement that nobody reads.
fn opaque(at: Range<usize>) -> Node {
    let kind = Kind::Expression(Expression::of(Primary::Other));
    Node::Pipeline { elements: vec![Element { kind, redirected: false }], at }
}

fn skip_statement(scan: &mut Scan<'_>) {
    while !scan.at_end_of_statement() {
        if matches!(scan.peek(), Some('{' | '(' | '[')) && scan.bracket().is_some() {
            continue;
        }
        scan.skip_one();
    }
}

fn pipeline(scan: &mut Scan<'_>, depth: usize) -> Option<Node> {
    let start = scan.at;
    let mut elements = Vec::new();
    loop {
        scan.skip_blank();
        if scan.at_end_of_statement() && elements.is_empty() {
            break;
        }
        let before = scan.at;
        elements.push(element(scan, depth));
        scan.skip_blank();
        if scan.peek() == Some('|') && !scan.rest().starts_with("||") {
            scan.bump();
            scan.skip_between_lines();
            continue;
        }
        if scan.at == before {
            scan.bump();
        }
        break;
    }
    let end = scan.at;
    // `Get-X &` runs in the background.
    if scan.peek() == Some('&') && !scan.rest().starts_with("&&") {
        scan.bump();
        if let Some(last) = elements.last_mut() {
            last.redirected = true;
        }
    }
    (!elements.is_empty()).then_some(Node::Pipeline { elements, at: start..end })
}

fn element(scan: &mut Scan<'_>, depth: usize) -> Element {
    let runs = match scan.peek() {
        Some('&') => Runs::Within,
        Some('.') if scan.blank_behind(1) || matches!(scan.behind(1), Some('{' | '\'' | '"' | '$' | '(')) => Runs::Here,
        _ => Runs::No,
    };
    let invoked = runs != Runs::No;
    if invoked {
        scan.bump();
        scan.skip_blank();
    }
    let first = scan.peek().unwrap_or(' ');
    let is_expression = matches!(first, '$' | '(' | '{' | '[' | '-' | '+' | '!' | ',')
        || first.is_ascii_digit()
        || (first == '@' && !scan.rest()[1..].starts_with(|next: char| next.is_alphanumeric()))
        || quote_of(first).is_some();
    // `& "Get-X" …` and `. 'C:\script.ps1'`: the text is the name of a command.
    if is_expression && !(invoked && quote_of(first).is_some()) {
        let mut own = expression(scan, depth);
        if invoked {
            own = match own.primary {
                Primary::Block { body, .. } => Expression { primary: Primary::Block { body, runs }, ..own },
                Primary::Variable(name) if own.members.is_empty() => Expression::of(Primary::Called(Some(name))),
                _ => Expression::of(Primary::Called(None)),
            };
        }
        scan.skip_blank();
        let mut redirected = false;
        if !scan.at_end_of_element() {
            match scan.redirection() {
                Some(to_file) => {
                    redirected = to_file;
                    scan.skip_value();
                }
                None => {
                    own.operator = true;
                    // A console may have folded the line behind the dot of a member.
                    own.alters = !is_comparison(scan.rest()) && !scan.rest().starts_with('.');
                }
            }
            while !scan.at_end_of_element() {
                let before = scan.at;
                if let Some(to_file) = scan.redirection() {
                    redirected |= to_file;
                }
                scan.skip_one_value();
                if scan.at == before {
                    scan.bump();
                }
            }
        }
        return Element { kind: Kind::Expression(own), redirected };
    }
    let name = if quote_of(first).is_some() { scan.quoted() } else { scan.command_name() };
    let (arguments, redirected) = arguments(scan, depth);
    Element { kind: Kind::Command { name, arguments }, redirected }
}

/// Whether an operator compares: it picks some of the values on its left, and leaves them as they are.
fn is_comparison(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix(['-', '\u{2013}', '\u{2014}', '\u{2015}']) else { return false };
    let end = rest.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(rest.len());
    let name = rest[..end].to_ascii_lowercase();
    const NAMES: &[&str] = &[
        "like",
        "notlike",
        "match",
        "notmatch",
        "eq",
        "ne",
        "contains",
        "notcontains",
        "in",
        "notin",
        "gt",
        "ge",
        "lt",
        "le",
        "is",
        "isnot",
        "and",
        "or",
        "xor",
    ];
    NAMES.contains(&name.as_str()) || name.strip_prefix(['c', 'i']).is_some_and(|name| NAMES.contains(&name))
}

fn arguments(scan: &mut Scan<'_>, depth: usize) -> (Vec<Argument>, bool) {
    let mut all = Vec::new();
    let mut redirected = false;
    loop {
        scan.skip_blank();
        if scan.at_end_of_element() {
            return (all, redirected);
        }
        if let Some(to_file) = scan.redirection() {
            redirected |= to_file;
            scan.skip_value();
            continue;
        }
        let before = scan.at;
        match scan.parameter() {
            Some((name, bound)) => {
                scan.skip_blank();
                let takes = bound && !scan.at_end_of_element();
                let value = takes.then(|| value(scan, depth));
                all.push(Argument { name: Some(name), bound, value });
            }
            None => {
                let value = value(scan, depth);
                all.push(Argument { name: None, bound: false, value: Some(value) });
            }
        }
        if scan.at == before {
            scan.bump();
        }
    }
}

fn value(scan: &mut Scan<'_>, depth: usize) -> Value {
    let start = scan.at;
    let splat = scan.peek() == Some('@') && scan.rest()[1..].starts_with(|next: char| next.is_alphabetic() || next == '_');
    let expression = match scan.peek() {
        Some('$' | '(' | '{' | '[' | '@') if !splat => {
            let mut own = expression(scan, depth);
            own.operator |= !scan.at_end_of_value();
            Some(own)
        }
        _ => None,
    };
    scan.skip_value();
    let text = scan::unquote(scan.text, start..scan.at);
    Value { text, expression, splat }
}

impl Expression {
    fn of(primary: Primary) -> Self {
        Self { primary, members: Vec::new(), operator: false, alters: false, void: false, reference: false }
    }
}

/// Reads a value with its members; an operator behind it is left to the caller.
fn expression(scan: &mut Scan<'_>, depth: usize) -> Expression {
    let mut own = Expression::of(Primary::Other);
    // `[void]$x.Add(…)`, `[string[]]$names`.
    while scan.peek() == Some('[') {
        let Some(kind) = scan.bracket() else { break };
        let kind = scan.text[kind].trim().to_ascii_lowercase();
        own.void |= kind == "void";
        own.reference |= kind == "ref";
        scan.skip_blank();
        if scan.rest().starts_with("::") || scan.at_end_of_value() {
            own.members.push(Member::Other);
            scan.skip_value();
            return own;
        }
    }
    let first = scan.peek().unwrap_or(' ');
    own.primary = match first {
        '$' if scan.rest().starts_with("$(") => {
            scan.bump();
            group(scan, depth)
        }
        '@' if scan.rest().starts_with("@(") => {
            scan.bump();
            group(scan, depth)
        }
        '@' if scan.rest().starts_with("@{") => {
            scan.bump();
            let _ = scan.bracket();
            Primary::Other
        }
        '$' => scan.variable().map_or(Primary::Other, Primary::Variable),
        '(' => group(scan, depth),
        '{' => scan.bracket().map_or(Primary::Other, |body| Primary::Block { body: nested(scan, body, depth), runs: Runs::No }),
        first if quote_of(first).is_some() => Primary::Text(scan.quoted()),
        first if first.is_ascii_digit() => {
            let start = scan.at;
            scan.skip_word();
            Primary::Text(start..scan.at)
        }
        _ => Primary::Other,
    };
    loop {
        let rest = scan.rest();
        let mut chars = rest.chars();
        match chars.next() {
            Some('.') if rest[1..].starts_with(|next: char| next.is_alphabetic() || next == '_') => {
                scan.bump();
                let start = scan.at;
                scan.skip_name();
                let name = start..scan.at;
                if scan.peek() == Some('(') || scan.peek() == Some('{') {
                    let blocks = scan.bracket().map(|inner| blocks(scan, inner, depth)).unwrap_or_default();
                    own.members.push(Member::Method { name: scan.text[name].to_ascii_lowercase(), blocks });
                } else {
                    own.members.push(Member::Property(name));
                }
            }
            Some('.') if rest[1..].starts_with(['\'', '"', '$', '(']) => {
                scan.bump();
                scan.skip_value();
                own.members.push(Member::Other);
            }
            Some('?') if rest.starts_with("?.") || rest.starts_with("?[") => {
                scan.bump();
            }
            Some(':') if rest.starts_with("::") => {
                scan.skip_value();
                own.members.push(Member::Other);
            }
            Some('[') => {
                let _ = scan.bracket();
                own.members.push(Member::Index);
            }
            _ => return own,
        }
    }
}

fn group(scan: &mut Scan<'_>, depth: usize) -> Primary {
    scan.bracket().map_or(Primary::Other, |inner| Primary::Group(nested(scan, inner, depth)))
}

/// The script blocks among the arguments of a method.
fn blocks(scan: &Scan<'_>, range: Range<usize>, depth: usize) -> Vec<Vec<Node>> {
    let mut found = Vec::new();
    let mut inner = scan.inside(range.clone());
    let is_block = scan.text[..range.start].ends_with('{');
    if is_block {
        return vec![nested(scan, range, depth)];
    }
    while !inner.is_done() {
        if inner.peek() == Some('{')
            && let Some(body) = inner.bracket()
        {
            found.push(nested(scan, body, depth));
        } else {
            inner.skip_one();
        }
    }
    found
}
