//! What the net catches and what it lets through.

use crate::capture::read;
use crate::source::{Source, SourceId};

fn skipped(text: &str) -> Vec<(usize, String)> {
    let source = Source::from_text(SourceId(0), "a.txt", text);
    let skipped = read(&source).skipped;
    skipped.into_iter().map(|skip| (source.line_of(skip.at.start as usize), skip.why)).collect()
}

#[track_caller]
fn names(text: &str, line: usize, words: &str) {
    let found = skipped(text);
    assert!(found.iter().any(|(at, why)| *at == line && why.contains(words)), "{text:?}: {found:?}");
}

#[test]
fn evidence_in_no_record_is_named_with_its_line_and_look() {
    names("Notes of the change\n\nMAPI answers at https://mail.contoso.com/mapi today\n", 3, "the URL of a service");
    names("found 'http://ex01.contoso.local/Autodiscover/Autodiscover.xml' for EX01\n", 1, "the URL of a service");
    names("* EX02 https://mail.contoso.com/Microsoft-Server-ActiveSync ok\n", 1, "the URL of a service");
    names("the name https://mail.contoso.com is there\n", 1, "a service principal name");
    names("  -> 00000002-0000-0ff1-ce00-000000000000/mail.contoso.com registered\n", 1, "a service principal name");
    names("Answer of the proxy, WWW-Authenticate was missing\n", 1, "a bearer challenge");
    names("log 12:01 got trusted_issuers=\"00000001-0000-0000-c000-000000000000@*\" there\n", 1, "a bearer challenge");
    names("Directory EX01 methods Ntlm, OAuth, Negotiate\n", 1, "an OAuth setting");
    names("The flag OAuth2ClientProfileEnabled = True was seen\n", 1, "a property of a cmdlet's output");
    names("[2026-11-20 10:00:01] IsDefaultAuthorizationEndpoint : True\n", 1, "a property of a cmdlet's output");
    names(
        "@@ -1,2 +1,2 @@\n-IsDefaultAuthorizationEndpoint : False\n+IsDefaultAuthorizationEndpoint : True\n",
        2,
        "a property of a cmdlet's output",
    );
}

#[test]
fn lines_of_one_look_are_named_together_and_their_number_is_bounded() {
    let rows: String = (0..5).map(|at| format!("* EX0{at} https://mail.contoso.com/mapi ok\n")).collect();
    let found = skipped(&rows);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("4 more lines down to line 5"), "{found:?}");
    let many: String = (0..500).map(|at| format!("* EX{at} https://mail.contoso.com/mapi ok\n\n\n\n\n\n\n")).collect();
    let found = skipped(&many);
    assert_eq!(found.len(), super::MOST);
    assert!(found[super::MOST - 1].1.contains("460 more lines below"), "{found:?}");
}

#[test]
fn what_was_read_typed_or_declined_is_not_named_again() {
    for text in [
        "[PS] C:\\>Get-MapiVirtualDirectory | fl Identity,*Url,*OAuth*\n\n\nIdentity    : EX01\\mapi (Default Web Site)\nInternalUrl : https://mail.contoso.com/mapi\n\n",
        "[PS] C:\\>Set-OabVirtualDirectory 'EX01\\OAB (Default Web Site)' -OAuthAuthentication $true\n",
        "Set-OabVirtualDirectory 'EX01\\OAB (Default Web Site)' -OAuthAuthentication $true\n",
        "# OAuth: see https://mail.contoso.com/mapi\n",
        "$url = 'https://mail.contoso.com/mapi'\n",
        "We turned on OAuth last week and nobody noticed\n",
        "Read https://learn.microsoft.com/exchange/configure-oauth first\n",
        "Get-AuthServer | ft Name,IsDefaultAuthorizationEndpoint\n\nName   IsDefaultAuthorizationEndpoint\n----   ------------------------------\nEvoSTS                           True\n\n",
        "[{\"appId\":\"00000002-0000-0ff1-ce00-000000000000\",\"servicePrincipalNames\":[\"https://mail.contoso.com/\"]}]",
        "",
    ] {
        assert_eq!(skipped(text), Vec::new(), "{text:?}");
    }
}

#[test]
fn a_cmdlet_that_failed_is_named_with_its_error() {
    let red = "[PS] C:\\>Get-OabVirtualDirectory | fl\nGet-OabVirtualDirectory : The term 'Get-OabVirtualDirectory' is not recognized.\nAt line:1 char:1\n+ Get-OabVirtualDirectory | fl\n+ ~~~~~\n    + CategoryInfo          : ObjectNotFound: (Get-OabVirtualDirectory:String) [], CommandNotFoundException\n\n[PS] C:\\>\n";
    names(red, 2, "Get-OabVirtualDirectory failed here: The term 'Get-OabVirtualDirectory' is not recognized.");
    let seven = "PS /home/adm> Get-AuthServer\nGet-AuthServer: The term 'Get-AuthServer' is not recognized as a name of a cmdlet.\nPS /home/adm>\n";
    names(seven, 2, "Get-AuthServer failed here: The term");
    let remote = "[PS] C:\\>Get-MapiVirtualDirectory -Server EX09\nThe operation couldn't be performed because object 'EX09' couldn't be found on 'DC01.contoso.com'.\n    + CategoryInfo          : NotSpecified: (:) [Get-MapiVirtualDirectory], ManagementObjectNotFoundException\n    + PSComputerName        : ex01.contoso.com\n\n[PS] C:\\>\n";
    names(remote, 3, "Get-MapiVirtualDirectory failed here");
    names("Get-AuthConfig : Access is denied.\n", 1, "Get-AuthConfig failed here: Access is denied.");
}

#[test]
fn what_a_command_printed_before_it_failed_is_a_part() {
    let text = "[PS] C:\\>Get-AuthServer | fl Name,Enabled\n\n\nName    : EvoSTS\nEnabled : True\n\nGet-AuthServer : The connection to the server was lost.\n    + CategoryInfo          : NotSpecified: (:) [Get-AuthServer], IOException\n\n[PS] C:\\>\n";
    let source = Source::from_text(SourceId(0), "a.txt", text);
    let capture = read(&source);
    assert_eq!(capture.records.len(), 1);
    assert!(capture.commands[0].partial, "{:?}", capture.commands);
    names(text, 7, "Get-AuthServer failed here: The connection to the server was lost.");
}
