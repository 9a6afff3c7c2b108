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

/// What a line of a console is, if it is no output. `text` is undressed.
pub fn noise(text: &str) -> Option<Noise> {
    let body = text.trim_start();
    match body.as_bytes().first()? {
        b'*' => (body.len() >= 8 && body.bytes().all(|byte| byte == b'*')).then_some(Noise::Stars),
        b'+' => (body.starts_with("+ ") || body.starts_with("+~")).then_some(Noise::Error),
        b'V' | b'D' | b'C' | b'E' | b'T' | b'P' | b'W' | b'A' | b'S' | b'O'
            if body.starts_with(|first: char| first.is_ascii()) =>
        {
            capital(body)
        }
        b'A'..=b'Z' | b'a'..=b'z' => is_failed_cmdlet(body).then_some(Noise::Error),
        0xe8 => body.starts_with("警告").then_some(Noise::Warning),
        _ => None,
    }
}

fn capital(body: &str) -> Option<Noise> {
    const STARTS: &[(&str, Noise)] = &[
        ("WARNING:", Noise::Warning),
        ("WARNUNG:", Noise::Warning),
        ("AVERTISSEMENT", Noise::Warning),
        ("ADVERTENCIA:", Noise::Warning),
        ("AVVISO:", Noise::Warning),
        ("AVISO:", Noise::Warning),
        ("VERBOSE:", Noise::Chatter),
        ("AUSFÜHRLICH:", Noise::Chatter),
        ("DEBUG:", Noise::Chatter),
        ("COMMENTAIRES", Noise::Chatter),
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
    let known = STARTS.iter().find(|(start, _)| body.starts_with(start)).map(|&(_, noise)| noise);
    known.or_else(|| is_failed_cmdlet(body).then_some(Noise::Error))
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
