//! Characters of a command line: quotes, brackets, words.

use std::borrow::Cow;
use std::ops::Range;

/// A place in a command line.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'t> {
    /// The whole command line.
    pub text: &'t str,
    /// The next byte to read.
    pub at: usize,
    end: usize,
}

/// Quotes that PowerShell takes for `"` or `'`.
pub fn quote_of(character: char) -> Option<char> {
    match character {
        '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' => Some('"'),
        '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => Some('\''),
        _ => None,
    }
}

/// Dashes that PowerShell takes for `-`.
pub fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2013}' | '\u{2014}' | '\u{2015}')
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '`' | '\u{a0}')
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

impl<'t> Scan<'t> {
    /// At the start of a range.
    pub fn new(text: &'t str, range: Range<usize>) -> Self {
        Self { text, at: range.start, end: range.end }
    }

    /// The same over a part.
    pub fn inside(&self, range: Range<usize>) -> Self {
        Self::new(self.text, range)
    }

    /// What is left.
    pub fn rest(&self) -> &'t str {
        self.text.get(self.at..self.end).unwrap_or("")
    }

    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes over one character.
    pub fn bump(&mut self) {
        self.at = (self.at + self.peek().map_or(1, char::len_utf8)).min(self.end);
    }

    /// Goes over bytes of ASCII.
    pub fn advance(&mut self, width: usize) {
        self.at = (self.at + width).min(self.end);
    }

    fn skip(&mut self, goes: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&goes) {
            self.bump();
        }
    }

    /// Goes over blanks and back-ticks, and over comments `<# … #>`.
    pub fn skip_blank(&mut self) {
        loop {
            self.skip(is_blank);
            if !self.rest().starts_with("<#") {
                return;
            }
            self.at += self.rest().find("#>").map_or(self.rest().len(), |found| found + 2);
        }
    }

    /// Goes over blanks and line ends.
    pub fn skip_between_lines(&mut self) {
        loop {
            self.skip_blank();
            match self.peek() {
                Some('\n' | '\r') => self.bump(),
                Some('#') => self.skip(|character| character != '\n'),
                _ => return,
            }
        }
    }

    /// Goes over what stands between two statements.
    pub fn skip_between(&mut self) {
        loop {
            self.skip_between_lines();
            match self.peek() {
                Some(';') => self.bump(),
                Some('&') if self.rest().starts_with("&&") => self.advance(2),
                Some('|') => self.bump(),
                _ => return,
            }
        }
    }

    /// The word here: letters, digits, dashes.
    pub fn word(&self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|character: char| !(is_name(character) || character == '-')).unwrap_or(rest.len());
        &rest[..end]
    }

    /// The first character behind the word and blanks.
    pub fn behind(&self, width: usize) -> Option<char> {
        let mut ahead = *self;
        ahead.advance(width);
        ahead.skip_between_lines();
        ahead.peek()
    }

    /// Whether a blank stands behind the word.
    pub fn blank_behind(&self, width: usize) -> bool {
        self.rest().get(width..).is_some_and(|rest| rest.starts_with([' ', '\t']))
    }

    /// Whether the word ends there.
    pub fn ends_word(&self, width: usize) -> bool {
        let rest = self.rest().get(width..).unwrap_or("");
        rest.is_empty() || rest.starts_with([' ', '\t', ';', '\n', '}', ')', '('])
    }

    /// Whether the statement ends here.
    pub fn at_end_of_statement(&self) -> bool {
        matches!(self.peek(), None | Some(';' | '\n' | '\r' | '}' | ')'))
            || self.rest().starts_with("&&")
            || self.rest().starts_with("||")
    }

    /// Whether the stage ends here.
    pub fn at_end_of_element(&self) -> bool {
        self.at_end_of_statement() || matches!(self.peek(), Some('|' | '&' | '#'))
    }

    /// Whether the argument ends here.
    pub fn at_end_of_value(&self) -> bool {
        self.at_end_of_element() || matches!(self.peek(), Some(' ' | '\t' | '`'))
    }

    /// Width of the operator of an assignment here, and whether it is `=`.
    pub fn assignment(&self) -> Option<(bool, usize)> {
        let rest = self.rest();
        for operator in ["??=", "+=", "-=", "*=", "/=", "%="] {
            if rest.starts_with(operator) {
                return Some((false, operator.len()));
            }
        }
        (rest.starts_with('=') && !rest.starts_with("==")).then_some((true, 1))
    }

    /// Goes over `( … )`, `{ … }` or `[ … ]` and returns what stands in it. An open one reaches to the end.
    pub fn bracket(&mut self) -> Option<Range<usize>> {
        let open = self.peek().filter(|open| matches!(open, '(' | '{' | '['))?;
        let start = self.at + 1;
        self.bump();
        let mut depth = 1_usize;
        while let Some(character) = self.peek() {
            if character == '`' {
                self.bump();
                self.bump();
                continue;
            }
            if quote_of(character).is_some() {
                self.quoted();
                continue;
            }
            match character {
                '(' | '{' => depth += 1,
                '[' if open == '[' => depth += 1,
                ')' | '}' => depth -= 1,
                ']' if open == '[' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let end = self.at;
                self.bump();
                return Some(start..end);
            }
            self.bump();
        }
        Some(start..self.end)
    }

    /// Goes over a text in quotes and returns what stands between them. An open one reaches to the end of what is read.
    pub fn quoted(&mut self) -> Range<usize> {
        let quote = self.peek().and_then(quote_of);
        self.bump();
        let start = self.at;
        while let Some(character) = self.peek() {
            if character == '`' && quote == Some('"') {
                self.bump();
                self.bump();
                continue;
            }
            if quote_of(character) == quote {
                let end = self.at;
                self.bump();
                // Doubled, it stands for itself.
                if self.peek().and_then(quote_of) == quote && quote.is_some() && self.peek() == Some(character) {
                    self.bump();
                    continue;
                }
                return start..end;
            }
            self.bump();
        }
        start.min(self.end)..self.end
    }

    /// The name of a variable here, lower case, without its scope.
    pub fn variable(&mut self) -> Option<String> {
        self.bump();
        let name = if self.peek() == Some('{') {
            let inner = self.bracket()?;
            self.text[inner].to_owned()
        } else {
            let start = self.at;
            if matches!(self.peek(), Some('_' | '?' | '^' | '$')) {
                self.bump();
            }
            loop {
                self.skip(is_name);
                let scoped = self.rest().starts_with(':') && self.rest()[1..].starts_with(is_name);
                if !scoped {
                    break;
                }
                self.bump();
            }
            self.text[start..self.at].to_owned()
        };
        let name = name.to_ascii_lowercase();
        let local =
            ["global:", "script:", "local:", "private:", "using:", "variable:"].iter().find_map(|scope| name.strip_prefix(scope));
        let name = local.unwrap_or(&name);
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// Goes over a name.
    pub fn skip_name(&mut self) {
        self.skip(is_name);
    }

    /// Goes over a word up to a blank, a bracket or a separator.
    pub fn skip_word(&mut self) {
        self.skip(|character| !is_blank(character) && !"|;(){}[],>\n\r".contains(character));
    }

    /// The name of a command: up to a blank or a bracket. `%` and `?` are one character each.
    pub fn command_name(&mut self) -> Range<usize> {
        let start = self.at;
        if matches!(self.peek(), Some('%' | '?')) {
            self.bump();
            return start..self.at;
        }
        loop {
            self.skip(|character| !is_blank(character) && !"|;(){}>\n\r&".contains(character));
            // Within a word, a back-tick stands for nothing.
            let goes_on = self.rest().starts_with('`') && self.rest()[1..].starts_with(char::is_alphanumeric);
            if !goes_on {
                break;
            }
            self.bump();
        }
        if self.at == start {
            self.bump();
        }
        start..self.at
    }

    /// The parameter here, without its dash, and whether a colon binds a value to it.
    pub fn parameter(&mut self) -> Option<(Range<usize>, bool)> {
        let dash = self.peek().filter(|&dash| is_dash(dash))?;
        let rest = &self.rest()[dash.len_utf8()..];
        if !rest.starts_with(|first: char| first.is_alphabetic() || first == '?') {
            return None;
        }
        self.bump();
        let start = self.at;
        self.skip(|character| is_name(character) || character == '-');
        let name = start..self.at;
        let bound = self.peek() == Some(':');
        if bound {
            self.bump();
        }
        Some((name, bound))
    }

    /// Goes over a redirection (`>`, `>>`, `2>&1`, `*>`), without its target. Whether the output itself goes to a file.
    pub fn redirection(&mut self) -> Option<bool> {
        let rest = self.rest();
        let digits = rest.starts_with(|first: char| first.is_ascii_digit() || first == '*');
        let stream = if digits { &rest[..1] } else { "" };
        let behind = &rest[stream.len()..];
        if !behind.starts_with('>') {
            return None;
        }
        let arrows = if behind.starts_with(">>") { 2 } else { 1 };
        self.advance(stream.len() + arrows);
        if self.rest().starts_with('&') {
            self.advance(2);
            return Some(false);
        }
        self.skip_blank();
        Some(matches!(stream, "" | "1" | "*"))
    }

    /// Goes over an argument: quoted, bracketed or bare, with what follows a comma.
    pub fn skip_value(&mut self) {
        loop {
            self.skip_one_value();
            let mut ahead = *self;
            ahead.skip_between_lines();
            if ahead.peek() != Some(',') {
                return;
            }
            ahead.bump();
            ahead.skip_between_lines();
            if ahead.is_done() || ahead.at_end_of_element() {
                return;
            }
            *self = ahead;
        }
    }

    /// Goes over one argument, up to a blank, comma or separator.
    pub fn skip_one_value(&mut self) {
        while let Some(character) = self.peek() {
            if is_blank(character) && character != '`' || ",|;)}\n\r".contains(character) {
                break;
            }
            self.skip_one();
        }
    }

    /// Goes over a character, a text in quotes or a bracket.
    pub fn skip_one(&mut self) {
        match self.peek() {
            Some('`') => {
                self.bump();
                self.bump();
            }
            Some(character) if quote_of(character).is_some() => {
                self.quoted();
            }
            Some('(' | '{') => {
                let _ = self.bracket();
            }
            _ => self.bump(),
        }
    }
}

/// A value without the quotes around the whole of it.
pub fn unquote(text: &str, range: Range<usize>) -> Range<usize> {
    let mut scan = Scan::new(text, range.clone());
    if scan.peek().and_then(quote_of).is_none() {
        return range;
    }
    let inner = scan.quoted();
    if scan.at >= range.end && inner.end < range.end { inner } else { range }
}

/// The text of a place, borrowed if the whole is.
pub fn sub<'s>(text: &Cow<'s, str>, range: Range<usize>) -> Cow<'s, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
        Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
    }
}
