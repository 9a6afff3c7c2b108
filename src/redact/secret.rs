//! Secrets that have no business in a capture: found, told without being shown, and always removed.

use regex::Regex;
use std::borrow::Cow;
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

/// Patterns; the groups are the secret: the first that takes part in a match.
static DETECTORS: LazyLock<Vec<(&'static str, Result<Regex, regex::Error>)>> = LazyLock::new(|| {
    // A value: in quotes up to the next quote, else up to a blank or a mark. Quotes may be escaped, as in JSON within JSON.
    let value = r#"(?:\\?["'“„]([^"'”\r\n]{3,})["'”]|([^\s"',;{}\[\]()<>|&]{3,}))"#;
    let patterns: Vec<(&'static str, String)> = vec![
        ("a token", r"\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){0,3})".to_owned()),
        ("a bearer token", r"(?i)\bBearer\s+([A-Za-z0-9._~+/-]{16,}=*)".to_owned()),
        (
            "a password in a header",
            r#"(?i)\bAuthorization["']?\s*[:=]\s*["']?(?:Basic|Negotiate|NTLM|Digest)\s+([A-Za-z0-9+/_-]{6,}=*)"#.to_owned(),
        ),
        ("a cookie", r#"(?i)\b(?:Set-)?Cookie\d?(?:["']?[^\S\r\n]*[:=]|["'],)[^\S\r\n]*["'{\[]{0,2}([^\r\n"'\]]{2,})"#.to_owned()),
        ("a canary", r#"(?i)\b(?:X-OWA-CANARY|X-BackEndCookie|cadata\w*|FedAuth|rtFa|ESTSAUTH\w*|MSISAuth\w*)["']?\s*[:=]\s*["']?([^\s"';,]{4,})"#.to_owned()),
        ("a client secret", r"([A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,37})".to_owned()),
        ("an access key", r"\b((?:AKIA|ASIA)[A-Z0-9]{16})\b".to_owned()),
        ("an access key", r"\b((?:gh[pousr]|github_pat|xox[abprs]|glpat|sk)[_-][A-Za-z0-9_-]{16,})".to_owned()),
        ("a private key", r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(.+?)(?:-----END|\z)".to_owned()),
        ("key material", r#"(?i)"key"\s*:\s*"([A-Za-z0-9+/=_-]{16,})""#.to_owned()),
        ("key material", r"(?im)^[^\S\r\n]*Key\s*:\s*\{((?:\d{1,3}[,.\s]*)+)\}?".to_owned()),
        ("the beginning of a client secret", r#"(?i)"hint"\s*:\s*"([^"]{2,8})""#.to_owned()),
        ("a password in a URL", r#"(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@"'<>]{1,128}:([^\s/@"'<>]{1,256})@"#.to_owned()),
        ("a signature in a URL", r#"(?i)[?&;](?:sig|signature|code|client_assertion|assertion)=([^\s&"'<>;]{6,})"#.to_owned()),
        (
            "a password or secret",
            format!(
                r#"(?i)(?:^|[^\p{{L}}\p{{N}}])[\p{{L}}\p{{N}}_.-]*?(?:client_?secret|secret_?text|secret|password|passwort|kennwort|passwd|passphrase|pass_?word|pwd|access_?token|refresh_?token|id_?token|auth_?token|sas_?token|api_?key|access_?key|account_?key|shared_?key|private_?key|signing_?key|encryption_?key|master_?key|shared_?secret|connection_?string)["'\]]?[^\S\r\n]*(?:[:=]|=>)[^\S\r\n]*{value}"#
            ),
        ),
        ("a password or secret", r#"(?i)\$[\p{L}\p{N}_:]*(?:pw|pass|secret|cred|token|pin)[\p{L}\p{N}_]*[^\S\r\n]*=[^\S\r\n]*["']([^"'\r\n]{3,})["']"#.to_owned()),
        (
            "a password or secret",
            r#"(?i)\bConvertTo-SecureString\s+(?:-(?:String|Key|AsPlainText|Force)\s+)*["']?([^"'\r\n$()-][^"'\r\n]*?)["']?(?:\s+-|\)|$|\r|\n|["'])"#.to_owned(),
        ),
        (
            "a password or secret",
            format!(r#"(?i)\s[-/](?:ClientSecret|Password|Secret|AccessToken|AccountPassword|NewPassword|CertificatePassword|Token|ApiKey|Pwd)[:\s]+{value}"#),
        ),
        ("a password or secret", r#"(?i)PSCredential\s*\(?\s*["'][^"'\r\n]*["']\s*,\s*["']([^"'\r\n]{3,})["']"#.to_owned()),
        ("a password or secret", r#"(?i)\bcurl(?:\.exe)?\s[^\r\n]*?(?:-u|--user)\s+["']?[^\s:"']+:([^\s"']{2,})"#.to_owned()),
        ("a password or secret", r#"(?i)\bnet(?:\.exe)?\s+(?:use|user)\s[^\r\n]*?/user:\S+\s+([^\s/"']{3,})"#.to_owned()),
    ];
    patterns.into_iter().map(|(kind, pattern)| (kind, Regex::new(&pattern))).collect()
});

/// Whether every pattern can be used.
pub(super) fn is_usable() -> bool {
    DETECTORS.iter().all(|(_, pattern)| pattern.is_ok())
}

/// Values of such properties that are not secrets.
const HARMLESS: &[&str] = &[
    "true",
    "false",
    "null",
    "none",
    "$null",
    "$true",
    "$false",
    "system.security.securestring",
    "********",
    "<redacted>",
    "redacted",
];

/// All secrets of a text, in its order, none overlapping another.
#[must_use]
pub fn secrets(text: &str) -> Vec<Secret> {
    let mut found: Vec<Secret> = Vec::new();
    for (kind, pattern) in DETECTORS.iter() {
        let Ok(pattern) = pattern else { continue };
        for matched in pattern.captures_iter(text) {
            let Some(secret) = matched.iter().skip(1).flatten().next() else { continue };
            let value = secret.as_str().trim();
            let is_removed = !value.chars().any(|character| character.is_alphanumeric() && !matches!(character, 'x' | '0'));
            // A variable or a type holds the secret somewhere else; addresses of endpoints are told from words by their scheme.
            let is_reference = value.starts_with('$')
                || value.starts_with("System.")
                || value.contains("://") && *kind == "a password or secret";
            if !is_removed && !is_reference && !HARMLESS.contains(&value.to_lowercase().as_str()) {
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

/// A text with its secrets written over.
#[must_use]
pub fn blanked(text: &str) -> Cow<'_, str> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        new.push_str(&text[at..secret.at.start]);
        new.extend(text[secret.at.clone()].chars().map(removed));
        at = secret.at.end;
    }
    new.push_str(&text[at..]);
    Cow::Owned(new)
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
            (r#"$pw = "Sommer 2026!""#, "Sommer 2026!"),
            ("$adminPass='hunter2'", "hunter2"),
            ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "wJalrXUtnFEMI/K7MDENG"),
            ("AccountKey=abcd1234efgh==;x", "abcd1234efgh=="),
            ("curl -u adele:hunter2 https://x", "hunter2"),
            ("https://adele:hunter2@mail/x", "hunter2"),
            ("https://x.blob/y?sv=2&sig=abcDEF123%3D", "abcDEF123%3D"),
            ("Set-Cookie: cadata=abc; path=/", "cadata=abc; path=/"),
            (r#"{"Cookie":"OutlookSession=1a2b"}"#, "OutlookSession=1a2b"),
            ("New-Object PSCredential('adele', 'hunter2')", "hunter2"),
            ("net use \\\\fs01\\x /user:adele hunter2", "hunter2"),
            ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
            ("Kennwort: geheim77", "geheim77"),
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
            "PublicKeyToken=31bf3856ad364e35",
            "ExtendedProtectionTokenChecking : None",
            "TokenIssuingEndpoint : https://login.windows.net/x",
            "$cred = Get-Credential",
            "-Password $secure",
            "System.DirectoryServices.AccountManagement",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
