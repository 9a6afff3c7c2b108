//! The look of a prompt.

/// Length in bytes of the prompt at the start of `line` (`[PS] C:\\Windows\\system32>`, `PS C:\\>`, `PS>`, `PS] C:\\…>` with the bracket lost);
/// `None` if it does not start with one. A lone `>` is not taken for one here.
pub fn prompt(line: &str) -> Option<usize> {
    let rest = line.strip_prefix('[').unwrap_or(line);
    let rest = rest.strip_prefix("PS").or_else(|| rest.strip_prefix("ps"))?;
    let rest = rest.strip_prefix(']').unwrap_or(rest);
    if rest.starts_with('>') {
        return Some(line.len() - rest.len() + 1);
    }
    if !rest.starts_with(' ') {
        return None;
    }
    let path = rest.trim_start();
    let end = path.find('>')?;
    let place = &path[..end];
    let drive = place.as_bytes().get(1) == Some(&b':') && place.as_bytes()[0].is_ascii_alphabetic();
    let path_like = drive || place.starts_with(['/', '~']) || place.starts_with("\\\\");
    path_like.then(|| line.len() - path.len() + end + 1)
}
