//! Secrets that have no business in a capture: found, told without being shown, and always removed (security.md T13).

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A secret: where it stands and what kind it is, never what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Bytes of the text.
    pub at: Range<usize>,
    /// What it is, in words.
    pub kind: &'static str,
}

/// Patterns; the group 1 is the secret.
static DETECTORS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    [
        ("a token", r"\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){0,3})"),
        ("a bearer token", r"(?i)\bBearer\s+([A-Za-z0-9._~+/-]{16,}=*)"),
        ("a password in a header", r"(?i)\bAuthorization\s*:\s*(?:Basic|Negotiate|NTLM)\s+([A-Za-z0-9+/]{8,}=*)"),
        ("a cookie", r"(?im)^[^\S\r\n]*(?:Set-)?Cookie\s*:\s*([^\r\n]+)"),
        ("a client secret", r"([A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,37})"),
        ("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----([^-]+)-----END"),
        ("key material", r#"(?i)"key"\s*:\s*"([A-Za-z0-9+/=_-]{16,})""#),
        ("key material", r"(?im)^[^\S\r\n]*Key\s*:\s*\{((?:\d{1,3}[,.\s]*)+)\}?"),
        ("the beginning of a client secret", r#"(?i)"hint"\s*:\s*"([^"]{2,8})""#),
        (
            "a password or secret",
            r#"(?i)\b(?:client_?secret|secret_?text|password|passwd|passphrase|pwd|access_?token|refresh_?token|id_?token|api_?key|shared_?secret|connection_?string)["']?[^\S\r\n]*[:=][^\S\r\n]*["']?([^\s"',;{}\[\]]{3,})"#,
        ),
        ("a password or secret", r#"(?i)\bConvertTo-SecureString\s+(?:-String\s+)?["']([^"'\r\n]+)["']"#),
        ("a password or secret", r#"(?i)\s-(?:ClientSecret|Password|Secret|AccessToken)\s+["']?([^\s"'$()]{3,})"#),
    ]
    .into_iter()
    .filter_map(|(kind, pattern)| Some((kind, Regex::new(pattern).ok()?)))
    .collect()
});

/// Values of such properties that are no secret.
const HARMLESS: &[&str] =
    &["true", "false", "null", "none", "system.security.securestring", "********", "<redacted>", "redacted"];

/// All secrets of a text, in its order, none overlapping another.
#[must_use]
pub fn secrets(text: &str) -> Vec<Secret> {
    let mut found: Vec<Secret> = Vec::new();
    for (kind, pattern) in DETECTORS.iter() {
        for matched in pattern.captures_iter(text) {
            let Some(secret) = matched.get(1) else { continue };
            let value = secret.as_str().trim();
            let is_removed = !value.chars().any(|character| character.is_alphanumeric() && !matches!(character, 'x' | '0'));
            if !is_removed && !HARMLESS.contains(&value.to_lowercase().as_str()) {
                found.push(Secret { at: secret.range(), kind });
            }
        }
    }
    found.sort_by_key(|secret| (secret.at.start, std::cmp::Reverse(secret.at.end)));
    let mut end = 0;
    found.retain(|secret| {
        let apart = secret.at.start >= end;
        end = end.max(secret.at.end);
        apart
    });
    found
}

/// What stands where a character of a secret stood: lines, blanks and the commas of lists stay.
#[must_use]
pub fn removed(character: char) -> char {
    match character {
        character if character.is_whitespace() => character,
        ',' => ',',
        '0'..='9' => '0',
        _ => 'x',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        secrets(text).into_iter().map(|secret| &text[secret.at]).collect()
    }

    #[test]
    fn secrets_are_found_in_every_dress() {
        for (text, secret) in [
            ("Authorization: Bearer abcdefghijklmnop1234", "abcdefghijklmnop1234"),
            ("token eyJ0eXAiOiJKV1Qi.eyJhdWQiOiIwMD.c2ln", "eyJ0eXAiOiJKV1Qi.eyJhdWQiOiIwMD.c2ln"),
            (r#""client_secret":"hunter2!""#, "hunter2!"),
            ("password = correct-horse", "correct-horse"),
            ("$p = ConvertTo-SecureString 'P@ss w0rd' -AsPlainText -Force", "P@ss w0rd"),
            ("x -ClientSecret abc~def", "abc~def"),
            (r#""key": "MIIDdTCCAl2gAwIBAgIL""#, "MIIDdTCCAl2gAwIBAgIL"),
            ("Key : {48, 130, 3}", "48, 130, 3"),
            (r#"{"hint": "q4Z"}"#, "q4Z"),
        ] {
            assert_eq!(found(text), [secret], "{text}");
        }
    }

    #[test]
    fn settings_about_secrets_are_none() {
        for text in [
            "PasswordExpired : False",
            "Password :\nName : x",
            "passwordCredentials: []",
            "password: null",
            "{Basic, Ntlm, WindowsIntegrated}",
            "Get-AuthServer | fl",
            "BearerMethod : None",
            "WWW-Authenticate: Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", trusted_issuers=\"x\"",
            "KeyId : 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
