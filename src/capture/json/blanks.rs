//! What stands between the parts of a JSON text and says nothing: blanks, the comments that editors allow, the marks that a mail program puts
//! before the lines of a quote.

/// Where the blanks and comments (`// …`, `/* … */`) that start at `at` end.
pub(in crate::capture) fn behind_blanks(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut quoted = false;
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t') => at += 1,
            Some(b'\r' | b'\n') => {
                quoted = true;
                at += 1;
            }
            Some(b'>') if quoted => at += 1,
            Some(b'/') => match comment(text, at) {
                Some(end) => at = end,
                None => return at,
            },
            _ => return at,
        }
    }
}

/// Where the comment that starts at `at` ends; `None` if there is none, or no end of it.
pub(in crate::capture) fn comment(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    if rest.starts_with(b"//") {
        Some(at + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()))
    } else if rest.starts_with(b"/*") {
        // Not beyond what a person writes, so that a slash and a star somewhere cost no second look at the whole file.
        let reach = &rest[2..rest.len().min(1024)];
        memchr::memmem::find(reach, b"*/").map(|end| at + end + 4)
    } else {
        None
    }
}
