//! The encodings that `--encoding` knows, by the names that reports print.

use encoding_rs::Encoding;

/// The names that `--encoding` takes and that [`super::Source::encoding`] holds, in the order in which help lists them.
pub const ENCODINGS: &[&str] = &[
    "utf-8",
    "utf-16le",
    "utf-16be",
    "utf-32le",
    "utf-32be",
    "windows-1252",
    "ibm437",
    "ibm850",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-874",
    "ibm866",
    "shift_jis",
    "gbk",
    "big5",
    "euc-kr",
];

/// A name that `--encoding` does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[error("`{}` is not an encoding that hmaudit knows", crate::text::visible_line(.given))]
#[diagnostic(code(hmaudit::encoding), help("{}one of: {}", nearest.map(|name| format!("did you mean `{name}`? ")).unwrap_or_default(), ENCODINGS.join(", ")))]
pub struct UnknownEncodingError {
    /// What was given.
    pub given: String,
    /// The known name that looks most like it.
    pub nearest: Option<&'static str>,
}

/// The canonical name of an encoding: `UTF8`, `utf-16`, `unicode`, `cp1252`, `ansi`, `latin1`, `oem437`, `CP850` and so on.
///
/// `utf-16` and PowerShell's `unicode` mean little-endian, which is what PowerShell writes; a byte order mark in the file overrides the byte order.
///
/// # Errors
/// When the name is unknown; the error lists the names and the nearest one.
pub fn parse_encoding(name: &str) -> Result<&'static str, UnknownEncodingError> {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let canonical = match plain.as_str() {
        "utf8" | "utf8bom" | "utf8nobom" | "65001" | "cp65001" | "ascii" | "usascii" => "utf-8",
        "utf16" | "utf16le" | "unicode" | "ucs2" | "1200" => "utf-16le",
        "utf16be" | "bigendianunicode" | "1201" => "utf-16be",
        "utf32" | "utf32le" | "12000" => "utf-32le",
        "utf32be" | "bigendianutf32" | "12001" => "utf-32be",
        "ansi" | "latin1" | "iso88591" | "iso885915" | "default" => "windows-1252",
        "oem" => "ibm850",
        "sjis" | "932" | "cp932" => "shift_jis",
        "936" | "cp936" | "gb2312" => "gbk",
        "950" | "cp950" => "big5",
        "949" | "cp949" => "euc-kr",
        other => {
            let number = other.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let prefix = &other[..other.len() - number.len()];
            let is_page = matches!(prefix, "" | "cp" | "ibm" | "oem" | "windows" | "win" | "codepage" | "dos");
            let known = ENCODINGS.iter().find(|known| {
                let squeezed: String = known.chars().filter(char::is_ascii_alphanumeric).collect();
                let page = known.trim_start_matches("windows-").trim_start_matches("ibm");
                squeezed == other || (is_page && page.len() < known.len() && page == number)
            });
            return known.copied().ok_or_else(|| UnknownEncodingError {
                given: name.to_owned(),
                nearest: ENCODINGS
                    .iter()
                    .map(|known| (strsim::jaro_winkler(known, &name.to_ascii_lowercase()), *known))
                    .filter(|(likeness, _)| *likeness > 0.8)
                    .max_by(|a, b| a.0.total_cmp(&b.0))
                    .map(|(_, known)| known),
            });
        }
    };
    Ok(canonical)
}

/// The decoder of a canonical name; `None` for what is decoded by ourselves: the OEM pages and UTF-32.
pub(super) fn decoder(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.as_bytes()).filter(|_| name != "ibm437" && name != "ibm850")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_is_its_own_canonical_form_and_can_be_decoded() {
        for name in ENCODINGS {
            assert_eq!(parse_encoding(name).as_ref(), Ok(name));
            let is_ours = name.starts_with("ibm4") || *name == "ibm850" || name.starts_with("utf-32");
            assert_eq!(decoder(name).is_none(), is_ours, "{name}");
        }
    }

    #[test]
    fn the_names_that_people_type_are_understood() {
        for (given, canonical) in [
            ("UTF8", "utf-8"),
            ("utf-16", "utf-16le"),
            ("Unicode", "utf-16le"),
            ("UTF-16BE", "utf-16be"),
            ("cp1252", "windows-1252"),
            ("1252", "windows-1252"),
            ("ANSI", "windows-1252"),
            ("latin1", "windows-1252"),
            ("ISO-8859-1", "windows-1252"),
            ("cp437", "ibm437"),
            ("oem437", "ibm437"),
            ("CP850", "ibm850"),
            ("850", "ibm850"),
            ("win-1250", "windows-1250"),
            ("cp932", "shift_jis"),
        ] {
            assert_eq!(parse_encoding(given), Ok(canonical), "{given}");
        }
    }

    #[test]
    fn an_unknown_name_is_told_with_the_nearest_and_all_choices() {
        let error = parse_encoding("windows-125").unwrap_err();
        assert!(error.nearest.is_some_and(|name| name.starts_with("windows-125")));
        let help = miette::Diagnostic::help(&error).unwrap().to_string();
        assert!(help.contains("did you mean") && help.contains("ibm437"), "{help}");
        assert!(parse_encoding("").is_err());
        assert!(parse_encoding("cp").is_err());
    }
}
