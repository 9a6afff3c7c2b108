use super::*;
use crate::capture::Outcome;
use crate::source::{SourceId, Span};

fn at() -> Span {
    Span::new(SourceId(0), 0, 1)
}

fn record(fields: &[(&'static str, &'static str)]) -> Record<'static> {
    let field = |(name, value): &(&'static str, &'static str)| {
        let raw = if value.is_empty() { Raw::Blank } else { Raw::Scalar((*value).into()) };
        Field { name: (*name).into(), raw, at: at() }
    };
    Record {
        hearsay: false,
        command: None,
        form: Form::List,
        type_name: None,
        shell: None,
        fields: fields.iter().map(field).collect(),
        at: at(),
    }
}

fn command(typed: &'static str) -> Command<'static> {
    let cmdlet = typed.split(' ').next().unwrap_or(typed).into();
    Command {
        values_partial: false,
        cmdlet,
        text: typed.into(),
        parameters: Vec::new(),
        expands: None,
        partial: false,
        outcome: Outcome::Records,
        filled_by: None,
        asked_at: None,
        shell: None,
        at: at(),
    }
}

fn printed_by(record: &Record<'_>, command: Option<&Command<'_>>) -> Option<&'static str> {
    cmdlet(record, command).map(|identified| identified.printed_by)
}

#[test]
fn commands_are_found_in_any_case_and_by_their_older_names() {
    let plain = record(&[("Name", "EX01")]);
    for (typed, expected) in [
        ("get-mapivirtualdirectory", Some("Get-MapiVirtualDirectory")),
        ("Get-ClientAccessServer EX01", Some("Get-ClientAccessServer")),
        ("Get-MsolServicePrincipal -All", Some("Get-MsolServicePrincipal")),
        ("Get-OfflineAddressBook", None),
        ("Get-Content mapi.txt", None),
        ("Get-Command ExSetup.exe | % FileVersionInfo", Some("Get-Command")),
        ("Get-Command Get-MapiVirtualDirectory", None),
    ] {
        assert_eq!(printed_by(&plain, Some(&command(typed))), expected, "{typed}");
    }
}

#[test]
fn the_name_of_a_virtual_directory_outdoes_the_command_above_it() {
    let ews = record(&[("Identity", "EX01\\EWS (Default Web Site)")]);
    assert_eq!(printed_by(&ews, Some(&command("Get-OwaVirtualDirectory"))), Some("Get-WebServicesVirtualDirectory"));
    assert_eq!(printed_by(&ews, Some(&command("Get-Content all.txt"))), Some("Get-WebServicesVirtualDirectory"));
    assert_eq!(printed_by(&ews, None), Some("Get-WebServicesVirtualDirectory"));
}

#[test]
fn types_are_known_with_and_without_their_wrappings() {
    let of = |name: &'static str| {
        let mut typed = record(&[("Name", "x")]);
        typed.type_name = Some(name.into());
        printed_by(&typed, None)
    };
    assert_eq!(
        of("Microsoft.Exchange.Data.Directory.SystemConfiguration.ADMobileVirtualDirectory"),
        Some("Get-ActiveSyncVirtualDirectory")
    );
    assert_eq!(of("Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.AuthServer"), Some("Get-AuthServer"));
    assert_eq!(of("Selected.Microsoft.Exchange.Data.Directory.Management.ExchangeServer"), Some("Get-ExchangeServer"));
    assert_eq!(of("Microsoft.Online.Administration.ServicePrincipal"), Some("Get-MsolServicePrincipal"));
    assert_eq!(of("Microsoft.ActiveDirectory.Management.ADUser"), None);
    assert_eq!(of("System.Management.Automation.PSCustomObject"), None);
}

#[test]
fn without_a_command_names_and_places_tell() {
    for (fields, expected) in [
        (&[("Name", "owa (Default Web Site)")][..], Some("Get-OwaVirtualDirectory")),
        (
            &[("Name", "PowerShell (Default Web Site)"), ("InternalUrl", "http://ex01/powershell")],
            Some("Get-PowerShellVirtualDirectory"),
        ),
        (&[("MetabasePath", "IIS://EX01.contoso.com/W3SVC/1/ROOT/OAB")], Some("Get-OabVirtualDirectory")),
        (&[("ObjectClass", "top, msExchVirtualDirectory, msExchECPVirtualDirectory")], Some("Get-EcpVirtualDirectory")),
        (
            &[("DistinguishedName", "CN=Rpc (Default Web Site),CN=HTTP,CN=Protocols,CN=EX01,CN=Servers,DC=contoso")],
            Some("Get-OutlookAnywhere"),
        ),
        (&[("Cmdlet", "Get-ExchangeCertificate"), ("Thumbprint", "AA")], Some("Get-ExchangeCertificate")),
        (&[("AppPrincipalId", "x"), ("ServicePrincipalNames", "y")], Some("Get-MsolServicePrincipal")),
        (&[("appId", "x"), ("servicePrincipalNames", "y")], Some("Get-MgServicePrincipal")),
        (&[("AutodiscoverServiceInternalUri", "")], Some("Get-ClientAccessService")),
        (&[("BlockLegacyAuthImap", "False")], Some("Get-AuthenticationPolicy")),
        (&[("FileName", "C:\\Exchange\\bin\\ExSetup.exe"), ("ProductVersion", "15.02.2562.017")], Some("Get-Command")),
        (&[("FileName", "C:\\Windows\\notepad.exe"), ("ProductVersion", "10.0.1.1")], None),
        (
            &[("Name", "EX01"), ("AdminDisplayVersion", "x"), ("ServerRole", "Mailbox"), ("DatabaseAvailabilityGroup", "DAG1")],
            None,
        ),
        (&[("MapiHttpEnabled", "True")], None),
        (&[("Name", "Contoso"), ("Enabled", "True")], None),
        (&[("Subject", "CN=mail"), ("Thumbprint", "AA")], None),
        (&[("NotAfter", "9/13/2029 5:26:01 PM"), ("Thumbprint", "AA")], Some("Get-ExchangeCertificate")),
        (&[("PSPath", "x"), ("NotAfter", "9/13/2029 5:26:01 PM"), ("Thumbprint", "AA")], None),
        (&[], None),
    ] {
        assert_eq!(printed_by(&record(fields), None), expected, "{fields:?}");
    }
}

#[test]
fn two_signatures_are_no_signature() {
    assert_eq!(
        printed_by(&record(&[("OAuth2ClientProfileEnabled", "True"), ("CurrentCertificateThumbprint", "AA")]), None),
        None
    );
}

#[test]
fn exchange_online_is_told_by_the_distinguished_name_first() {
    let organization = crate::catalog::of_noun("organization-config").unwrap();
    let hosted = "CN=Configuration,CN=contoso.onmicrosoft.com,CN=ConfigurationUnits,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM";
    for (fields, expected) in [
        (&[("DistinguishedName", hosted)][..], true),
        (&[("DistinguishedName", "CN=Contoso,CN=Microsoft Exchange,DC=contoso,DC=com"), ("ExchangeObjectId", "x")], false),
        (&[("ExchangeObjectId", "6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d")], true),
        (&[("Identity", "contoso.onmicrosoft.com")], true),
        (&[("Name", "Contoso")], false),
    ] {
        assert_eq!(is_exchange_online(&record(fields), organization), expected, "{fields:?}");
    }
    let mut cached = record(&[("Name", "Contoso")]);
    cached.shell = Some(Shell::Tenant);
    assert!(is_exchange_online(&cached, organization));
}

#[test]
fn virtual_directory_names_come_apart() {
    let read = site("EX01\\mapi (Default Web Site)").unwrap();
    assert_eq!(
        (read.server, read.name, read.base, read.site),
        (Some("EX01"), "mapi (Default Web Site)", "mapi", "Default Web Site")
    );
    for junk in ["", "mapi", "()", "a ()", "\\", "EX01\\", "(x)"] {
        assert!(site(junk).is_none(), "{junk}");
    }
    assert_eq!(
        server_of_distinguished_name("CN=owa (Default Web Site),CN=HTTP,CN=Protocols,CN=EX01,CN=Servers,CN=x"),
        Some("EX01")
    );
    assert_eq!(server_of_distinguished_name("CN=Servers"), None);
}

fn of_form(form: Form, fields: &[(&'static str, &'static str)]) -> Record<'static> {
    Record { form, ..record(fields) }
}

#[test]
fn the_path_of_a_url_tells_the_service() {
    for (url, expected) in [
        ("https://mail.contoso.com/mapi", "Get-MapiVirtualDirectory"),
        ("https://mail.contoso.com/EWS/Exchange.asmx", "Get-WebServicesVirtualDirectory"),
        ("http://ex01.contoso.local/OAB", "Get-OabVirtualDirectory"),
        ("https://mail.contoso.com/Autodiscover/Autodiscover.xml", "Get-AutodiscoverVirtualDirectory"),
        ("https://mail.contoso.com/Microsoft-Server-ActiveSync", "Get-ActiveSyncVirtualDirectory"),
        ("HTTPS://mail.contoso.com:8443/owa/", "Get-OwaVirtualDirectory"),
        ("https://mail.contoso.com/ECP?x=1", "Get-EcpVirtualDirectory"),
        ("http://ex01.contoso.local/powershell", "Get-PowerShellVirtualDirectory"),
    ] {
        assert_eq!(printed_by(&record(&[("InternalUrl", url)]), None), Some(expected), "{url}");
        assert_eq!(printed_by(&record(&[("InternalUrl", ""), ("ExternalUrl", url)]), None), Some(expected), "{url}");
    }
    for fields in [
        &[("InternalUrl", "https://mail.contoso.com"), ("ExternalUrl", "https://mail.contoso.com/")][..],
        &[("InternalUrl", "https://mail.contoso.com/sites/owa")],
        &[("InternalUrl", "mail.contoso.com/owa")],
        &[("InternalUrl", "https:///owa")],
        &[("InternalUrl", "https://mail.contoso.com/owa"), ("ExternalUrl", "https://mail.contoso.com/ecp")],
        &[("Url", "https://mail.contoso.com/owa")],
    ] {
        assert_eq!(printed_by(&record(fields), None), None, "{fields:?}");
    }
}

#[test]
fn a_command_that_the_object_contradicts_decides_nothing() {
    let ews = record(&[
        ("Server", "EX01"),
        ("InternalUrl", "https://mail.contoso.com/ews/exchange.asmx"),
        ("OAuthAuthentication", "True"),
    ]);
    for command in ["Get-AutodiscoverVirtualDirectory | fl", "Get-ClientAccessService", "Get-AuthServer | fl"] {
        assert_eq!(printed_by(&ews, Some(&self::command(command))), None, "{command}");
    }
    let organization = record(&[("OAuth2ClientProfileEnabled", "True")]);
    assert_eq!(printed_by(&organization, Some(&command("Get-AuthServer"))), None);
    for command in ["Get-WebServicesVirtualDirectory | fl", "Get-Content all.txt"] {
        assert_eq!(printed_by(&ews, Some(&self::command(command))), Some("Get-WebServicesVirtualDirectory"), "{command}");
    }
    // One URL that an administrator set wrong contradicts nothing.
    let odd = record(&[("InternalUrl", "https://mail.contoso.com/ecp"), ("ExternalUrl", "https://mail.contoso.com/owa")]);
    assert_eq!(printed_by(&odd, Some(&command("Get-EcpVirtualDirectory"))), Some("Get-EcpVirtualDirectory"));
}

#[test]
fn a_column_of_a_table_does_not_make_the_row() {
    let row = |directory: &'static str, url: &'static str| {
        let fields = [("Server", "EX01"), ("VirtualDirectory", directory), ("InternalURL", url), ("Exchange2003URL", "")];
        printed_by(&of_form(Form::Csv, &fields), None)
    };
    assert_eq!(row("mapi (Default Web Site)", ""), Some("Get-MapiVirtualDirectory"));
    assert_eq!(row("", "https://mail.contoso.com/EWS/Exchange.asmx"), Some("Get-WebServicesVirtualDirectory"));
    assert_eq!(row("", "https://mail.contoso.com/owa"), Some("Get-OwaVirtualDirectory"));
    assert_eq!(row("", ""), None);
    // Where one object was printed alone, the names of its properties tell.
    assert_eq!(printed_by(&record(&[("Exchange2003Url", "")]), None), Some("Get-OwaVirtualDirectory"));
    assert_eq!(
        printed_by(&record(&[("Exchange2003Url", ""), ("InternalUrl", "https://mail.contoso.com/mapi")]), None),
        Some("Get-MapiVirtualDirectory")
    );
}

#[test]
fn an_object_may_name_its_cmdlet() {
    for name in ["Cmdlet", "VirtualDirectoryType", "commandName"] {
        let fields = [(name, "Get-MapiVirtualDirectory"), ("IISAuthenticationMethods", "Ntlm Negotiate")];
        assert_eq!(printed_by(&record(&fields), None), Some("Get-MapiVirtualDirectory"), "{name}");
    }
    // A role of an administrator names cmdlets, too.
    assert_eq!(printed_by(&record(&[("Name", "Get-MapiVirtualDirectory"), ("Role", "View-Only Configuration")]), None), None);
}

#[test]
fn a_service_connection_point_is_that_of_its_server() {
    const PLACE: &str = "CN=EX02,CN=Autodiscover,CN=Protocols,CN=EX02,CN=Servers,CN=Exchange,DC=contoso,DC=local";
    let url = ("ServiceBindingInformation", "http://ex02.contoso.local/Autodiscover/Autodiscover.xml");
    for fields in [
        &[("DistinguishedName", PLACE), url][..],
        &[("Name", "EX02"), url],
        &[("dn", PLACE), ("serviceBindingInformation", "https://autodiscover.contoso.com/x")],
    ] {
        let record = record(fields);
        for command in [None, Some(command("Get-ADObject -Filter x -Properties *"))] {
            assert_eq!(printed_by(&record, command.as_ref()), Some("Get-ClientAccessService"), "{fields:?}");
        }
    }
    for fields in [
        &[("DistinguishedName", "CN=Exchange Online,CN=Autodiscover,CN=Services,DC=contoso"), url][..],
        &[("Name", "print"), ("ServiceBindingInformation", "LDAP://ex02")],
    ] {
        assert_eq!(printed_by(&record(fields), None), None, "{fields:?}");
    }
}

#[test]
fn what_an_object_of_an_unknown_type_is_its_names_and_properties_tell() {
    for (fields, expected) in [
        (&[("Identity", "EX01\\mapi (Default Web Site)")][..], Some("Get-MapiVirtualDirectory")),
        (&[("ObjectClass", "top, msExchVirtualDirectory, msExchOABVirtualDirectory")], Some("Get-OabVirtualDirectory")),
        (&[("OAuth2ClientProfileEnabled", "True")], Some("Get-OrganizationConfig")),
        (&[("Name", "x")], None),
    ] {
        for name in ["Adatum.Tools.Snapshot", "Microsoft.Exchange.Data.Directory.SystemConfiguration.NewVirtualDirectory"] {
            let mut typed = record(fields);
            typed.type_name = Some(name.into());
            assert_eq!(printed_by(&typed, None), expected, "{name} {fields:?}");
        }
        for name in ["Microsoft.ActiveDirectory.Management.ADUser", "System.Management.Automation.ErrorRecord"] {
            let mut typed = record(fields);
            typed.type_name = Some(name.into());
            assert_eq!(printed_by(&typed, None), None, "{name} {fields:?}");
        }
    }
    let mut application = record(&[("AppId", "x"), ("ReplyUrls", "y")]);
    application.type_name = Some("Microsoft.Open.AzureAD.Model.Application".into());
    assert_eq!(printed_by(&application, None), None);
}

#[test]
fn each_side_prints_its_own_endpoints_of_the_intra_organisation_configuration() {
    let kind = crate::catalog::of_noun("intra-organization-configuration").unwrap();
    for (fields, expected) in [
        (
            &[
                ("OnPremiseDiscoveryEndpoint", ""),
                ("OnlineDiscoveryEndpoint", "https://autodiscover-s.outlook.com/autodiscover/autodiscover.svc"),
            ][..],
            true,
        ),
        (&[("OnlineTargetAddress", "contoso.mail.onmicrosoft.com")], true),
        (
            &[
                ("OnPremiseDiscoveryEndpoint", "https://mail.contoso.com/autodiscover/autodiscover.svc"),
                ("OnlineTargetAddress", ""),
            ],
            false,
        ),
        (&[("DeploymentIsCompleteIOCReady", "True")], false),
    ] {
        assert_eq!(is_exchange_online(&record(fields), kind), expected, "{fields:?}");
    }
}
