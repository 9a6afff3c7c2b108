//! Marks of a cut, in every encoding, and columns of the terminal.

use super::read;

const TABLE: &str = "Get-MapiVirtualDirectory | ft Server,IISAuthenticationMethods,InternalUrl

Server IISAuthenticationMethods      InternalUrl
------ ------------------------      -----------
EX01   {Ntlm, Basic, Digest, Fba#}   https://mail.contoso.#
EX02   {Ntlm, OAuth, Negotiate}      https://ex02.contoso#
";

#[test]
fn a_cell_with_a_mark_is_cut_whatever_the_encoding_made_of_it() {
    for mark in ["…", "...", "?", "â€¦"] {
        let read = read(&TABLE.replace('#', mark));
        assert_eq!(read.column("InternalUrl"), ["https://mail.contoso.…", "https://ex02.contoso…"], "{mark}");
    }
}

#[test]
fn a_list_with_a_mark_is_cut_whatever_the_encoding_made_of_it() {
    for mark in ["…", "...", "?"] {
        let read = read(&TABLE.replace('#', mark));
        assert!(
            read.value(0, "IISAuthenticationMethods").ends_with("]…"),
            "{mark}: {}",
            read.value(0, "IISAuthenticationMethods")
        );
        assert_eq!(read.value(1, "IISAuthenticationMethods"), "[Ntlm | OAuth | Negotiate]");
    }
}

#[test]
fn three_dots_before_the_mark_are_part_of_the_value() {
    let read = read(
        "Get-ExchangeCertificate | ft Thumbprint,Subject

Thumbprint                               Subject
----------                               -------
7D1A3A5B6C7D8E9F0A1B2C3D4E5F60718293A4B5 CN=mail.contoso.com, O=Contoso...…
",
    );
    assert_eq!(read.value(0, "Subject"), "CN=mail.contoso.com, O=Contoso...…");
}

#[test]
fn the_dots_of_services_are_not_a_mark() {
    let read = read(
        "Get-ExchangeCertificate

Thumbprint                                Services   Subject
----------                                --------   -------
7D1A3A5B6C7D8E9F0A1B2C3D4E5F60718293A4B5  IP.WS..    CN=mail.contoso.com
0A1B2C3D4E5F60718293A4B57D1A3A5B6C7D8E9F  ....S..    CN=Exchange
1A1B2C3D4E5F60718293A4B57D1A3A5B6C7D8E9F  ...W...    CN=Web
2A1B2C3D4E5F60718293A4B57D1A3A5B6C7D8E9F  .......    CN=None
",
    );
    assert_eq!(read.column("Services"), ["IP.WS..", "....S..", "...W...", "......."]);
}

#[test]
fn columns_are_counted_as_on_a_terminal() {
    for site in ["既定の Web サイト", "Standardwebsite für alle", "기본 웹 사이트"] {
        let wide: usize = site.chars().map(|character| if u32::from(character) > 0x2000 { 2 } else { 1 }).sum();
        let cell = |server: &str, url: &str| format!("{server}\\mapi ({site}){} {server}   {url}\n", " ".repeat(40 - 12 - wide));
        let printed = format!(
            "Get-MapiVirtualDirectory | ft Identity,Server,InternalUrl\n\n{:<40} Server InternalUrl\n{:<40} ------ -----------\n{}{}",
            "Identity",
            "--------",
            cell("EX01", "https://one.contoso.com/mapi"),
            cell("EX02", "https://two.contoso.com/mapi"),
        );
        let read = read(&printed);
        assert_eq!(read.column("Server"), ["EX01", "EX02"], "{printed}");
        assert_eq!(read.column("InternalUrl"), ["https://one.contoso.com/mapi", "https://two.contoso.com/mapi"], "{printed}");
    }
}

#[test]
fn columns_of_a_file_of_windows_powershell_are_counted_in_characters() {
    let read = read(
        "Get-MapiVirtualDirectory | ft Identity,Server

Identity                Server
--------                ------
EX01\\mapi (既定の Web サイト) EX01
EX02\\mapi (Default Web)  EX02
",
    );
    assert!(read.column("Server").iter().all(|server| ["EX01", "EX02"].contains(server)), "{:?}", read.records);
}

#[test]
fn a_row_that_an_encoding_shifted_is_not_read_as_it_stands() {
    let read = read(
        "Get-MapiVirtualDirectory | ft Identity,Server

Identity                         Server
--------                         ------
EX01\\mapi (??? Web ???)    EX01
EX02\\mapi (Default Web Site)     EX02
",
    );
    assert_eq!(read.column("Identity"), ["EX02\\mapi (Default Web Site)"]);
    assert_eq!(read.skipped.len(), 1, "{:?}", read.skipped);
}
