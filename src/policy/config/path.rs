//! Paths that a file names: only below the folder of that file.

/// Checks a path as written in a configuration and gives it back with `/` between its components.
///
/// # Errors
/// Says what is wrong with it: absolute, of another machine or device, a stream, or outside the folder. Opening such a
/// name can be enough to do harm on Windows (a UNC name sends the user's credentials), so it is never opened.
pub fn below(written: &str) -> Result<String, &'static str> {
    let path = written.replace('\\', "/");
    if path.trim().is_empty() {
        return Err("an empty path");
    }
    if path.starts_with("//") {
        return Err("a path of another machine or a device");
    }
    if path.starts_with('/') || path.starts_with('~') || is_drive(&path) {
        return Err("an absolute path");
    }
    if path.contains(':') {
        return Err("a path with a colon: a stream or a device");
    }
    if path
        .chars()
        .any(|character| crate::text::acts(character) || matches!(character, '\t' | '\n' | '<' | '>' | '"' | '|' | '?' | '*'))
    {
        return Err("a path with characters that file names don't have");
    }
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => return Err("a path that leaves the folder of the file"),
            part if is_device(part) => return Err("the name of a device"),
            part if part.ends_with(['.', ' ']) => return Err("a path whose part ends in a dot or blank, which Windows drops"),
            part => parts.push(part),
        }
    }
    if parts.is_empty() { Ok(".".to_owned()) } else { Ok(parts.join("/")) }
}

fn is_drive(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':'
}

/// Names that Windows gives to devices in every folder, with any ending.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    numbered.is_some_and(|number| matches!(number, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn only_paths_below_the_folder_are_taken() {
        for (written, taken) in [
            ("tenants/contoso", "tenants/contoso"),
            (r"tenants\contoso", "tenants/contoso"),
            ("./a//b/", "a/b"),
            (".", "."),
            ("nullable/con-text.txt", "nullable/con-text.txt"),
        ] {
            assert_eq!(below(written).as_deref(), Ok(taken), "{written}");
        }
        for refused in [
            "",
            " ",
            "/etc/passwd",
            r"\\server\share",
            "//server/share",
            r"\\.\pipe\x",
            r"\\?\C:\x",
            r"C:\x",
            "c:x",
            "~/x",
            "../x",
            r"a\..\..\x",
            "a/..",
            "a.txt:stream",
            "NUL",
            "nul.txt",
            "aux",
            "a/COM1",
            "lpt9.log",
            "COM¹",
            "a/b. /c",
            "con .txt",
            "a\u{202e}b",
            "a\0b",
            "a*b",
            r"\x",
        ] {
            assert!(below(refused).is_err(), "{refused:?}");
        }
    }
}
