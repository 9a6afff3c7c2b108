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
            "x\n",
            "",
        ] {
            assert!(!is_quoted(text), "{text}");
        }
    }

    #[test]
    fn decoding_joins_lines_and_codes() {
        let text = "InternalUrl : https://mail.contoso.com/ma=\r\npi\r\nSite =3D M=C3=BCnchen\r\n";
        assert_eq!(decode(text).unwrap(), "InternalUrl : https://mail.contoso.com/mapi\r\nSite = München\r\n".as_bytes());
    }
}
