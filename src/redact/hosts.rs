//! Hosts in text: which of their labels is the customer's own domain, and which are endings that everybody has.

use super::key::fold;
use crate::microsoft::{self, CUSTOMER_DOMAINS, is_at_or_below};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Domains that every capture may name, beside those of Microsoft's services.
const PUBLIC_DOMAINS: &[&str] = &["github.com", "oasis-open.org", "w3.org", "xmlsoap.org"];

/// Labels that stand below a country's ending and are part of it.
const SECOND_LEVEL: &[&str] = &["co", "com", "ac", "gov", "gob", "org", "net", "edu", "or", "ne", "go", "gv", "nom", "asn", "id"];

/// Top-level domains that are taken for such without a scheme or an at sign before the host, file name endings left out.
const TOP_LEVEL: &str = "com net org edu gov mil int info biz eu asia cloud online tech dev app io local lan corp internal intern intra intranet home priv \
    private ad test example invalid localdomain root site ac ae af ag al am ao aq ar at au aw az ba bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca \
    cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gt \
    gu gw gy hk hn hr ht hu id ie il im in iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc me mg mh mk \
    mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr pt pw py qa re ro ru rw sa sb sc sd se \
    sg si sk sl sm sn so sr st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";

static HOST: LazyLock<Result<Regex, regex::Error>> =
    LazyLock::new(|| Regex::new(r"(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+\p{L}(?:[\p{L}\p{N}-]*[\p{L}\p{N}])"));

/// Longest host; the rules of names allow 253 bytes.
const LONGEST: usize = 256;

/// Whether the patterns of this file can be used.
pub(super) fn is_usable() -> bool {
    HOST.is_ok()
}

/// What looks like a host: at least two labels, the last of which begins with a letter.
pub(super) fn find(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    HOST.iter().flat_map(move |host| host.find_iter(text)).map(|found| found.range())
}

/// Whether an ending is a top-level domain.
pub(super) fn is_top_level(folded: &str) -> bool {
    TOP_LEVEL.split_whitespace().any(|known| known == folded)
}

/// Whether what stands before a host makes it certain that it is one.
pub(super) fn is_certain(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches("*.");
    // `@odata.context` is not an address.
    let is_address = before.strip_suffix('@').is_some_and(|local| local.ends_with(char::is_alphanumeric));
    is_address || before.ends_with("://") || before.ends_with("smtp:") || before.ends_with("SMTP:")
}

/// Whether a host (folded) lies in a domain of Microsoft's that is a customer's.
pub(super) fn is_of_customer(host: &str) -> bool {
    CUSTOMER_DOMAINS.iter().any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

/// Whether `word`, behind a dot, belongs to the public ending of a host: `uk` and `co` in `contoso.co.uk`.
pub(super) fn is_suffix(before: &str, word: &str, behind: &str) -> bool {
    let ends = |behind: &str| {
        let behind = behind.strip_prefix('.').unwrap_or(behind);
        !behind.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    let is_below = before.strip_suffix('.').is_some_and(|label| label.ends_with(|c: char| c.is_alphanumeric() || c == '*'));
    if !is_below {
        return false;
    }
    if ends(behind) {
        return is_top_level(word);
    }
    let next: String =
        behind.strip_prefix('.').unwrap_or_default().chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
    SECOND_LEVEL.contains(&word) && next.len() == 2 && is_top_level(&fold(&next)) && ends(&behind[1 + next.len()..])
}

/// The label of a host (folded) that is the customer's domain: `contoso` in `mail.contoso.co.uk` and in `contoso.onmicrosoft.com`. `None` for hosts of
/// public services.
pub(super) fn own_label(host: &str) -> Option<Range<usize>> {
    let last = |rest: &str| {
        let rest = rest.trim_end_matches('.');
        let start = rest.rfind('.').map_or(0, |dot| dot + 1);
        (!rest.is_empty()).then_some(start..rest.len())
    };
    if let Some(domain) = CUSTOMER_DOMAINS.iter().find(|domain| is_at_or_below(host, domain)) {
        return last(&host[..host.len() - domain.len()]);
    }
    if microsoft::owns(host) || PUBLIC_DOMAINS.iter().any(|domain| is_at_or_below(host, domain)) {
        return None;
    }
    let (rest, ending) = host.rsplit_once('.')?;
    match rest.rsplit_once('.') {
        Some((rest, second)) if ending.len() == 2 && SECOND_LEVEL.contains(&second) => last(rest),
        _ => last(rest),
    }
}

/// The last place at or before byte `at` where a character begins or the text ends.
pub(super) fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The host (folded) around the bytes `start..end` of a text and the place of these bytes in it: as it is written, or as `DC=contoso,DC=com`.
pub(super) fn around(text: &str, start: usize, end: usize) -> (String, Range<usize>) {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    // Longer than any host may be: it is looked at in part.
    let floor = boundary(text, start.saturating_sub(LONGEST));
    let ceiling = boundary(text, end.saturating_add(LONGEST)).max(end);
    let text = &text[..ceiling];
    let first = floor + text[floor..start].trim_end_matches(|c: char| is_part(c) || c == '.').len();
    let before = floor + text[floor..start].trim_end_matches(is_part).len();
    let label_end = end + (text[end..].len() - text[end..].trim_start_matches(is_part).len());
    if text[..before].get(before.saturating_sub(3)..).is_some_and(|mark| mark.eq_ignore_ascii_case("DC=")) {
        let mut host = fold(&text[before..label_end]);
        let mut rest = &text[label_end..];
        while let Some(next) = rest.get(..4).filter(|mark| mark.eq_ignore_ascii_case(",DC=")).map(|mark| &rest[mark.len()..]) {
            let length = next.len() - next.trim_start_matches(is_part).len();
            host.push('.');
            host.push_str(&fold(&next[..length]));
            rest = &next[length..];
        }
        return (host, fold(&text[before..start]).len()..fold(&text[before..end]).len());
    }
    let last = end + (text[end..].len() - text[end..].trim_start_matches(|c: char| is_part(c) || c == '.').len());
    let host = fold(&text[first..last]);
    let from = fold(&text[first..start]).len();
    (host.trim_end_matches('.').to_owned(), from..from + fold(&text[start..end]).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_customers_label_of_a_host() {
        for (host, own) in [
            ("mail.contoso.com", Some("contoso")),
            ("ex01.corp.contoso.local", Some("contoso")),
            ("mail.contoso.co.uk", Some("contoso")),
            ("bp.com", Some("bp")),
            ("ey.co.uk", Some("ey")),
            ("co.uk", Some("co")),
            ("contoso.onmicrosoft.com", Some("contoso")),
            ("contoso.mail.onmicrosoft.com", Some("contoso")),
            ("contoso-com.mail.protection.outlook.com", Some("contoso-com")),
            ("outlook.office365.com", None),
            ("login.windows.net", None),
            ("autodiscover-s.outlook.com", None),
            ("notoutlook.com", Some("notoutlook")),
        ] {
            assert_eq!(own_label(host).map(|at| &host[at]), own, "{host}");
        }
    }

    #[test]
    fn a_host_is_found_around_its_labels() {
        let text = "https://mail.Target.co.uk/x CN=EX01,DC=target,DC=co,DC=uk";
        let first = text.find("Target").unwrap();
        assert_eq!(around(text, first, first + 6), ("mail.target.co.uk".to_owned(), 5..11));
        let second = text.find("target").unwrap();
        assert_eq!(around(text, second, second + 6), ("target.co.uk".to_owned(), 0..6));
    }
}
