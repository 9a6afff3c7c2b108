//! The look of a prompt.

use super::command::Window;

/// Length in bytes of the prompt at the start of `line` (`[PS] C:\\Windows\\system32>`, `PS C:\\>`, `PS>`, `PS] C:\\…>` with the bracket lost);
/// `[EX01]: PS C:\\>` of a remote session); `None` if it does not start with one. A lone `>` is not taken for one here.
pub fn prompt(line: &str) -> Option<usize> {
    let rest = remote(line).or_else(|| line.strip_prefix('[')).unwrap_or(line);
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

/// The window that a line with a prompt was typed in.
pub fn window(line: &str) -> Window {
    let is_management = line.starts_with("[PS]") || line.starts_with("PS]") || line.starts_with("[ps]");
    if is_management { Window::Management } else { Window::Plain }
}

/// The host that a prompt names, `[EX01.contoso.com]: PS C:\\>`.
pub fn host(line: &str) -> Option<&str> {
    remote(line)?;
    line.strip_prefix('[')?.split_once(']').map(|(host, _)| host)
}

/// What stands behind `[EX01.contoso.com]: `.
fn remote(line: &str) -> Option<&str> {
    let (host, rest) = line.strip_prefix('[')?.split_once("]: ")?;
    (host.len() < 256 && !host.contains(' ')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_and_what_is_none() {
        for (line, command) in [
            ("[PS] C:\\Windows\\system32>Get-X", "Get-X"),
            ("PS C:\\>", ""),
            ("PS>Get-X", "Get-X"),
            ("PS] C:\\a>b", "b"),
            ("PS /home/x> ls", " ls"),
            ("[EX01]: PS C:\\Users\\a b> x", " x"),
        ] {
            assert_eq!(prompt(line).map(|length| &line[length..]), Some(command), "{line}");
        }
        for line in ["PSComputerName : a", "PS: see > below", "[REDACTED]", "PS I like it > that", "C:\\>", ""] {
            assert_eq!(prompt(line), None, "{line}");
        }
    }
}
