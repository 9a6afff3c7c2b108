//! What stands before every line of a text: the numbers of an editor, the bar of a quoting mail program.

/// Lines at the top by which a margin is recognised.
const LOOKED_AT: usize = 12;

/// What stands before every line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Margin {
    /// Nothing that is the same all the way down.
    None,
    /// `12: ` or `12  `, one more in each line.
    Numbers,
    /// `| `, and a bar alone where a line is blank (no table in Markdown has such a line).
    Bar,
}

impl Margin {
    /// The margin of a text.
    pub fn of(text: &str) -> Self {
        let is_bar = |line: &str| line.starts_with("| ") || line == "|";
        let bars = text.lines().take(LOOKED_AT).take_while(|line| is_bar(line)).filter(|line| line.trim_end() == "|").count();
        if bars > 0 {
            return Self::Bar;
        }
        let mut last = None;
        let mut count = 0;
        for line in text.lines().take(LOOKED_AT) {
            let Some((number, _)) = number(line) else { break };
            if last.is_some_and(|last| number != last + 1) {
                return Self::None;
            }
            last = Some(number);
            count += 1;
        }
        let is_whole = count == LOOKED_AT || count == text.lines().take(LOOKED_AT).count();
        if count > 2 && is_whole { Self::Numbers } else { Self::None }
    }

    /// Bytes that the margin takes at the start of a line.
    pub fn width(self, line: &str) -> usize {
        match self {
            Self::None => 0,
            Self::Numbers => number(line).map_or(0, |(_, width)| width),
            Self::Bar => usize::from(line.starts_with('|')),
        }
    }
}

/// The number that a line begins with, and the bytes up to what it numbers.
fn number(line: &str) -> Option<(u32, usize)> {
    let body = line.trim_start_matches([' ', '\t']);
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let number = body[..digits].parse().ok().filter(|_| digits < 7)?;
    let behind = &body[digits..];
    let mark = usize::from(behind.starts_with([':', '.', ')', '|', '\t']));
    let blank = usize::from(mark > 0 && behind[mark..].starts_with(' '));
    let parted = behind.is_empty() || behind.starts_with([' ', '\t']) || behind[mark..].is_empty() || blank > 0;
    parted.then(|| (number, line.len() - behind.len() + mark + blank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_are_recognised_from_the_top() {
        assert_eq!(Margin::of("1: a\n2: b\n3:\n"), Margin::Numbers);
        assert_eq!(Margin::of(" 9  a\n10\n11  b"), Margin::Numbers);
        assert_eq!(Margin::of("| a\n|\n| b\n"), Margin::Bar);
        for text in ["1: a\n3: b\n4: c", "1 a\n2 b", "| a | b |\n|---|---|\n| c | d |", "a\n1: b\n2: c\n3: d", ""] {
            assert_eq!(Margin::of(text), Margin::None, "{text}");
        }
    }

    #[test]
    fn a_margin_ends_where_the_text_begins() {
        for (line, text) in [("12: Name : x", "Name : x"), (" 9  Name : x", "  Name : x"), ("7", ""), ("Name : x", "Name : x")] {
            assert_eq!(&line[Margin::Numbers.width(line)..], text, "{line}");
        }
        assert_eq!(Margin::Bar.width("| Name : x"), 1);
    }
}
