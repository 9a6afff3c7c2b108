//! Labels of hosts in other scripts: the form that people read, the form that machines exchange (`xn--…`), and letters that are taken for others
//! (`ｍ` for `m`). A label and its encoded form get pseudonyms that are each other's, and what is taken for a name is taken for its pseudonym.

use super::key::fold;

/// Longest label that is decoded; the rules of names allow 63 bytes.
const LONGEST: usize = 63;

/// The label that `xn--…` stands for.
pub(super) fn decode(encoded: &str) -> Option<String> {
    let rest = encoded.get(4..).filter(|rest| !rest.is_empty() && encoded.len() <= LONGEST)?;
    encoded.get(..4).filter(|mark| mark.eq_ignore_ascii_case("xn--"))?;
    let label = idna::punycode::decode_to_string(&rest.to_ascii_lowercase())?;
    (!label.is_ascii() && encode(&label).is_some_and(|again| again.eq_ignore_ascii_case(encoded))).then_some(label)
}

/// The encoded form of a label with letters beyond ASCII.
pub(super) fn encode(label: &str) -> Option<String> {
    idna::punycode::encode_str(label).map(|encoded| format!("xn--{encoded}"))
}

/// What a browser makes of a word, letter by letter: `mail` of `ｍail`. `None` when it is the word itself or has another number of letters.
pub(super) fn plain(folded: &str) -> Option<String> {
    if folded.is_ascii() {
        return None;
    }
    let plain: Option<String> = folded.chars().map(plain_letter).collect();
    plain.filter(|plain| plain != folded)
}

fn plain_letter(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return Some(letter);
    }
    let (mapped, result) = idna::domain_to_unicode(letter.encode_utf8(&mut [0; 4]));
    let mut letters = mapped.chars();
    match (letters.next(), letters.next(), result) {
        (Some(only), None, Ok(())) if only.is_alphanumeric() => Some(only),
        // Letters that may stand in no host are nobody else's.
        _ => Some(letter),
    }
}

/// `new` written in the manner of `old`, whose plain form is `plain`: fullwidth for fullwidth, circled for circled.
pub(super) fn in_manner_of(old: &str, plain: &str, new: &str) -> String {
    old.chars()
        .zip(plain.chars())
        .zip(new.chars())
        .map(|((old, plain), new)| if old == plain { new } else { alike(old, plain, new) })
        .collect()
}

/// A letter that is taken for `new` as `old` is for `plain`.
fn alike(old: char, plain: char, new: char) -> char {
    let is_alike =
        |letter: &char| *letter != new && fold(&letter.to_string()).chars().eq([*letter]) && plain_letter(*letter) == Some(new);
    let shifted = (old as u32).checked_add(new as u32).and_then(|sum| sum.checked_sub(plain as u32)).and_then(char::from_u32);
    let fullwidth = char::from_u32(new as u32 + 0xfee0);
    shifted.filter(is_alike).or(fullwidth.filter(is_alike)).unwrap_or(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_decoded_and_encoded() {
        let encoded = encode("müller-bau").unwrap();
        assert_eq!(decode(&encoded).as_deref(), Some("müller-bau"));
        assert_eq!(decode(&encoded.to_uppercase()).as_deref(), Some("müller-bau"));
        for none in ["xn--", "xn--!", "contoso", "xn--contoso-"] {
            assert_eq!(decode(none), None, "{none}");
        }
    }

    #[test]
    fn letters_that_are_taken_for_others() {
        assert_eq!(plain("ｍail").as_deref(), Some("mail"));
        assert_eq!(plain("ſhop").as_deref(), Some("shop"));
        assert_eq!(plain("müller"), None);
        assert_eq!(plain("mail"), None);
        assert_eq!(in_manner_of("ｍail", "mail", "dafi"), "ｄafi");
        let odd = in_manner_of("ſhop", "shop", "dafi");
        assert_eq!(plain(&odd).as_deref(), Some("dafi"));
    }
}
