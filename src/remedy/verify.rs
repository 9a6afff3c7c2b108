//! Reads a script back and accepts it only if `hmaudit` could have written it, byte for byte: the constant library of its kind, then calls of
//! the closed grammar ([`SHAPES`]) with values of the allow-lists. Nothing else can stand in it, not even a comment.

use super::call::{Call, SHAPES, Shape, Takes};
use super::guard::{Demands, servers_of};
use super::script::{CHECKSUMS, INPUTS, KINDS, Kind, NOTICE, checksum, is_end, render};
use super::token::{self, Token};

/// A script that is as hmaudit writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Its kind.
    pub kind: Kind,
    /// Whether it undoes another script.
    pub undo: bool,
    /// Digest of the captures it was made from.
    pub digest: String,
    /// Its calls with their step numbers; 0 for what is not a step.
    pub calls: Vec<(usize, Call)>,
}

/// A script that hmaudit did not write, or not like this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyError {
    /// First byte of what is wrong.
    pub at: usize,
    /// Number of bytes that are wrong; 0 when something is missing.
    pub length: usize,
    /// What was found and what was expected.
    pub why: String,
}

impl VerifyError {
    /// Line and column, from 1, of what is wrong.
    #[must_use]
    pub fn place(&self, text: &str) -> (usize, usize) {
        let before = text.get(..self.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (line, before[start..].chars().count() + 1)
    }
}

/// Checks a script.
///
/// # Errors
/// At the first place where it is not what hmaudit writes.
pub fn verify(text: &str) -> Result<Verified, VerifyError> {
    let found = token::tokens(text).map_err(|fault| VerifyError { at: fault.at, length: 1, why: fault.why.to_owned() })?;
    let mut reader = Reader { tokens: &found, next: 0, end: text.len(), first_call: 0 };
    let (kind, undo) = reader.title()?;
    reader.constant(NOTICE)?;
    let digest = reader.digest()?;
    let checksums = reader.checksums()?;
    let library = kind.library(undo).replace('\n', "\r\n");
    let known = token::tokens(&library).map_err(|fault| VerifyError { at: 0, length: 0, why: fault.why.to_owned() })?;
    for expected in &known {
        reader.expect(expected.text)?;
    }
    reader.first_call = reader.next;
    let mut calls = Vec::new();
    while reader.next < found.len() {
        calls.push(reader.call(kind, undo)?);
    }
    in_order(&calls, kind, undo).map_err(|(call, why)| reader.at_call(call, why))?;
    complete(&calls, kind, undo).map_err(|(call, why)| reader.at_call(call, why))?;
    for (at, (step, call)) in calls.iter().enumerate() {
        if checksums.get(at).is_none_or(|known| *known != checksum(&call.line(*step))) {
            return Err(reader.at_call(
                at,
                "this call is not the one that was written: a value was edited, or a call added, moved or left out",
            ));
        }
    }
    let again = render(kind, undo, &digest, &calls);
    if let Some(at) = text.bytes().zip(again.bytes()).position(|(a, b)| a != b) {
        return Err(VerifyError { at, length: 1, why: "blanks were added, moved or removed here".to_owned() });
    }
    if text.len() != again.len() {
        let at = text.len().min(again.len());
        return Err(VerifyError { at, length: 0, why: "a call is missing at the end, or something stands behind it".to_owned() });
    }
    Ok(Verified { kind, undo, digest, calls })
}

struct Reader<'r, 't> {
    tokens: &'r [Token<'t>],
    next: usize,
    end: usize,
    first_call: usize,
}

impl<'t> Reader<'_, 't> {
    fn wrong(&self, expected: &str) -> VerifyError {
        match self.tokens.get(self.next) {
            Some(token) => VerifyError {
                at: token.at,
                length: token.text.len(),
                why: format!("expected {}, found {}", quoted(expected), quoted(token.text)),
            },
            None => VerifyError {
                at: self.end,
                length: 0,
                why: format!("the script ends here, but {} should follow", quoted(expected)),
            },
        }
    }

    fn take(&mut self, expected: &str) -> Result<Token<'t>, VerifyError> {
        let token = self.tokens.get(self.next).copied().ok_or_else(|| self.wrong(expected))?;
        self.next += 1;
        Ok(token)
    }

    fn expect(&mut self, text: &str) -> Result<(), VerifyError> {
        if self.tokens.get(self.next).is_none_or(|token| token.text != text) {
            return Err(self.wrong(text));
        }
        self.next += 1;
        Ok(())
    }

    fn constant(&mut self, line: &str) -> Result<(), VerifyError> {
        self.expect(line)?;
        self.expect("\r\n")
    }

    fn title(&mut self) -> Result<(Kind, bool), VerifyError> {
        let first = self.tokens.first().map_or("", |token| token.text);
        for kind in KINDS {
            for undo in [false, true] {
                if first == kind.title(undo) {
                    self.constant(first)?;
                    return Ok((*kind, undo));
                }
            }
        }
        let length = first.trim_end().len();
        Err(VerifyError {
            at: 0,
            length,
            why: "this is not a script of this version of hmaudit: its first line is another".to_owned(),
        })
    }

    fn digest(&mut self) -> Result<String, VerifyError> {
        let token = self.take(INPUTS)?;
        let digest = token.text.strip_prefix(INPUTS).filter(|digest| super::quote::Slot::Digest.accepts(digest));
        let Some(digest) = digest else {
            self.next -= 1;
            return Err(self.wrong(INPUTS));
        };
        self.expect("\r\n")?;
        Ok(digest.to_owned())
    }

    fn checksums(&mut self) -> Result<Vec<&'t str>, VerifyError> {
        let token = self.take(CHECKSUMS)?;
        let Some(rest) = token.text.strip_prefix(CHECKSUMS) else {
            self.next -= 1;
            return Err(self.wrong(CHECKSUMS));
        };
        self.expect("\r\n")?;
        Ok(rest.split(' ').skip(1).collect())
    }

    fn call(&mut self, kind: Kind, undo: bool) -> Result<(usize, Call), VerifyError> {
        let start = self.next;
        let name = self.take("a call")?;
        let fits = |shape: &&Shape| shape.name == name.text && shape.kinds.contains(&kind) && (shape.in_undo || !undo);
        let Some(shape) = SHAPES.iter().find(fits) else {
            self.next = start;
            return Err(self.wrong("a call that such a script may have"));
        };
        let mut step = 0;
        if shape.is_step {
            self.expect("-Step")?;
            let number = self.take("the number of a step")?;
            step = number.text.parse().unwrap_or(0);
            if step == 0 {
                self.next -= 1;
                return Err(self.wrong("the number of a step"));
            }
        }
        let mut values = Vec::new();
        for (parameter, takes) in shape.parameters {
            self.expect(&format!("-{parameter}"))?;
            values.push(self.values(*takes)?);
        }
        self.expect("\r\n")?;
        let call = Call::new(shape.name, values).map_err(|refused| VerifyError {
            at: name.at,
            length: name.text.len(),
            why: format!("{} takes {}", refused.parameter, refused.expects),
        })?;
        Ok((step, call))
    }

    fn values(&mut self, takes: Takes) -> Result<Vec<String>, VerifyError> {
        let (slot, least) = match takes {
            Takes::One(slot) => return Ok(vec![self.value(slot)?]),
            Takes::Many(slot, least) => (slot, least),
        };
        self.expect("@")?;
        self.expect("(")?;
        let mut values = Vec::new();
        while self.tokens.get(self.next).is_some_and(|token| token.text != ")") {
            if !values.is_empty() {
                self.expect(",")?;
            }
            values.push(self.value(slot)?);
        }
        if values.len() < least {
            return Err(self.wrong("a value"));
        }
        self.expect(")")?;
        Ok(values)
    }

    fn value(&mut self, slot: super::quote::Slot) -> Result<String, VerifyError> {
        let token = self.take(slot.expects())?;
        match token.value().filter(|value| slot.accepts(value)) {
            Some(value) => Ok(value),
            None => {
                self.next -= 1;
                Err(self.wrong(slot.expects()))
            }
        }
    }

    /// A fault of the call with this index (one call per line).
    fn at_call(&self, call: usize, why: &'static str) -> VerifyError {
        let mut start = self.first_call;
        for _ in 0..call {
            let line = self.tokens.get(start..).unwrap_or_default().iter().position(|token| token.text == "\r\n");
            start += line.map_or(0, |end| end + 1);
        }
        let (at, length) = self.tokens.get(start).map_or((self.end, 0), |token| (token.at, token.text.len()));
        VerifyError { at, length, why: why.to_owned() }
    }
}

/// Guards first, then steps in their order (undo: reversed), then the end; none missing, none twice.
fn in_order(calls: &[(usize, Call)], kind: Kind, undo: bool) -> Result<(), (usize, &'static str)> {
    let stage = |call: &Call| match call.shape() {
        _ if is_end(call) => 2,
        shape if shape.is_step && shape.in_undo => 1,
        _ => 0,
    };
    let mut last = (0, 0);
    let mut last_shape = 0;
    for (at, (step, call)) in calls.iter().enumerate() {
        let stage = stage(call);
        let shape = SHAPES.iter().position(|shape| shape == call.shape()).unwrap_or_default();
        if stage != 1 && shape < last_shape {
            return Err((at, "this guard stands behind one that it must come before"));
        }
        last_shape = if stage == 1 { last_shape } else { shape };
        if stage < last.0 {
            return Err((at, "this call stands behind calls that it must come before"));
        }
        let out_of_order = if undo { *step >= last.1 } else { *step <= last.1 };
        if stage == 1 && last.0 == 1 && out_of_order {
            return Err((at, "the steps are not in the order of the plan"));
        }
        last = (stage, *step);
    }
    let needed = |shape: &&Shape| {
        !shape.is_step
            && shape.kinds.contains(&kind)
            && (shape.in_undo || !undo)
            && !matches!(shape.name, "Assert-ServerBuild" | "Read-TenantResult")
    };
    for shape in SHAPES.iter().filter(needed) {
        match calls.iter().filter(|(_, call)| call.shape().name == shape.name).count() {
            1 => {}
            0 => return Err((calls.len(), "a guard or the end of the script is missing")),
            _ => return Err((calls.len(), "a guard or the end of the script stands there twice")),
        }
    }
    Ok(())
}

/// The guards that the steps and the last guard imply are all there, in the order in which they are written, and no other.
fn complete(calls: &[(usize, Call)], kind: Kind, undo: bool) -> Result<(), (usize, &'static str)> {
    let place = |name: &str| calls.iter().position(|(_, call)| call.shape().name == name).unwrap_or(calls.len());
    for (at, (_, call)) in calls.iter().enumerate() {
        let named = [call.values_of("Name"), call.values_of("Url")].concat();
        if !call.values_of("Ask").iter().all(|asked| named.contains(asked)) {
            return Err((at, "this call asks about something that it does not add"));
        }
    }
    if undo {
        return Ok(());
    }
    let found = Demands::of(calls);
    if kind != Kind::Enable && found.servers != servers_of(calls) {
        return Err((place("Assert-ServerBuild"), "the guards of the servers are not those that the steps need"));
    }
    let Some((_, last)) = calls.iter().find(|(_, call)| matches!(call.shape().name, "Assert-Ready" | "Assert-BrowserSignIn"))
    else {
        return Ok(());
    };
    let at = place(last.shape().name);
    if last.values_of("Results") != found.results.as_slice() {
        return Err((at, "the results of tenants that are read are not those that this guard counts"));
    }
    if last.values_of("Manual") != found.manual.as_slice() {
        return Err((at, "the confirmations of people are not those that this guard counts"));
    }
    if kind == Kind::Enable {
        let of = |name: &str| -> Vec<&str> {
            calls.iter().filter(|(_, call)| call.shape().name == name).filter_map(|(_, call)| call.value_of("Identity")).collect()
        };
        let enabled = of("Enable-DefaultEndpoint");
        if last.values_of("Servers") != found.servers.as_slice() {
            return Err((at, "the guards of the servers are not those that this guard counts"));
        }
        if of("Clear-DefaultEndpoint") != last.values_of("Clearing")
            || enabled.len() > 1
            || enabled.iter().any(|name| Some(*name) != last.value_of("Identity"))
        {
            return Err((at, "the AuthServers that are switched are not those that this guard checks"));
        }
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(60).collect();
    match text {
        "\r\n" => "the end of the line".to_owned(),
        _ => format!("`{}`", crate::text::visible_line(&shown)),
    }
}
