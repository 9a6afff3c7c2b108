//! The reader against serde_json: it accepts the same texts, but for commas before a closing bracket and comments, and gives the same values.

use super::*;
use proptest::prelude::*;

fn plain(node: &Node<'_>, text: &str) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => serde_json::from_str(number).unwrap(),
        Value::Text(string) => {
            let written = &text[node.at.clone()];
            assert!(written.starts_with('"') && written.ends_with('"'));
            string.clone().into_owned().into()
        }
        Value::Array(items) => items.iter().map(|item| plain(item, text)).collect(),
        Value::Object(members) => {
            serde_json::Value::Object(members.iter().map(|member| (member.name.to_string(), plain(&member.node, text))).collect())
        }
    }
}

/// The text without commas that stand between a value and the bracket that closes what holds it.
fn without_spare_commas(text: &str) -> String {
    let is_blank = |c: &char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let (mut kept, mut in_string, mut escaped) = (String::new(), false, false);
    for (at, c) in text.char_indices() {
        let before = kept.chars().rev().find(|c| !is_blank(c));
        let after = text[at + c.len_utf8()..].chars().find(|c| !is_blank(c));
        let spare =
            c == ',' && !in_string && matches!(after, Some(']' | '}')) && !matches!(before, None | Some('[' | '{' | ',' | ':'));
        in_string ^= c == '"' && !escaped;
        escaped = in_string && c == '\\' && !escaped;
        if !spare {
            kept.push(c);
        }
    }
    kept
}

#[test]
fn comments_and_spare_commas_change_nothing() {
    let text = "[ // one, \"two\"\n 1, /* {\" */ {\"a\": \"//b\", // c\n}, // d\n ] ";
    let (node, end) = parse(text, 0).unwrap();
    assert_eq!((plain(&node, text), end), (serde_json::json!([1, { "a": "//b" }]), text.len() - 1));
    for damaged in ["[1 /]", "[1 /* 2]", "[,]", "{,}", "[1,,]", "{\"a\":,}"] {
        assert!(parse(damaged, 0).is_err(), "{damaged}");
    }
}

fn same_as_serde_json(text: &str) {
    let ours = match parse(text, 0) {
        Ok((node, end)) if text[end..].trim_matches([' ', '\t', '\r', '\n']).is_empty() => Some(plain(&node, text)),
        _ => None,
    };
    assert_eq!(ours, serde_json::from_str(&without_spare_commas(text)).ok(), "{text:?}");
}

#[test]
fn corners() {
    for text in [
        "",
        " ",
        "1",
        "-0",
        "01",
        "1.",
        ".5",
        "1e5",
        "1E+5",
        "1e",
        "-",
        "1e999",
        "123456789012345678901234567890",
        "nul",
        "nullx",
        "true",
        "\"\"",
        "\"",
        "\"\\u0041\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ud83dx\"",
        "\"\\ude00\"",
        "\"\\ud83d\\u0041\"",
        "\"\\x\"",
        "\"\\u00g0\"",
        "\"\\u+041\"",
        "\"a\nb\"",
        "\"\u{7f}\"",
        "[]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1",
        "{}",
        "{\"a\":1}",
        "{\"a\":1,}",
        "{\"a\"}",
        "{a:1}",
        "{\"a\":1,\"a\":2}",
        "[[[]]]",
        "[]]",
        "{\"a\":[{\"b\":null}]}",
        "\u{feff}1",
        "1 2",
        "[1]\u{a0}",
        "\"é漢\"",
        "{\"a\":}",
        "[\"\\",
    ] {
        same_as_serde_json(text);
    }
    for depth in [126, 127, 128, 129, 100_000] {
        same_as_serde_json(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        same_as_serde_json(&format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)));
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::from),
            proptest::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn valid_documents_give_the_same_values(value in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        same_as_serde_json(&text);
    }

    #[test]
    fn damaged_documents_are_judged_alike(value in json(), at in any::<prop::sample::Index>(), with in "[\\[\\]{}\",:0-9eE.+\\-\\\\u\\x00-\\x20a-z]{0,2}") {
        let text = serde_json::to_string(&value).unwrap();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = places[at.index(places.len())];
        let next = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        same_as_serde_json(&text[..at]);
        same_as_serde_json(&format!("{}{with}{}", &text[..at], &text[next..]));
        same_as_serde_json(&format!("{}{with}{}", &text[..at], &text[at..]));
    }
}
