//! Running text as a browser lays it out: blanks collapse, blocks begin on a line of their own.

/// Text that is being laid out.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    text: String,
    /// Blanks stood there, and it is not known yet whether something follows them.
    blank: bool,
}

impl Flow {
    /// Adds text; `kept` says that its blanks and line ends count, as within `<pre>`.
    pub fn push(&mut self, text: &str, kept: bool) {
        if kept {
            self.settle();
            self.text.extend(text.chars().filter(|character| *character != '\r').map(plain));
            return;
        }
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.blank = true;
            } else {
                self.settle();
                self.text.push(plain(character));
            }
        }
    }

    fn settle(&mut self) {
        if std::mem::take(&mut self.blank) && !self.is_at_start() {
            self.text.push(' ');
        }
    }

    fn is_at_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with('\n')
    }

    /// A line end that counts (`<br>`).
    pub fn end_line(&mut self) {
        self.blank = false;
        self.text.push('\n');
    }

    /// Ends the line if something stands on it.
    pub fn block(&mut self) {
        self.blank = false;
        if !self.is_at_start() {
            self.text.push('\n');
        }
    }

    /// Leaves a blank line.
    pub fn gap(&mut self) {
        self.block();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Bytes of text so far.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// A blank that does not break is a blank.
fn plain(character: char) -> char {
    if character == '\u{a0}' { ' ' } else { character }
}
