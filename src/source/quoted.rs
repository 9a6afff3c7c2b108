//! Text in quoted-printable whose header got lost: the body of a mail, copied from its source. Lines end in `=` and go on in the next.

use mail_parser::decoders::quoted_printable::quoted_printable_decode;

/// The longest line that quoted-printable allows, and a little more: not every program counts the `=`.
const LONGEST: usize = 78;

/// Whether a text is quoted-printable: every `=` is a code or a soft line end, as no other text has it, and there is a sign that it is meant so.
pub(super) fn is_quoted(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut codes, mut soft, mut long, mut urls) = (0usize, 0usize, 0usize, 0usize);
    for at in memchr::memchr_iter(b'=', bytes) {
        match bytes.get(at + 1..) {
            // Nobody writes a line end of a text like this but who wants to break a line in the middle of a value.
            Some([b'0', b'A' | b'D', ..]) => return false,
            Some([high, low, ..]) if is_hex(*high) && is_hex(*low) => codes += 1,
            Some(rest) if rest.first().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) => {
                let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
                let line = &text[start..at];
                if line.len() > LONGEST {
                    return false;
                }
                soft += 1;
                long += usize::from(line.len() + 8 > LONGEST);
                // A host or path that ends in `=` is none.
                urls += usize::from(
                    line.rsplit([' ', '"', '\'']).next().is_some_and(|word| word.contains("://") && !word.contains('?')),
                );
            }
            _ => return false,
        }
    }
    soft > 0 && (codes > 0 || urls > 0 || (long > 1 && long == soft))
}

/// Why a text cannot be read as it is, though it is not quoted-printable throughout: a part of it came from the source of a mail.
pub(super) fn is_left_over(text: &str) -> Option<&'static str> {
    const HEADER: &str = "a part of it is the source of a mail: save the mail as .eml, or copy its text from the mail program";
    const LINE_END: &str = "an address ends in `=`, as lines do in the source of a mail (quoted-printable): save the mail as .eml, or copy its text from the mail program";
    const NAME: &str = "content-transfer-encoding";
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b':', bytes) {
        // A header, perhaps behind the marks of a quotation.
        let from = at.saturating_sub(NAME.len());
        let is_header = text.get(from..at).is_some_and(|name| name.eq_ignore_ascii_case(NAME))
            && text[..from].trim_end_matches(['>', ' ']).as_bytes().last().is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
        let value = || text[at + 1..].lines().next().unwrap_or_default().trim();
        if is_header && ["quoted-printable", "base64"].iter().any(|known| value().eq_ignore_ascii_case(known)) {
            return Some(HEADER);
        }
    }
    let mut signs = 0usize;
    for at in memchr::memchr_iter(b'=', bytes) {
        // A blank at the end of a line, and the sign itself, are what text in quoted-printable has most.
        let code = bytes.get(at + 1..at + 3).unwrap_or_default();
        let ends = matches!(bytes.get(at + 3), None | Some(b'\n' | b'\r'));
        signs += usize::from(code == b"3D" || (code == b"20" && ends));
        if !matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) {
            continue;
        }
        let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
        let word = text[start..at].rsplit([' ', '\t', '"', '\'', ',', '{']).next().unwrap_or_default();
        let is_address = word.starts_with("https://") || word.starts_with("http://");
        if is_address && !word.contains(['?', '=', '<']) {
            return Some(LINE_END);
        }
        // A distinguished name that a console folded ends so, too.
        let is_folded_name = ["CN", "DC", "OU"].iter().any(|kind| text[start..at].ends_with(kind));
        signs += usize::from((60..=LONGEST).contains(&(at - start)) && !is_folded_name);
    }
    (signs > 1).then_some(HEADER)
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte)
}

/// The bytes that it stands for.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    quoted_printable_decode(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_in_quoted_printable_is_known() {
        for text in [
            "InternalUrl : https://mail.contoso.com/ma=\r\npi\r\n",
            "ExternalUrl                   : https://mail.contoso.com/Microsoft-Server-Ac=\ntiveSync\nName =3D x\n",
            "IISAuthenticationMethods      : {Ntlm, Negotiate, OAuth, Basic, Digest, =\nX}\n=C3=A4\n",
            "Site=20\r\nIdentity : EX01\\Microsoft-Server-ActiveSync (Default =\r\nWeb Site)\r\n",
        ] {
            assert!(is_quoted(text), "{text}");
        }
    }

    #[test]
    fn what_merely_has_such_signs_is_left_alone() {
        for text in [
            "DistinguishedName : CN=EX01,CN=Servers,DC=contoso,DC=com\n",
            "DistinguishedName : CN=EX01,CN=Servers,CN=Exchange Administrative Group,CN=\nAdministrative Groups\n",
            "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\nAbc1=\n-----END CERTIFICATE-----\n",
            "Name : a=B0\n",
            "https://mail.contoso.com/mapi/?MailboxId=\n",
            "Name : x=20=\n       a=0A[PS] C:\\>Get-AuthServer | fl=0AName : y\n",
            "x\n",
            "",
        ] {
            assert!(!is_quoted(text), "{text}");
        }
    }

    #[test]
    fn a_part_of_a_mail_in_a_text_is_told() {
        for text in [
            "see below\r\n--=_b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nName : x\r\n",
            "> content-transfer-encoding: BASE64\n\nTmFtZQ==\n",
            "a=b\nInternalUrl : https://mail.contoso.com/ma=\npi\n",
            "x=y\nIISAuthenticationMethods      : {Ntlm, OAuth, Negotiate, Basic, WindowsInte=\ngrated}\nExternalUrl : =20\n",
            "x=y\nExternalUrl : =20\nInternalUrl : =20\n",
            "x=y\nName =3D a\nRealm =3D b\n",
            "DC=contoso\nNames : {https://a/, https://mail.con=\ntoso.com/}\n",
        ] {
            assert!(is_left_over(text).is_some(), "{text}");
        }
        for text in [
            "DistinguishedName : CN=EX01,CN=Servers,CN=\nx\n",
            "Url : https://login.microsoftonline.com/?a=\n",
            "Url : https://a/x=1&y=\n",
            "X509 : MIIB=\n",
            "Filter : a=20\n",
            "Url : https://a/?x%3D1&y=3D\n",
            "Content-Type: text/html\nWWW-Authenticate: Bearer a=\n",
        ] {
            assert!(is_left_over(text).is_none(), "{text}");
        }
    }

    #[test]
    fn decoding_joins_lines_and_codes() {
        let text = "InternalUrl : https://mail.contoso.com/ma=\r\npi\r\nSite =3D M=C3=BCnchen\r\n";
        assert_eq!(decode(text).unwrap(), "InternalUrl : https://mail.contoso.com/mapi\r\nSite = München\r\n".as_bytes());
    }
}
