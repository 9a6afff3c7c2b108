use super::*;
use crate::capture;
use crate::estate::schema::property;
use crate::source::SourceId;
use proptest::prelude::*;

const PLAIN: Context = Context { form: Form::List, ad_properties_only: false };
const AD_ONLY: Context = Context { form: Form::List, ad_properties_only: true };

fn at() -> Span {
    Span::new(SourceId(0), 1, 5)
}

fn read(name: &'static str, kind: Kind, raw: Raw<'static>, context: Context) -> Known<Value> {
    value(&property(name, kind, "test"), &Field { name: name.into(), raw, at: at() }, context)
}

fn scalar_of(kind: Kind, text: &'static str) -> Known<Value> {
    read("Some", kind, Raw::Scalar(text.into()), PLAIN)
}

fn braces(items: &[&'static str], cut: bool) -> Raw<'static> {
    let items = items.iter().map(|text| capture::Item { text: (*text).into(), at: at() }).collect();
    Raw::List { items, cut }
}

fn texts(known: &Known<Value>) -> (Vec<&str>, bool) {
    match known {
        Known::Known { value: Value::List(list), .. } => {
            (list.items.iter().map(|item| item.text.as_str()).collect(), list.complete)
        }
        other => panic!("no list: {other:?}"),
    }
}

#[test]
fn a_flag_is_true_false_or_blank() {
    assert_eq!(scalar_of(Kind::Bool, "True").value(), Some(&Value::Bool(true)));
    assert_eq!(scalar_of(Kind::Bool, "false").value(), Some(&Value::Bool(false)));
    assert!(matches!(scalar_of(Kind::Bool, "Wahr").why(), Some(Why::Unreadable { .. })));
    assert_eq!(read("Some", Kind::Bool, Raw::Blank, PLAIN).value(), Some(&Value::Null));
    assert_eq!(read("Some", Kind::IisBool, Raw::Blank, PLAIN).value(), Some(&Value::Null));
    let log = Context { form: Form::HcwLog, ad_properties_only: false };
    assert_eq!(read("Some", Kind::Bool, Raw::Scalar("1".into()), log).value(), Some(&Value::Bool(true)));
    assert!(read("Some", Kind::Bool, Raw::Scalar("1".into()), PLAIN).value().is_none());
}

#[test]
fn without_iis_its_flags_say_nothing_even_when_printed() {
    for raw in [Raw::Blank, Raw::Scalar("False".into()), Raw::Scalar("True".into())] {
        assert_eq!(read("OAuthAuthentication", Kind::IisBool, raw, AD_ONLY).why(), Some(&Why::AdPropertiesOnly));
    }
    assert_eq!(read("IISAuthenticationMethods", Kind::List, braces(&[], false), AD_ONLY).why(), Some(&Why::AdPropertiesOnly));
    let known = read("IISAuthenticationMethods", Kind::List, braces(&["Ntlm"], false), AD_ONLY);
    assert_eq!(texts(&known), (vec!["Ntlm"], true));
    let lists = read("InternalAuthenticationMethods", Kind::List, braces(&["OAuth"], false), AD_ONLY);
    assert_eq!(texts(&lists), (vec!["OAuth"], true));
}

#[test]
fn urls_are_absolute_or_unreadable() {
    assert!(matches!(scalar_of(Kind::Url, "https://mail.contoso.com/mapi").value(), Some(Value::Url(_))));
    for junk in ["https://server name/mapi", "[REDACTED]", "https://mail.contoso.com@evil.example/", "mail.contoso.com", "/owa"] {
        assert_eq!(scalar_of(Kind::Url, junk).why(), Some(&Why::Unreadable { raw: junk.to_owned() }), "{junk}");
    }
}

#[test]
fn guids_lose_braces_and_case_and_masked_ones_are_unreadable() {
    let id = "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80";
    assert_eq!(scalar_of(Kind::Guid, "{0D3F9A1E-77B4-4F0E-8A53-2B1C5D6E7F80}").value(), Some(&Value::Guid(id.to_owned())));
    assert!(matches!(scalar_of(Kind::Guid, "XXXX9a1e-77b4-4f0e-8a53-2b1c5d6e7f80").why(), Some(Why::Unreadable { .. })));
}

#[test]
fn builds_are_read_in_all_spellings() {
    let table = [
        ("Version 15.2 (Build 1544.4)", [15, 2, 1544, 4]),
        ("15.02.1544.011", [15, 2, 1544, 11]),
        ("15.2.1544.11", [15, 2, 1544, 11]),
        ("15.2.1544", [15, 2, 1544, 0]),
        ("Version 8.3 (Build 83.6)", [8, 3, 83, 6]),
    ];
    for (text, parts) in table {
        assert_eq!(version(text), Some(Version(parts)), "{text}");
    }
    for junk in [
        "",
        "15",
        "15.2",
        "15.2.1544.4.1",
        "15.2.x.4",
        "Version 15.2 (Build 1544.4",
        "Version 15.2 (1544.4)",
        "99999999999.1.1.1",
    ] {
        assert_eq!(version(junk), None, "{junk}");
    }
}

#[test]
fn only_certain_dates_are_read() {
    let moment: Timestamp = "2027-05-07T08:11:40Z".parse().unwrap();
    for text in [
        "2027-05-07T08:11:40.0000000Z",
        "2027-05-07T10:11:40+02:00",
        "/Date(1809677500000)/",
        "\\/Date(1809677500000)\\/",
        "/Date(1809677500000+0200)/",
    ] {
        assert_eq!(timestamp(text), Some(moment), "{text}");
    }
    for text in
        ["03/04/2027 10:00:00", "04.04.2016 10:50:11", "2024-06-06 오후 9:07:48", "2027-05-07T08:11:40", "2026/3/13 21:30:22"]
    {
        assert_eq!(scalar_of(Kind::Date, text).why(), Some(&Why::Lossy { raw: text.to_owned() }), "{text}");
    }
    assert!(timestamp("/Date(+)/").is_none() && timestamp("/Date(-)/").is_none());
}

#[test]
fn type_names_are_lost_values() {
    for name in
        ["System.Object[]", "Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]", "System.Collections.ArrayList"]
    {
        assert!(matches!(
            read("ServicePrincipalNames", Kind::List, Raw::Scalar(name.into()), PLAIN).why(),
            Some(Why::Lossy { .. })
        ));
    }
    assert!(!is_type_name("Microsoft.Exchange. Something else") && !is_type_name("https://System.contoso.com"));
    let keys = read(
        "KeyCredentials",
        Kind::List,
        braces(&["Microsoft.Graph.PowerShell.Models.MicrosoftGraphKeyCredential"], false),
        PLAIN,
    );
    assert_eq!(texts(&keys).0.len(), 1, "how many there are is known");
}

#[test]
fn lists_keep_what_was_cut_apart() {
    assert_eq!(texts(&read("Some", Kind::List, Raw::Blank, PLAIN)), (vec![], true));
    assert_eq!(texts(&read("Some", Kind::List, braces(&["a", "b"], true), PLAIN)), (vec!["a", "b"], false));
    assert_eq!(texts(&read("Some", Kind::List, Raw::Scalar("{a, b, c...}".into()), PLAIN)), (vec!["a", "b", "c"], false));
    assert_eq!(texts(&read("Some", Kind::List, Raw::Cut("a, b".into()), PLAIN)), (vec!["a", "b"], false));
    assert_eq!(texts(&read("Some", Kind::List, braces(&["a", "[REDACTED]"], false), PLAIN)), (vec!["a"], false));
    let joined = Raw::Scalar("https://a.contoso.com/ https://b.contoso.com/".into());
    assert_eq!(texts(&read("ServicePrincipalNames", Kind::List, joined, PLAIN)).0.len(), 2);
}

#[test]
fn proven_numbers_of_methods_have_names() {
    let known = read("InternalAuthenticationMethods", Kind::List, braces(&["2", "4", "7", "10", "12"], false), PLAIN);
    assert_eq!(texts(&known), (vec!["Ntlm", "WindowsIntegrated", "WSSecurity", "OAuth", "12"], true));
    assert!(matches!(read("Type", Kind::Text, Raw::Scalar("3".into()), PLAIN).why(), Some(Why::Lossy { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_panics(text in "\\PC{0,40}|[<>&;/.:{}()\\\\0-9a-f-]{0,40}", cut in any::<bool>()) {
        for kind in [Kind::Bool, Kind::IisBool, Kind::Text, Kind::Url, Kind::Guid, Kind::Date, Kind::Version, Kind::List] {
            for raw in [Raw::Scalar(text.clone().into()), Raw::Cut(text.clone().into()), Raw::List { items: vec![capture::Item { text: text.clone().into(), at: at() }], cut }] {
                let known = value(&property("Some", kind, "test"), &Field { name: "Some".into(), raw, at: at() }, PLAIN);
                prop_assert!(!known.at().is_empty());
            }
        }
        let _ = spn::classify(&text);
    }
}
