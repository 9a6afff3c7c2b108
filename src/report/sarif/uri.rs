//! Paths as URI references.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a path segment may hold unescaped: RFC 3986 `unreserved`. Colons are escaped, so that no first segment looks like a
/// scheme.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The URI reference of a path as reports print it (`/` between the components): relative stays relative, an absolute path, a
/// drive or a share becomes a `file` URI.
#[must_use]
pub fn uri(path: &str) -> String {
    let encoded = |path: &str| utf8_percent_encode(path, SEGMENT).to_string();
    match path.as_bytes() {
        [b'/', b'/', ..] => format!("file:{}", encoded(path)),
        [b'/', ..] => format!("file://{}", encoded(path)),
        [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => {
            format!("file:///{}:{}", char::from(*drive), encoded(&path[2..]))
        }
        _ => encoded(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_stay_relative() {
        assert_eq!(uri("onprem/mapi.txt"), "onprem/mapi.txt");
        assert_eq!(uri("../Auszug Köln/a#b%20?.txt"), "../Auszug%20K%C3%B6ln/a%23b%2520%3F.txt");
        assert_eq!(uri("a:b\\c"), "a%3Ab%5Cc");
        assert_eq!(uri("-"), "-");
    }

    #[test]
    fn absolute_paths_become_file_uris() {
        assert_eq!(uri("/captures/mapi.txt"), "file:///captures/mapi.txt");
        assert_eq!(uri("C:/captures/mapi 1.txt"), "file:///C:/captures/mapi%201.txt");
        assert_eq!(uri("//server/share/mapi.txt"), "file://server/share/mapi.txt");
    }
}
