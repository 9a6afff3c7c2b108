//! JSON with the place of every value: iterative, no deeper than serde_json goes. Strict but for what editors leave behind: comments and a comma
//! before a closing bracket, which change no value.

use super::blanks::behind_blanks;
use std::borrow::Cow;
use std::ops::Range;

/// As deep as serde_json reads; the tree may be dropped and walked without fear for the stack.
const MAX_DEPTH: usize = 127;

/// A value and where it stands (bytes of the text given to [`parse`]).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node<'s> {
    /// What it is.
    pub value: Value<'s>,
    /// From its first to behind its last byte.
    pub at: Range<usize>,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'s> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as written.
    Number(&'s str),
    /// A string, decoded.
    Text(Cow<'s, str>),
    /// `[…]`
    Array(Vec<Node<'s>>),
    /// `{…}`, members in order.
    Object(Vec<Member<'s>>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member<'s> {
    /// Its name.
    pub name: Cow<'s, str>,
    /// Where the name stands, without its quotes.
    pub name_at: Range<usize>,
    /// Its value.
    pub node: Node<'s>,
}

/// What a string may not hold.
pub(super) const NO_BREAK: &str = "no line break or control character within a string";

/// Where and why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JsonError {
    /// Byte offset.
    pub at: usize,
    /// What was expected.
    pub expected: &'static str,
}

/// A container that is not closed yet.
#[derive(Debug)]
pub(super) enum Open<'s> {
    /// Start and items so far.
    Array(usize, Vec<Node<'s>>),
    /// Start, members so far, and the name whose value is being read.
    Object(usize, Vec<Member<'s>>, Option<(Cow<'s, str>, Range<usize>)>),
}

/// What was read of a value that is damaged or cut.
pub(super) type Torn<'s> = (JsonError, Vec<Open<'s>>);

/// Reads one value that starts at `from` (blanks before it are passed over). Returns it with the offset behind it.
///
/// # Errors
/// The mistake, and the containers that were open there with their complete parts.
pub(super) fn parse(text: &str, from: usize) -> Result<(Node<'_>, usize), Torn<'_>> {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut reader = Scanner { text, at: from };
    match reader.run(&mut open) {
        Ok(node) => Ok((node, reader.at)),
        Err(mistake) => Err((mistake, open)),
    }
}

struct Scanner<'s> {
    text: &'s str,
    at: usize,
}

impl<'s> Scanner<'s> {
    fn run(&mut self, open: &mut Vec<Open<'s>>) -> Result<Node<'s>, JsonError> {
        loop {
            self.blanks();
            let start = self.at;
            let mut done = match self.peek() {
                Some(b'{') => {
                    self.at += 1;
                    self.deeper(open, start)?;
                    self.blanks();
                    if self.peek() == Some(b'}') {
                        self.at += 1;
                        Node { value: Value::Object(Vec::new()), at: start..self.at }
                    } else {
                        open.push(Open::Object(start, Vec::new(), None));
                        self.name(open, "a property name in double quotes, or `}`")?;
                        continue;
                    }
                }
                Some(b'[') => {
                    self.at += 1;
                    self.deeper(open, start)?;
                    self.blanks();
                    if self.peek() == Some(b']') {
                        self.at += 1;
                        Node { value: Value::Array(Vec::new()), at: start..self.at }
                    } else {
                        open.push(Open::Array(start, Vec::new()));
                        continue;
                    }
                }
                Some(b'"') => {
                    let (text, _) = self.string()?;
                    Node { value: Value::Text(text), at: start..self.at }
                }
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b't') => self.word("true", Value::Bool(true))?,
                Some(b'f') => self.word("false", Value::Bool(false))?,
                Some(b'n') => self.word("null", Value::Null)?,
                _ => return Err(self.mistake("a value")),
            };
            // Hand the value to what holds it, and close what it completes.
            loop {
                match open.last_mut() {
                    None => return Ok(done),
                    Some(Open::Array(start, items)) => {
                        items.push(done);
                        self.blanks();
                        match self.peek() {
                            Some(b',') if !self.closes_behind_comma(b']') => {
                                self.at += 1;
                                break;
                            }
                            Some(b',' | b']') => {
                                self.pass_comma();
                                self.at += 1;
                                done = Node { at: *start..self.at, value: Value::Array(std::mem::take(items)) };
                            }
                            _ => return Err(self.mistake("`,` or `]`")),
                        }
                    }
                    Some(Open::Object(start, members, pending)) => {
                        if let Some((name, name_at)) = pending.take() {
                            members.push(Member { name, name_at, node: done });
                        }
                        self.blanks();
                        match self.peek() {
                            Some(b',') if !self.closes_behind_comma(b'}') => {
                                self.at += 1;
                                self.name(open, "a property name in double quotes")?;
                                break;
                            }
                            Some(b',' | b'}') => {
                                self.pass_comma();
                                self.at += 1;
                                done = Node { at: *start..self.at, value: Value::Object(std::mem::take(members)) };
                            }
                            _ => return Err(self.mistake("`,` or `}`")),
                        }
                    }
                }
                open.pop();
            }
        }
    }

    fn deeper(&self, open: &[Open<'s>], at: usize) -> Result<(), JsonError> {
        let expected = "nothing nested deeper than 127 levels";
        if open.len() < MAX_DEPTH { Ok(()) } else { Err(JsonError { at, expected }) }
    }

    /// A member's name and its colon.
    fn name(&mut self, open: &mut [Open<'s>], expected: &'static str) -> Result<(), JsonError> {
        self.blanks();
        if self.peek() != Some(b'"') {
            return Err(self.mistake(expected));
        }
        let name = self.string()?;
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(self.mistake("`:`"));
        }
        self.at += 1;
        if let Some(Open::Object(_, _, pending)) = open.last_mut() {
            *pending = Some(name);
        }
        Ok(())
    }

    fn word(&mut self, word: &'static str, value: Value<'s>) -> Result<Node<'s>, JsonError> {
        let start = self.at;
        if !self.text.as_bytes()[start..].starts_with(word.as_bytes()) {
            return Err(self.mistake("`true`, `false`, `null`, a number, a string, `{` or `[`"));
        }
        self.at += word.len();
        Ok(Node { value, at: start..self.at })
    }

    fn number(&mut self) -> Result<Node<'s>, JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits()?,
            _ => return Err(self.mistake("a digit")),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.mistake("no digit behind a leading zero"));
        }
        let text = &self.text[start..self.at];
        if text.parse::<f64>().is_ok_and(f64::is_finite) {
            Ok(Node { value: Value::Number(text), at: start..self.at })
        } else {
            Err(JsonError { at: start, expected: "a number of ordinary size" })
        }
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(self.mistake("a digit")) }
    }

    /// The string that opens here, and its place without quotes.
    fn string(&mut self) -> Result<(Cow<'s, str>, Range<usize>), JsonError> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut decoded: Option<String> = None;
        let mut from = start;
        self.at = start;
        loop {
            let Some(&byte) = bytes.get(self.at) else { return Err(self.mistake("the closing double quote of a string")) };
            match byte {
                b'"' => {
                    let last = &self.text[from..self.at];
                    let range = start..self.at;
                    self.at += 1;
                    return Ok((
                        match decoded {
                            None => Cow::Borrowed(last),
                            Some(decoded) => Cow::Owned(decoded + last),
                        },
                        range,
                    ));
                }
                b'\\' => {
                    let decoded = decoded.get_or_insert_default();
                    decoded.push_str(&self.text[from..self.at]);
                    decoded.push(self.escape()?);
                    from = self.at;
                }
                0..0x20 => return Err(self.mistake(NO_BREAK)),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let start = self.at;
        let kind = self.text.as_bytes().get(start + 1).copied();
        self.at += 2;
        Ok(match kind {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.unit(start)?;
                let units = if (0xd800..0xdc00).contains(&high) && self.text.as_bytes()[self.at..].starts_with(b"\\u") {
                    self.at += 2;
                    vec![high, self.unit(start)?]
                } else {
                    vec![high]
                };
                let mut characters = char::decode_utf16(units);
                match (characters.next(), characters.next()) {
                    (Some(Ok(character)), None) => character,
                    _ => return Err(JsonError { at: start, expected: "both halves of a surrogate pair" }),
                }
            }
            _ => return Err(JsonError { at: start, expected: "an escape that JSON knows" }),
        })
    }

    fn unit(&mut self, start: usize) -> Result<u16, JsonError> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        self.at += 4;
        digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u16::from_str_radix(digits, 16).ok())
            .ok_or(JsonError { at: start, expected: "four hexadecimal digits behind `\\u`" })
    }

    /// Blanks and comments.
    fn blanks(&mut self) {
        self.at = behind_blanks(self.text, self.at);
    }

    /// Whether the comma here is the last thing before `closing`.
    fn closes_behind_comma(&self, closing: u8) -> bool {
        self.text.as_bytes().get(behind_blanks(self.text, self.at + 1)) == Some(&closing)
    }

    /// Passes over the comma before a closing bracket, if there is one.
    fn pass_comma(&mut self) {
        if self.peek() == Some(b',') {
            self.at = behind_blanks(self.text, self.at + 1);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn mistake(&self, expected: &'static str) -> JsonError {
        JsonError { at: self.at.min(self.text.len()), expected }
    }
}

#[cfg(test)]
mod tests;
