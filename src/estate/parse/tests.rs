use super::*;
use crate::capture;
use crate::catalog::schema::property;
use crate::estate::{Known, KnownExt as _, Seen};
use crate::source::SourceId;
use proptest::prelude::*;

const PLAIN: Context = Context { form: Form::List, ad_properties_only: false, lacks_ews_policy: false, dates: None };
const AD_ONLY: Context = Context { form: Form::List, ad_properties_only: true, lacks_ews_policy: false, dates: None };

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
        Ok(Seen { value: Value::List(list), .. }) => (list.items.iter().map(|item| item.text.as_str()).collect(), list.complete),
        other => panic!("no list: {other:?}"),
    }
}

#[test]
fn a_flag_is_true_false_or_blank() {
    assert_eq!(scalar_of(Kind::Bool, "True").value(), Some(&Value::Bool(true)));
    assert_eq!(scalar_of(Kind::Bool, "false").value(), Some(&Value::Bool(false)));
    assert!(matches!(scalar_of(Kind::Bool, "Wahr").why(), Some(UnknownReason::Unreadable { .. })));
    assert_eq!(read("Some", Kind::Bool, Raw::Blank, PLAIN).value(), Some(&Value::Null));
    assert_eq!(read("Some", Kind::IisBool, Raw::Blank, PLAIN).value(), Some(&Value::Null));
    let log = Context { form: Form::HcwLog, ad_properties_only: false, lacks_ews_policy: false, dates: None };
    assert_eq!(read("Some", Kind::Bool, Raw::Scalar("1".into()), log).value(), Some(&Value::Bool(true)));
    assert!(read("Some", Kind::Bool, Raw::Scalar("1".into()), PLAIN).value().is_none());
}

#[test]
fn without_iis_its_flags_say_nothing_even_when_printed() {
    for raw in [Raw::Blank, Raw::Scalar("False".into()), Raw::Scalar("True".into())] {
        assert_eq!(read("OAuthAuthentication", Kind::IisBool, raw, AD_ONLY).why(), Some(&UnknownReason::AdPropertiesOnly));
    }
    assert_eq!(
        read("IISAuthenticationMethods", Kind::List, braces(&[], false), AD_ONLY).why(),
        Some(&UnknownReason::AdPropertiesOnly)
    );
    let known = read("IISAuthenticationMethods", Kind::List, braces(&["Ntlm"], false), AD_ONLY);
    assert_eq!(texts(&known), (vec!["Ntlm"], true));
    let lists = read("InternalAuthenticationMethods", Kind::List, braces(&["OAuth"], false), AD_ONLY);
    assert_eq!(texts(&lists), (vec!["OAuth"], true));
}

#[test]
fn urls_are_absolute_or_unreadable() {
    assert!(matches!(scalar_of(Kind::Url, "https://mail.contoso.com/mapi").value(), Some(Value::Url(_))));
    for junk in ["https://server name/mapi", "[REDACTED]", "https://mail.contoso.com@evil.example/", "mail.contoso.com", "/owa"] {
        assert_eq!(scalar_of(Kind::Url, junk).why(), Some(&UnknownReason::Unreadable { raw: junk.to_owned() }), "{junk}");
    }
}

#[test]
fn guids_lose_braces_and_case_and_masked_ones_are_unreadable() {
    let id = "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80";
    assert_eq!(scalar_of(Kind::Guid, "{0D3F9A1E-77B4-4F0E-8A53-2B1C5D6E7F80}").value(), Some(&Value::Guid(id.to_owned())));
    assert!(matches!(
        scalar_of(Kind::Guid, "XXXX9a1e-77b4-4f0e-8a53-2b1c5d6e7f80").why(),
        Some(UnknownReason::Unreadable { .. })
    ));
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
fn a_date_is_a_moment_only_if_that_is_certain() {
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
    for (text, days) in [
        ("03/04/2027 10:00:00", "2027-03-04 or 2027-04-03"),
        ("04.04.2016 10:50:11", "2016-04-04"),
        ("2024-06-06 오후 9:07:48", "2024-06-06"),
        ("2027-05-07T08:11:40", "2027-05-07"),
        ("2026/3/13 21:30:22", "2026-03-13"),
    ] {
        assert!(
            matches!(scalar_of(Kind::Date, text).value(), Some(Value::Dated(readings)) if readings.to_string() == days),
            "{text}"
        );
    }
    assert_eq!(
        scalar_of(Kind::Date, "1/1/0001 12:00:00 AM").why(),
        Some(&UnknownReason::Lossy { raw: "1/1/0001 12:00:00 AM".to_owned() })
    );
    assert!(timestamp("/Date(+)/").is_none() && timestamp("/Date(-)/").is_none());
}

#[test]
fn services_of_a_certificate_are_the_same_in_a_table_and_in_a_list() {
    for (letters, names) in [
        ("....S..", "SMTP"),
        ("IP.WS..", "IMAP, POP, IIS, SMTP"),
        (".......", "None"),
        ("IPUWSFC", "IMAP, POP, UM, IIS, SMTP, Federation, UMCallRouter"),
        ("...WS.", "IIS, SMTP"),
    ] {
        assert_eq!(
            read("Services", Kind::Text, Raw::Scalar(letters.into()), PLAIN).value(),
            Some(&Value::Text(names.to_owned())),
            "{letters}"
        );
    }
    for text in ["SMTP", "None", "IIS, SMTP", "..X.S.."] {
        assert_eq!(read("Services", Kind::Text, Raw::Scalar(text.into()), PLAIN).value(), Some(&Value::Text(text.to_owned())));
    }
}

#[test]
fn a_section_sign_parts_values_however_it_was_decoded() {
    let items = |name: &'static str, raw: Raw<'static>| match read(name, Kind::List, raw, PLAIN).value() {
        Some(Value::List(list)) => list.items.iter().map(|item| item.text.clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    for sign in ["§", "\u{15}", "õ", "⌡", " § "] {
        let text = format!("Ntlm{sign}OAuth{sign}Negotiate");
        assert_eq!(items("IISAuthenticationMethods", Raw::Scalar(text.into())), ["Ntlm", "OAuth", "Negotiate"], "{sign}");
        let item = capture::Item { text: format!("Ntlm{sign}OAuth").into(), at: at() };
        assert_eq!(items("IISAuthenticationMethods", Raw::List { items: vec![item], cut: false }), ["Ntlm", "OAuth"], "{sign}");
        let names = format!("https://mail.contoso.com/{sign}https://autodiscover.contoso.com/");
        let expected = ["https://mail.contoso.com/", "https://autodiscover.contoso.com/"];
        assert_eq!(items("ServicePrincipalNames", Raw::Scalar(names.into())), expected, "{sign}");
    }
    assert_eq!(items("ServicePrincipalNames", Raw::Scalar("https://mail.võru.example/".into())), ["https://mail.võru.example/"]);
}

#[test]
fn a_thumbprint_loses_the_blanks_of_a_dialog() {
    let thumbprint = |text: &'static str| read("CurrentCertificateThumbprint", Kind::Text, Raw::Scalar(text.into()), PLAIN);
    let plain = Some(Value::Text("5B2C40EC85C62DD39D98696AB5413E3EB83D7526".to_owned()));
    assert_eq!(thumbprint("\u{200e}5b 2c 40 ec 85 c6 2d d3 9d 98 69 6a b5 41 3e 3e b8 3d 75 26").value(), plain.as_ref());
    assert_eq!(thumbprint("5B2C40EC85C62DD39D98696AB5413E3EB83D7526").value(), plain.as_ref());
}

#[test]
fn type_names_are_lost_values() {
    for name in
        ["System.Object[]", "Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]", "System.Collections.ArrayList"]
    {
        assert!(matches!(
            read("ServicePrincipalNames", Kind::List, Raw::Scalar(name.into()), PLAIN).why(),
            Some(UnknownReason::Lossy { .. })
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
fn words_beside_a_list_leave_it_unread() {
    let unread = |property, raw| matches!(read(property, Kind::List, raw, PLAIN).why(), Some(UnknownReason::Unreadable { .. }));
    for text in
        ["{Ntlm} + OAuth", "{Ntlm}, OAuth", "{Ntlm} (OAuth missing)", "{Ntlm}; OAuth", "{Ntlm} # add OAuth", "{Ntlm, OAuth},"]
    {
        assert!(unread("Some", Raw::Scalar(text.into())), "{text}");
        assert!(unread("IISAuthenticationMethods", Raw::Scalar(text.into())), "{text}");
    }
    for text in ["[Ntlm, OAuth]", "(Ntlm, OAuth)", "Ntlm, OAuth}", "Ntlm, !OAuth", "Ntlm, OAuth?"] {
        assert!(unread("IISAuthenticationMethods", Raw::Scalar(text.into())), "{text}");
    }
    for item in ["Negotiate} {OAuth", "Negotiate} -> {Ntlm", "{Ntlm, OAuth}", "Ntlm; OAuth", "-OAuth"] {
        assert!(unread("IISAuthenticationMethods", braces(&["Basic", item], false)), "{item}");
    }
}

#[test]
fn proven_numbers_of_methods_have_names() {
    let known = read("InternalAuthenticationMethods", Kind::List, braces(&["2", "4", "7", "10", "12"], false), PLAIN);
    assert_eq!(texts(&known), (vec!["Ntlm", "WindowsIntegrated", "WSSecurity", "OAuth", "12"], true));
    assert!(matches!(read("Type", Kind::Text, Raw::Scalar("3".into()), PLAIN).why(), Some(UnknownReason::Lossy { .. })));
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

#[test]
fn a_list_that_became_one_text_is_taken_apart_only_where_items_have_no_blanks() {
    let of = |name: &'static str, text: &'static str, form: Form| {
        read(name, Kind::List, Raw::Scalar(text.into()), Context { form, ..PLAIN })
    };
    for form in [Form::Json, Form::Csv, Form::List] {
        let domains = of("CertificateDomains", "mail.contoso.com contoso.com", form);
        assert_eq!(texts(&domains), (vec!["mail.contoso.com", "contoso.com"], true));
        for name in ["AutoDiscoverSiteScope", "Parameters"] {
            assert!(matches!(of(name, "Enabled=true Since=2026", form).why(), Some(UnknownReason::Lossy { .. })), "{name}");
            assert_eq!(texts(&of(name, "Enabled=true", form)), (vec!["Enabled=true"], true));
            assert_eq!(texts(&of(name, "A=1 2;B=3", form)), (vec!["A=1 2", "B=3"], true));
        }
    }
    let braces = read("Parameters", Kind::List, braces(&["Reason=for a while"], false), PLAIN);
    assert_eq!(texts(&braces), (vec!["Reason=for a while"], true));
}

#[test]
fn a_number_is_no_authentication_method_unless_its_name_is_known() {
    let of = |text: &'static str| read("ExternalClientAuthenticationMethod", Kind::Text, Raw::Scalar(text.into()), PLAIN);
    assert_eq!(of("2").value(), Some(&Value::Text("Ntlm".to_owned())));
    assert_eq!(of("Negotiate").value(), Some(&Value::Text("Negotiate".to_owned())));
    assert!(matches!(of("13").why(), Some(UnknownReason::Lossy { .. })));
}
