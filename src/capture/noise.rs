//! Lines that a console prints beside the output: warnings, errors, rules of stars, fences.

/// What kind of noise a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// `**********************`.
    Stars,
    /// The last lines of a transcript: nothing follows what came before.
    TranscriptEnd,
    /// The head of a transcript: nothing above belongs to what comes.
    TranscriptStart,
    /// A warning: the output above or below it may be partial.
    Warning,
    /// Progress that says nothing about the output.
    Chatter,
    /// Part of an error.
    Error,
}

/// What a line of a console is, if it is not output. `text` is undressed.
pub fn noise(text: &str) -> Option<Noise> {
    let body = text.trim_start();
    match body.as_bytes().first()? {
        b'*' => (body.len() >= 8 && body.bytes().all(|byte| byte == b'*')).then_some(Noise::Stars),
        b'+' => (body.starts_with("+ ") || body.starts_with("+~")).then_some(Noise::Error),
        b'A'..=b'Z' | b'a'..=b'z' => capital(body).or_else(|| is_failed_cmdlet(body).then_some(Noise::Error)),
        0x80.. => [WARNINGS, CHATTER]
            .iter()
            .zip([Noise::Warning, Noise::Chatter])
            .find_map(|(words, noise)| says(body, words).then_some(noise)),
        _ => None,
    }
}

/// The word before a warning, in the languages of PowerShell; a colon follows.
const WARNINGS: &[&str] = &[
    "WARNING",
    "WARNUNG",
    "AVERTISSEMENT",
    "ADVERTENCIA",
    "AVVISO",
    "AVISO",
    "OSTRZEŻENIE",
    "UPOZORNĚNÍ",
    "UYARI",
    "VARNING",
    "FIGYELMEZTETÉS",
    "ПРЕДУПРЕЖДЕНИЕ",
    "警告",
    "경고",
];

/// The word before a message of -Verbose or -Debug, in the same languages.
const CHATTER: &[&str] = &[
    "VERBOSE",
    "DEBUG",
    "AUSFÜHRLICH",
    "COMMENTAIRES",
    "DÉBOGUER",
    "DÉBOGAGE",
    "DETALLADO",
    "DEPURAR",
    "DETTAGLIATO",
    "DETALHADO",
    "DEPURAÇÃO",
    "ПОДРОБНО",
    "ОТЛАДКА",
    "詳細",
    "デバッグ",
    "详细信息",
    "详细",
    "调试",
    "詳細資訊",
    "偵錯",
    "자세한 정보 표시",
    "자세히",
    "디버그",
];

/// Whether a line begins with one of these words and a colon.
fn says(body: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        body.strip_prefix(word).is_some_and(|rest| rest.trim_start_matches(['\u{a0}', ' ']).starts_with([':', '\u{ff1a}']))
    })
}

fn capital(body: &str) -> Option<Noise> {
    const STARTS: &[(&str, Noise)] = &[
        ("Creating a new session for implicit remoting", Noise::Chatter),
        ("Transcript started,", Noise::TranscriptStart),
        ("Transcript stopped,", Noise::TranscriptEnd),
        ("Command start time:", Noise::Chatter),
        ("End time:", Noise::Chatter),
        ("Start time:", Noise::Chatter),
        ("PowerShell transcript start", Noise::TranscriptStart),
        ("Windows PowerShell transcript start", Noise::TranscriptStart),
        ("PowerShell transcript end", Noise::TranscriptEnd),
        ("Windows PowerShell transcript end", Noise::TranscriptEnd),
        ("At line:", Noise::Error),
    ];
    // The word of a message is all in capitals, the name of a property is not.
    let shouts = body.chars().take(3).all(char::is_uppercase);
    match body.as_bytes().first()? {
        _ if shouts && says(body, WARNINGS) => Some(Noise::Warning),
        _ if shouts && says(body, CHATTER) => Some(Noise::Chatter),
        b'C' | b'T' | b'E' | b'S' | b'P' | b'W' | b'A' => {
            STARTS.iter().find(|(start, _)| body.starts_with(start)).map(|&(_, noise)| noise)
        }
        _ => None,
    }
}

/// `Get-Foo : The term 'Get-Foo' is not recognized …`, and without the blank in PowerShell 7.
fn is_failed_cmdlet(body: &str) -> bool {
    let end = body.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'-')).unwrap_or(body.len());
    let word = &body[..end];
    word.contains('-')
        && word.starts_with(|first: char| first.is_ascii_alphabetic())
        && body[end..].trim_start().starts_with(':')
        && body[end..].trim_start()[1..].starts_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_in_every_language_and_properties_are_none() {
        for warning in
            ["WARNING: x", "  WARNUNG: x", "AVERTISSEMENT\u{a0}: x", "警告: x", "경고: x", "ПРЕДУПРЕЖДЕНИЕ: x", "OSTRZEŻENIE: x"]
        {
            assert_eq!(noise(warning), Some(Noise::Warning), "{warning}");
        }
        for chatter in
            ["VERBOSE: x", "DEBUG: x", "AUSFÜHRLICH: x", "DÉBOGUER : x", "詳細: x", "デバッグ: x", "调试: x", "ОТЛАДКА: x"]
        {
            assert_eq!(noise(chatter), Some(Noise::Chatter), "{chatter}");
        }
        for none in ["Warning : x", "DebugLevel : 1", "VERBOSELY: x", "SID : S-1-5-21", "OAB : x", "詳細な説明", "URL: x", ""]
        {
            assert_eq!(noise(none), None, "{none}");
        }
    }
}
