//! Output that the words below it take back: `The above is an example`.

use super::super::line::Line;
use super::super::noise::noise;
use super::super::prompt::prompt;
use super::super::wish::OF_A_WISH;
use super::super::{Capture, Skipped, command, list};
use super::Session;
use super::hearsay::{ALWAYS, BOOKS, OUGHT, SHOWS, calls_it_other};

const WHY: &str =
    "the words below it say that it is an example, an expectation or a former state: capture what the cmdlet prints now";

impl<'s> Session<'s> {
    /// Whether the line says that what stands above it is not the present output; then that proves nothing, and the line is taken.
    pub(super) fn takes_back(&mut self, raw: &str, line: &Line<'s>, out: &mut Capture<'s>) -> bool {
        let text = line.text.trim();
        if !disowns(text) {
            return false;
        }
        let is_property = list::property(&line.text).is_some_and(|property| !property.glued);
        if is_property || prompt(text).is_some() || command::is_command(text) || noise(raw).is_some() {
            return false;
        }
        self.close(out);
        let Some(last) = out.records.last().filter(|last| !last.hearsay) else { return false };
        let (command, end) = (last.command, last.at);
        let above = out.records.iter_mut().rev().take_while(|record| record.command == command && !record.hearsay);
        let start = above.fold(end, |_, record| {
            record.hearsay = true;
            record.at
        });
        // That nothing else was printed does not say that there is nothing.
        if let Some(command) = command.and_then(|index| out.commands.get_mut(index)) {
            command.partial = true;
        }
        let at = if start.start <= end.start { start.to(end) } else { end };
        out.skipped.push(Skipped { at, why: WHY.to_owned() });
        self.leave(false, out);
        true
    }
}

/// Whether words point at what stands above them, and call it something else than what a cmdlet printed here and now.
fn disowns(text: &str) -> bool {
    const LONGEST: usize = 160;
    // What ends in a colon speaks of what is below.
    if text.len() > LONGEST || text.ends_with(':') {
        return false;
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let is_pair = |first: &[&str], second: &[&str]| {
        words.windows(2).any(|pair| matches!(pair, [one, other] if first.contains(one) && second.contains(other)))
    };
    // `This is not an example`, `no longer an example`.
    let is_other = |word: &&str| OF_A_WISH.contains(word) || ALWAYS.contains(word);
    let before = |at: usize| words.get(at.saturating_sub(3)..at).unwrap_or_default();
    let is_denied =
        words.iter().enumerate().any(|(at, word)| is_other(word) && before(at).iter().any(|word| NEVER.contains(word)));
    if is_denied {
        return false;
    }
    let is_wish = words.iter().any(is_other);
    let inner = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).or(text.strip_prefix('^'));
    if inner.is_some_and(|inner| is_wish || calls_it_other(inner)) || (is_wish && has(&["end", "ende", "ends", "endet", "fin"])) {
        return true;
    }
    let points =
        has(ABOVE) || is_pair(THESE, ARE) || (words.first().is_some_and(|word| THESE.contains(word)) && is_pair(OUTPUTS, ARE));
    let ought = (has(OUGHT) && has(SHOWS)) || is_pair(&["would"], &["look"]);
    let is_made_up = has(MADE_UP) || is_pair(&["made"], &["up"]);
    let is_of_a_book = words.iter().any(|word| BOOKS.contains(word) && *word != "microsoft") && has(FROM);
    let is_not_ours = is_pair(&["not", "nicht"], &["our", "ours", "real", "production", "echt", "unsere"]);
    points && (is_wish || ought || is_made_up || is_of_a_book || is_not_ours)
}

const ABOVE: &[&str] = &[
    "above",
    "oben",
    "obige",
    "obigen",
    "obiges",
    "vorstehende",
    "vorstehend",
    "dessus",
    "arriba",
    "anterior",
    "sopra",
    "preceding",
];
const THESE: &[&str] = &["that", "this", "these", "those", "it", "das", "dies", "diese", "ceci", "cela", "c", "esto", "questo"];
const ARE: &[&str] = &["is", "was", "are", "were", "s", "ist", "war", "sind", "waren", "est", "es", "è"];
const OUTPUTS: &[&str] = &[
    "capture",
    "config",
    "configuration",
    "data",
    "lines",
    "list",
    "names",
    "output",
    "result",
    "results",
    "settings",
    "values",
    "werte",
    "ausgabe",
];
const NEVER: &[&str] = &["never", "no", "not", "kein", "keine", "nicht", "pas", "than"];
const FROM: &[&str] =
    &["according", "as", "aus", "cited", "copied", "from", "in", "laut", "of", "quote", "quoted", "see", "taken"];
const MADE_UP: &[&str] = &[
    "alt",
    "alte",
    "demo",
    "dummy",
    "erfunden",
    "fake",
    "fictional",
    "fictitious",
    "former",
    "invented",
    "lab",
    "labor",
    "obsolete",
    "old",
    "outdated",
    "placeholder",
    "placeholders",
    "testlab",
    "veraltet",
];

#[cfg(test)]
mod tests {
    use super::disowns;

    #[test]
    fn words_that_take_back_what_stands_above_them() {
        for text in [
            "The above is an example",
            "The above is only an example, our servers are called otherwise.",
            "This is just an example.",
            "This was an example of the output.",
            "(example output)",
            "(example)",
            "^ example only, not our server",
            "^^ expected",
            "These values are made up.",
            "Those values were invented.",
            "The output above is from the documentation.",
            "Note: the output above was taken from the lab.",
            "Above: expected output",
            "That was the old configuration.",
            "Das oben ist nur ein Beispiel.",
            "Oben: Sollzustand",
            "Die obige Ausgabe ist erfunden.",
            "This is how it should look.",
            "That is what it should look like",
            "It would look like the above",
            "Example ends here",
            "End of example",
            "--- end of sample ---",
            "The above is not our server.",
            "L'exemple ci-dessus",
        ] {
            assert!(disowns(text), "{text}");
        }
        for text in [
            "The above is the output of EX01",
            "This is not an example.",
            "The above is no example, it is what we have",
            "As in the example above:",
            "Expected output:",
            "This is EX02",
            "See above.",
            "The same as above",
            "That is all.",
            "(EX01)",
            "It is the end of the list",
            "This was captured on 2026-11-02",
            "",
        ] {
            assert!(!disowns(text), "{text}");
        }
    }
}
