//! Lines in and below a table that are not rows of it.

use super::read;

const ROW: &str = "EvoSTS    True 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\n";

fn table(between: &str, below: &str) -> String {
    format!(
        "Get-AuthServer | ft Name,Enabled,Realm\n\nName   Enabled Realm\n----   ------- -----\n{ROW}{between}ACS       True contoso.com\n{below}"
    )
}

#[test]
fn a_remark_between_two_rows_is_not_a_row_and_hides_none() {
    for remark in ["-- this is the one that we use --\n", "^^^ look here\n", "Note: the one above is ours.\n"] {
        let read = read(&table(remark, ""));
        assert_eq!(read.column("Name"), ["EvoSTS", "ACS"], "{remark}");
        assert_eq!(read.skipped.len(), 1, "{remark} {:?}", read.skipped);
    }
}

#[test]
fn a_remark_below_a_table_is_not_a_row() {
    for remark in ["Done\n", "(and two more)\n", "That is all.\n", "2 rows\n"] {
        let read = read(&table("", remark));
        assert_eq!(read.column("Name"), ["EvoSTS", "ACS"], "{remark}");
    }
}

#[test]
fn what_the_shell_prints_between_two_rows_is_not_a_row_and_hides_none() {
    let folded = "VERBOSE: [18:29:11.123 GMT] Get-AuthServer : Active Directory session settings fo\nr 'Get-AuthServer' are: View Entire Forest: 'False'\n";
    for line in ["VERBOSE: Connecting to EX01.\n", "WARNING: The object EX03 has been corrupted.\n", folded] {
        let read = read(&table(line, ""));
        assert_eq!(read.column("Name"), ["EvoSTS", "ACS"], "{line}");
    }
}

#[test]
fn an_empty_list_alone_in_its_row_is_not_a_document() {
    let read = read(
        "Get-ClientAccessService | ft AutoDiscoverSiteScope,Fqdn

AutoDiscoverSiteScope Fqdn
--------------------- ----
{Berlin}              ex01.contoso.com
{}
{Wien}                ex03.contoso.com
",
    );
    assert_eq!(read.column("AutoDiscoverSiteScope"), ["[Berlin]", "[]", "[Wien]"]);
}

#[test]
fn a_blank_line_in_a_single_column_is_named_and_hides_no_row() {
    let read = read(
        "Get-ClientAccessService | ft AutoDiscoverServiceInternalUri

AutoDiscoverServiceInternalUri
------------------------------
https://one.contoso.com/Autodiscover/Autodiscover.xml

https://two.contoso.com/Autodiscover/Autodiscover.xml
",
    );
    assert_eq!(read.column("AutoDiscoverServiceInternalUri").len(), 2);
    assert_eq!(read.skipped.len(), 1, "{:?}", read.skipped);
}

#[test]
fn a_head_without_rows_is_named() {
    let read = read("Get-AuthServer | ft Name,Enabled\n\nName Enabled\n---- -------\n\n\n");
    assert!(read.records.is_empty());
    assert!(read.skipped.iter().any(|why| why.contains("without a row")), "{:?}", read.skipped);
}
