//! Names within containers, made harmless: they are shown, they may tell a tenant (`tenants/NAME/`), and `redact` makes files of them.

/// Names that Windows keeps for devices.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// The parts of a path within a container: without drive, root and `..`, and without characters that act in a path or are not allowed in one.
pub(super) fn parts(path: &str) -> Vec<String> {
    let parts = path.split(['/', '\\']).map(str::trim).filter(|part| !matches!(*part, "" | "." | ".."));
    parts.filter(|part| !is_drive(part)).map(part).collect()
}

fn is_drive(part: &str) -> bool {
    part.len() == 2 && part.ends_with(':')
}

/// One part, allowed on every system.
fn part(name: &str) -> String {
    let mut plain: String = name
        .chars()
        .map(|c| if c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    plain.truncate(plain.trim_end_matches(['.', ' ']).len());
    let stem = plain.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_port =
        stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem.ends_with(|c: char| c.is_ascii_digit());
    if DEVICES.contains(&stem.as_str()) || is_port || plain.is_empty() {
        plain.insert(0, '_');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_harmless_on_every_system() {
        for (path, expected) in [
            ("onprem/mapi.txt", "onprem/mapi.txt"),
            ("tenants\\contoso\\spn.json", "tenants/contoso/spn.json"),
            ("../../etc/passwd", "etc/passwd"),
            ("/etc/passwd", "etc/passwd"),
            ("C:\\Windows\\win.ini", "Windows/win.ini"),
            ("\\\\server\\share\\x.txt", "server/share/x.txt"),
            ("a.txt:stream", "a.txt_stream"),
            ("NUL", "_NUL"),
            ("com1.txt", "_com1.txt"),
            ("a/./b//c ./d.", "a/b/c/d"),
            ("a\u{0}b\n.txt", "a_b_.txt"),
            ("...", "_"),
        ] {
            assert_eq!(parts(path).join("/"), expected, "{path:?}");
        }
        assert!(parts("..").is_empty());
    }
}
