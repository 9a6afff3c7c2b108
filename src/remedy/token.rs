//! PowerShell cut into tokens, as far as scripts of hmaudit use the language. Everything else is an error: this is not a parser for other
//! people's scripts.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `# …` to the end of the line.
    Comment,
    /// `'…'`, a doubled quote standing for one.
    Literal,
    /// `"…"`, only ever constant.
    Expandable,
    /// Letters, digits and `_ - . : $`.
    Word,
    /// One other character.
    Mark,
    /// CR LF.
    LineEnd,
}

/// A token and where it stands (bytes).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub text: &'t str,
    /// First byte.
    pub at: usize,
}

impl Token<'_> {
    /// What a literal stands for.
    #[must_use]
    pub fn value(&self) -> Option<String> {
        let inner = self.text.strip_prefix('\'')?.strip_suffix('\'')?;
        (self.kind == Kind::Literal).then(|| inner.replace("''", "'"))
    }
}

/// Why a text cannot be cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenError {
    /// First byte of what is wrong.
    pub at: usize,
    /// What is wrong.
    pub why: &'static str,
}

/// Cuts a script into tokens. Blanks are left out; line ends are tokens.
///
/// # Errors
/// At the first character that no script of hmaudit has: not ASCII, a control character, a tab, a line end that is not CR LF, a literal
/// without end.
pub fn tokens(text: &str) -> Result<Vec<Token<'_>>, TokenError> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (kind, end) = match byte {
            b' ' => {
                at += 1;
                continue;
            }
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => (Kind::LineEnd, at + 2),
            b'\n' => return Err(TokenError { at, why: "the line ends with LF; scripts of hmaudit have CR LF" }),
            b'#' => (Kind::Comment, end_of_line(bytes, at)?),
            b'\'' => (Kind::Literal, end_of_literal(bytes, at, b'\'')?),
            b'"' => (Kind::Expandable, end_of_literal(bytes, at, b'"')?),
            byte if is_word(byte) => {
                let length = bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
                (Kind::Word, at + length)
            }
            b'!'..=b'~' => (Kind::Mark, at + 1),
            _ => return Err(foreign(at, byte)),
        };
        let Some(part) = text.get(at..end) else { return Err(foreign(at, byte)) };
        tokens.push(Token { kind, text: part, at });
        at = end;
    }
    Ok(tokens)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'$')
}

fn foreign(at: usize, byte: u8) -> TokenError {
    let why = if byte < 0x80 { "a control character; scripts of hmaudit have none" } else { "not ASCII; scripts of hmaudit are" };
    TokenError { at, why }
}

fn end_of_line(bytes: &[u8], start: usize) -> Result<usize, TokenError> {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => return Ok(at),
            b' '..=b'~' => at += 1,
            b'\n' => return Err(TokenError { at, why: "the line ends with LF; scripts of hmaudit have CR LF" }),
            _ => return Err(foreign(at, byte)),
        }
    }
    Ok(at)
}

fn end_of_literal(bytes: &[u8], start: usize, quote: u8) -> Result<usize, TokenError> {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            _ if byte == quote && bytes.get(at + 1) == Some(&quote) => at += 2,
            _ if byte == quote => return Ok(at + 1),
            b' '..=b'~' => at += 1,
            b'\r' | b'\n' => return Err(TokenError { at: start, why: "a literal that does not end on its line" }),
            _ => return Err(foreign(at, byte)),
        }
    }
    Err(TokenError { at: start, why: "a literal without end" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_a_call() {
        let found = tokens("Add-It -Step 1 -Name @('a', 'b''c')\r\n# end\r\n").unwrap();
        let texts: Vec<&str> = found.iter().map(|token| token.text).collect();
        assert_eq!(texts, ["Add-It", "-Step", "1", "-Name", "@", "(", "'a'", ",", "'b''c'", ")", "\r\n", "# end", "\r\n"]);
        assert_eq!(found[8].value().as_deref(), Some("b'c"));
    }

    #[test]
    fn finds_what_does_not_belong() {
        for (text, at) in
            [("a\nb", 1), ("a\tb", 1), ("a \u{2018}", 2), ("'a\r\n'", 0), ("'a", 0), ("# \u{202e}", 2), ("a\u{0}", 1)]
        {
            assert_eq!(tokens(text).unwrap_err().at, at, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_loses_nothing_but_blanks(text in any::<String>()) {
            if let Ok(found) = tokens(&text) {
                let joined: String = found.iter().map(|token| token.text).collect();
                prop_assert_eq!(joined.len() <= text.len(), true);
                prop_assert!(found.windows(2).all(|pair| pair[0].at < pair[1].at));
            }
        }
    }
}
