//! The `WWW-Authenticate` header (RFC 7235, RFC 6750) as Exchange sends it.

/// One challenge of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// `Bearer`, `Basic`, `Negotiate`, as sent.
    pub scheme: String,
    /// Parameters in the order sent, values without quotes.
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Whether it asks for a token.
    #[must_use]
    pub fn is_bearer(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("Bearer")
    }

    /// The value of a parameter, letter case of its name ignored; `None` if it was not sent or is empty.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The tenants whose tokens are trusted: what stands behind the `@` in `trusted_issuers` (a tenant id, a domain, or `*`), lower case.
    #[must_use]
    pub fn trusted_tenants(&self) -> Vec<String> {
        let tenant = |issuer: &str| issuer.rsplit_once('@').map(|(_, tenant)| tenant.to_owned());
        self.issuers().iter().filter_map(|issuer| tenant(issuer)).collect()
    }

    /// Whether each of the issuers is a whole one: an application, an `@`, and the id, the domain or the star of a tenant.
    #[must_use]
    pub fn issuers_are_whole(&self) -> bool {
        let is_whole = |issuer: &String| {
            issuer.split_once('@').is_some_and(|(application, tenant)| {
                super::parse::guid(application).is_some()
                    && (tenant == "*" || super::parse::guid(tenant).is_some() || (tenant.contains('.') && !tenant.ends_with('.')))
            })
        };
        self.issuers().iter().all(is_whole)
    }

    /// The trusted issuers, lower case. They hold no blanks: those came in where a copy was wrapped.
    fn issuers(&self) -> Vec<String> {
        let issuers = self.parameter("trusted_issuers").unwrap_or("");
        let plain =
            |issuer: &str| issuer.chars().filter(|character| !character.is_whitespace()).collect::<String>().to_lowercase();
        issuers.split(',').map(plain).filter(|issuer| !issuer.is_empty()).collect()
    }
}

/// The challenges of one header value. Never fails; what is not a challenge is passed over.
#[must_use]
pub fn challenges(header: &str) -> Vec<Challenge> {
    let mut all: Vec<Challenge> = Vec::new();
    let mut rest = header.trim_start_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let word_end = rest.find([' ', '\t', ',', '=', '"']).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(word_end);
        let value = behind.trim_start_matches([' ', '\t']);
        if word.is_empty() {
            rest = skip(rest);
        } else if let Some(value) = value.strip_prefix('=') {
            let (value, behind) = parameter_value(value.trim_start_matches([' ', '\t']));
            if let Some(challenge) = all.last_mut() {
                challenge.parameters.push((word.to_owned(), value));
            }
            rest = behind;
        } else {
            all.push(Challenge { scheme: word.to_owned(), parameters: Vec::new() });
            rest = behind;
        }
        rest = rest.trim_start_matches([' ', '\t', ',']);
    }
    all
}

/// One character further: whatever stands there cannot start a name.
fn skip(text: &str) -> &str {
    let mut characters = text.chars();
    characters.next();
    characters.as_str()
}

/// A token or a quoted text at the start of `text`, and what follows it.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@0D3F9A1E-77b4-4f0e-8a53-2b1c5d6e7f80,00000004-0000-0ff1-ce00-000000000000@contoso.com\", token_types=\"app_asserted_user_v1 service_asserted_app_v1\", authorization_uri=\"https://login.windows.net/common/oauth2/authorize\", Basic realm=\"mail.contoso.com\"";

    #[test]
    fn a_header_may_hold_several_challenges() {
        let all = challenges(GOOD);
        assert_eq!(all.iter().map(|one| one.scheme.as_str()).collect::<Vec<_>>(), ["Bearer", "Basic"]);
        assert!(all[0].is_bearer());
        assert_eq!(all[0].parameter("AUTHORIZATION_URI"), Some("https://login.windows.net/common/oauth2/authorize"));
        assert_eq!(all[0].trusted_tenants(), ["0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80", "contoso.com"]);
        assert!(all[0].issuers_are_whole());
        assert_eq!(all[1].parameter("realm"), Some("mail.contoso.com"));
        assert_eq!(challenges("Negotiate, NTLM").len(), 2);
        assert_eq!(challenges("Bearer authorization_uri=\"\"")[0].parameter("authorization_uri"), None);
    }

    #[test]
    fn issuers_that_a_copy_broke() {
        let of = |issuers: &str| challenges(&format!("Bearer trusted_issuers=\"{issuers}\"")).remove(0);
        const ID: &str = "00000001-0000-0000-c000-000000000000";
        let wrapped = of(&format!("{ID}@0d3f9a1e-77b4- 4f0e-8a53-2b1c5d6e7f80"));
        assert_eq!(wrapped.trusted_tenants(), ["0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80"]);
        for (issuers, whole) in [
            (format!("{ID}@*"), true),
            (format!("{ID}@contoso.com,{ID}@0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80"), true),
            (String::new(), true),
            (format!("{ID}@0d3f9a1e-77b4-"), false),
            ("0000".to_owned(), false),
        ] {
            assert_eq!(of(&issuers).issuers_are_whole(), whole, "{issuers}");
        }
    }

    #[test]
    fn nothing_makes_it_hang_or_panic() {
        for text in ["", ",,,", "=", "\"", "Bearer a=\"b", "Bearer a=\"b\\", "Bearer =x", "é=\"ü\", ö", "Bearer \"\"\"\"=,"] {
            let _ = challenges(text);
        }
    }
}
