//! Hosts and the domains that they belong to, label by label.

use unicode_security::mixed_script::AugmentedScriptSet;

/// The host of an origin (`https://mail.contoso.com:8443`), without its port.
#[must_use]
pub fn of_origin(origin: &str) -> Option<String> {
    url::Url::parse(origin).ok()?.host_str().map(str::to_owned)
}

/// A domain as hosts are compared with it: lower case, punycode, at least two labels; `None` for a text that is not one. A leading
/// wildcard (`*.contoso.com`) stands for the domain and everything below it.
#[must_use]
pub fn domain(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("*.").unwrap_or(text);
    let text = text.strip_suffix('.').unwrap_or(text);
    let is_plain = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.') || !character.is_ascii();
    if text.is_empty() || !text.chars().all(is_plain) {
        return None;
    }
    let domain = idna::domain_to_ascii(text).ok()?;
    let is_label = |label: &str| !label.is_empty() && label.len() <= 63;
    let is_name = domain.contains('.') && domain.len() < 254 && domain.split('.').all(is_label);
    (is_name && domain.parse::<std::net::Ipv4Addr>().is_err()).then_some(domain)
}

/// A host and what is above it, label by label: `mail.contoso.com`, `contoso.com`, `com`.
pub fn and_above(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |rest| rest.split_once('.').map(|(_, above)| above))
}

/// The labels of a host whose letters come from several scripts, as people would read them. Latin letters beside Japanese, Chinese or
/// Korean ones are usual in names there and do not count.
#[must_use]
pub fn mixed_labels(host: &str) -> Vec<String> {
    let labels =
        host.split('.').filter(|label| !label.is_ascii() || label.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("xn--")));
    labels.map(|label| idna::domain_to_unicode(label).0).filter(|label| is_mixed(label)).collect()
}

fn is_mixed(label: &str) -> bool {
    if !AugmentedScriptSet::for_str(label).is_empty() {
        return false;
    }
    let others: String = label.chars().filter(|character| !character.is_ascii_alphabetic()).collect();
    let others = AugmentedScriptSet::for_str(&others);
    !(others.hanb || others.jpan || others.kore)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_domain_covers_nothing() {
        assert_eq!(domain(" Contoso.COM. ").as_deref(), Some("contoso.com"));
        assert_eq!(domain("*.contoso.com").as_deref(), Some("contoso.com"));
        assert_eq!(domain("m\u{fc}ller-bau.de").as_deref(), Some("xn--mller-bau-q9a.de"));
        for text in [
            "",
            "*",
            "com",
            "http://x.contoso.com/y",
            "contoso.com/x",
            "contoso com",
            "a..b",
            "10.0.0.1",
            "user@contoso.com",
            "contoso.com:443",
        ] {
            assert_eq!(domain(text), None, "{text}");
        }
    }

    #[test]
    fn letters_of_two_scripts_in_one_label_are_found() {
        for host in [
            "mail.c\u{43e}ntoso.com",
            "m\u{430}il.contoso.com",
            "mail.cont\u{3bf}so.com",
            "\u{13a2}ail.contoso.com",
            "mail.xn--cntoso-wqf.com",
        ] {
            assert_eq!(mixed_labels(host).len(), 1, "{host}");
        }
        for host in [
            "mail.contoso.com",
            "mail.m\u{fc}ller-bau.de",
            "mail.xn--mller-bau-q9a.de",
            "\u{43f}\u{43e}\u{447}\u{442}\u{430}.\u{440}\u{444}",
            "mail.\u{682a}\u{5f0f}abc.jp",
            "mail.\u{30e1}\u{30fc}\u{30eb}\u{4e00}.jp",
            "\u{ba54}\u{c77c}.kr",
        ] {
            assert_eq!(mixed_labels(host), Vec::<String>::new(), "{host}");
        }
    }
}
