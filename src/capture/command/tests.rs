use super::*;
use crate::source::SourceId;

fn one(text: &str) -> Statement<'static> {
    let mut all = parse(&Cow::Owned(text.to_owned()), Span::new(SourceId(0), 0, 1));
    assert_eq!(all.len(), 1, "{text}");
    all.remove(0)
}

#[test]
fn parameters_and_filters() {
    let found = one("Get-OwaVirtualDirectory -Server EX01 -ADPropertiesOnly | fl Name,*url*");
    let command = found.command.unwrap();
    assert_eq!(command.cmdlet, "Get-OwaVirtualDirectory");
    assert_eq!(command.parameters, [("Server".into(), Some("EX01".into())), ("ADPropertiesOnly".into(), None)]);
    assert!(command.partial && found.prints);
    assert!(!one("Get-AuthServer | fl > C:\\auth.txt").prints);
    for whole in [
        "Get-AuthServer | fl",
        "get-mailbox -ResultSize Unlimited | select Name",
        "Get-X; ",
        "Get-ExchangeServer | Get-MapiVirtualDirectory | fl",
    ] {
        assert!(!one(whole).command.unwrap().partial, "{whole}");
    }
    for part in [
        "Get-AuthServer EvoSts | fl",
        "Get-X | ? {$_.Enabled}",
        "Get-X | select -First 1",
        "Get-X –Filter {a}",
        "Get-ExchangeServer EX01 | Get-X",
    ] {
        assert!(one(part).command.unwrap().partial, "{part}");
    }
}

#[test]
fn positional_argument_is_the_identity() {
    let command = one("Get-EcpVirtualDirectory \u{201c}EX01\\ecp (Default Web Site)\u{201d} | fl").command.unwrap();
    assert_eq!(command.parameters, [("Identity".into(), Some("EX01\\ecp (Default Web Site)".into()))]);
}

#[test]
fn what_is_expanded() {
    for text in [
        "Get-MsolServicePrincipal -AppPrincipalId 0 | select -ExpandProperty ServicePrincipalNames",
        "(Get-MgServicePrincipal -Filter \"appId eq '0'\").ServicePrincipalNames",
        "Get-X | % { $_.ServicePrincipalNames }",
    ] {
        assert_eq!(one(text).command.unwrap().expands.as_deref(), Some("ServicePrincipalNames"), "{text}");
    }
    assert!(!one("(Get-AuthServer).Count").prints);
}

#[test]
fn assignments_and_changes_print_no_object() {
    assert!(!one("$spn = Get-MgServicePrincipal -All").prints);
    let set = one("Get-OwaVirtualDirectory | Set-OwaVirtualDirectory -OAuthAuthentication $true");
    assert!(set.changes && set.command.is_none());
    assert_eq!(parse(&"$FormatEnumerationLimit = -1; Get-AuthServer | fl".into(), Span::new(SourceId(0), 0, 1)).len(), 2);
}

#[test]
fn sentences_are_no_commands() {
    for text in [
        "Get-AuthServer",
        "get-mapivirtualdirectory|fl",
        "Get-AuthServer EvoSts",
        "Set-AuthServer -Identity x",
        "$x = Get-AuthServer",
        "(Get-AuthServer).Realm",
    ] {
        assert!(is_command(text), "{text}");
    }
    for text in [
        "Get-AuthServer shows the default endpoint.",
        "Get-OwaVirtualDirectory output",
        "Get-X:",
        "Get-Well soon to all",
        "Set-up is done",
        "$5 per user",
    ] {
        assert!(!is_command(text), "{text}");
    }
}
