//! Text in lines of a given width. Widths are columns as terminals count them: East Asian characters take two.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// What happens to a word that is longer than a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongWords {
    /// It is broken: no line is wider than asked.
    Break,
    /// It keeps a line of its own, so that it can be copied.
    Keep,
}

/// Breaks a text into lines of `width` columns, at spaces where it can. The first line starts with `first`, all others with `later`; line ends
/// of the text stay line ends.
#[must_use]
pub fn wrap(text: &str, width: usize, (first, later): (&str, &str), long_words: LongWords) -> Vec<String> {
    // Everything is fixed here, because what textwrap does by itself depends on the features that other crates ask of it.
    let options = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(later)
        .break_words(long_words == LongWords::Break)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::LongWords::{Break, Keep};
    use super::*;

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(wrap("one two three four", 9, ("", "  "), Break), ["one two", "  three", "  four"]);
        assert_eq!(wrap("one two three", 9, ("  ", "  "), Keep), ["  one two", "  three"]);
        assert_eq!(wrap("one two", 20, ("   1  ", "      "), Keep), ["   1  one two"]);
    }

    #[test]
    fn a_long_word_is_broken_or_kept() {
        assert_eq!(wrap("abcdefghijkl m", 5, ("", "  "), Break), ["abc", "  def", "  ghi", "  jkl", "  m"]);
        assert_eq!(wrap("https://a.very.long.example/word x", 10, ("", ""), Keep), ["https://a.very.long.example/word", "x"]);
    }

    #[test]
    fn line_ends_stay() {
        assert_eq!(wrap("a\n\nb", 10, (" ", " "), Keep), [" a", "", " b"]);
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(wrap("日本語 日本語", 7, ("", " "), Break), ["日本語", " 日本語"]);
        assert_eq!(wrap("日本語 日本語", 7, ("", ""), Keep), ["日本語", "日本語"]);
        assert_eq!(wrap("日本語日本語", 7, ("", ""), Break), ["日本語", "日本語"]);
    }
}
