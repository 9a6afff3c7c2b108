//! The pack `passwordless` over an invented organisation of 2,000 people: they are counted, and not listed one by one.

use crate::cli::run::Desk;
use serde_json::{Value, json};

const PEOPLE: usize = 2_000;
const PACK: [&str; 4] = ["check", "captures", "--pack", "passwordless"];

/// The methods of a person by number: a quarter each has Authenticator, a passkey, a phone, phone sign-in.
fn methods(number: usize) -> Value {
    match number % 4 {
        0 => json!(["microsoftAuthenticatorPush"]),
        1 => json!(["microsoftAuthenticatorPush", "passKeyDeviceBound"]),
        2 => json!(["mobilePhone"]),
        _ => json!(["microsoftAuthenticatorPasswordless"]),
    }
}

/// One person in fifty is a guest, and two of a hundred are administrators: one with a passkey, one without.
fn person(number: usize) -> Value {
    json!({
        "id": format!("26be570a-0000-4000-8000-{number:012}"),
        "userPrincipalName": format!("person{number:04}@contoso.com"),
        "userType": if number % 50 == 7 { "guest" } else { "member" },
        "isAdmin": number % 100 < 2,
        "isPasswordlessCapable": number % 2 == 1,
        "methodsRegistered": if number == 4 { json!(["hardwareOneTimePasscode"]) } else { methods(number) },
    })
}

fn method(id: &str, state: &str, more: &Value) -> Value {
    let mut method = json!({ "id": id, "state": state, "excludeTargets": [], "includeTargets": [{ "id": "all_users", "authenticationMode": "any" }] });
    method.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    method
}

/// The healthy estate, with people. Passkeys were allowed once, and are not any more.
fn organisation() -> Desk {
    let desk = Desk::with_estate("healthy");
    let graph = |set: &str| format!("https://graph.microsoft.com/v1.0/$metadata#{set}");
    let shown = json!({ "state": "default" });
    let policy = json!({
        "@odata.context": graph("policies/authenticationMethodsPolicy/$entity"),
        "policyMigrationState": "migrationInProgress",
        "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": { "state": "default" } },
        "authenticationMethodConfigurations": [
            method("Fido2", "disabled", &json!({ "isSelfServiceRegistrationAllowed": true })),
            method("MicrosoftAuthenticator", "enabled", &json!({ "featureSettings": {
                "displayAppInformationRequiredState": shown, "displayLocationInformationRequiredState": shown } })),
            method("Sms", "enabled", &json!({})),
            method("X509Certificate", "disabled", &json!({})),
        ],
    });
    let people: Vec<Value> = (0..PEOPLE).map(person).collect();
    let people = json!({ "@odata.context": graph("reports/authenticationMethods/userRegistrationDetails"), "value": people });
    let domains =
        json!({ "@odata.context": graph("domains"), "value": [{ "id": "contoso.com", "authenticationType": "Federated" }] });
    for (name, content) in [("policy", policy), ("people", people), ("domains", domains)] {
        desk.file(&format!("captures/tenants/contoso/{name}.json"), content.to_string());
    }
    desk
}

#[test]
fn people_are_counted_and_folded() {
    let report = organisation().run(&[&PACK[..], &["--format", "json"]].concat()).exits(1).json();
    let told: Vec<(&str, &str)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["area"] == "passwordless")
        .map(|finding| (finding["rule"].as_str().unwrap(), finding["message"].as_str().unwrap()))
        .collect();
    let numbers: Vec<(&str, &str)> =
        told.iter().map(|(rule, message)| (*rule, message.split(['(', '\n']).next().unwrap())).collect();
    assert_eq!(
        numbers,
        [
            ("HMA-PWL-010", "administrators in contoso without a phishing-resistant method: 20 of 40 "),
            ("HMA-PWL-003", "in contoso the older policies still count "),
            ("HMA-PWL-008", "Sms is allowed in contoso"),
            ("HMA-PWL-011", "people in contoso with a passwordless method that is not allowed: 500 of 2000 "),
            ("HMA-PWL-012", "people in contoso who have texts and calls only: 500 of 1960 "),
            ("HMA-PWL-013", "people in contoso who cannot sign in without a password: 1000 of 1960 "),
            ("HMA-PWL-014", "contoso.com is federated, and people with a passwordless method are not sent on"),
        ],
        "{told:#?}"
    );
    assert!(told[0].1.ends_with("person0300@contoso.com, person0400@contoso.com and 15 more)"), "{}", told[0].1);
    // Whoever is to call them gets all of them.
    let groups = report["sign_in_groups"].as_array().unwrap();
    let names = |group: &str| groups.iter().find(|one| one["group"] == group).unwrap()["names"].as_array().unwrap().len();
    assert_eq!([names("weak-admins"), names("barred"), names("phone-only")], [20, 500, 500]);
    let cell =
        |method: &str| report["sign_in_methods"].as_array().unwrap().iter().find(|one| one["method"] == method).unwrap().clone();
    let expected = json!({ "method": "Fido2", "tenant": "contoso", "state": "disabled", "for_whom": "all", "registered": 500 });
    assert_eq!(cell("Fido2"), expected);
    assert_eq!(cell("MicrosoftAuthenticator")["registered"], 1499);
    assert_eq!(cell("X509Certificate")["registered"], 0);
    // Graph lists hardware tokens in its beta version only: that this policy lacks them says nothing.
    assert_eq!((&cell("HardwareOath")["state"], &cell("HardwareOath")["registered"]), (&"unknown".into(), &1.into()));
}

#[test]
fn the_report_for_people_is_short_and_has_the_table() {
    let desk = organisation();
    let shown = desk.run(&PACK).exits(1).out;
    let lines = shown.lines().count();
    assert!(lines < 150, "{lines} lines\n{shown}");
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    for (format, cell) in [
        ("terminal", "✓ allowed to all, 1499 people"),
        ("markdown", "| `Fido2` | – disabled, 500 people |"),
        ("html", "allowed to all, 1499 people"),
    ] {
        let shown = desk.run(&[&PACK[..], &["--format", format]].concat()).exits(1).out;
        assert!(shown.contains(cell), "{format}: {shown}");
        assert!(shown.len() < 200_000, "{format}: {} bytes", shown.len());
    }
}

#[test]
fn what_only_a_pack_needs_changes_nothing_without_it() {
    let (desk, plain) = (organisation(), Desk::with_estate("healthy"));
    // What people use is of a pack, too.
    let device = "Identity          : corp.contoso.com/Users/Adele Vance/ExchangeActiveSyncDevices/iPhone§5EEC4E94\nDeviceType        : iPhone\n\
        DeviceOS          : iOS 19.1\nDeviceUserAgent   : Apple-iPhone17C1/2302.85\nClientType        : EAS\nDeviceAccessState : Blocked\n";
    desk.file("captures/devices.txt", format!("[PS] C:\\>Get-MobileDevice | Format-List *\n\n{device}\n[PS] C:\\>\n"));
    desk.file(
        "captures/inventory.csv",
        "User,Application name,Application version,Platform\nadele@contoso.com,Microsoft Office 2010,14.0,Windows\n",
    );
    desk.file("captures/office.reg", "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\SOFTWARE\\Microsoft\\Office\\16.0\\Common\\Identity]\r\n\"EnableADAL\"=dword:00000000\r\n");
    // All that is said but for the list of files: findings, passes, tables, and what was left out.
    let said = |desk: &Desk| {
        let mut report = desk.run(&["check", "captures", "--all", "--format", "json"]).exits(0).json();
        let report = report.as_object_mut().unwrap();
        report.retain(|name, _| !["inputs", "tool"].contains(&name.as_str()));
        serde_json::to_string_pretty(&report).unwrap()
    };
    assert_eq!(said(&desk), said(&plain));
    for format in ["terminal", "markdown", "csv"] {
        let with = desk.run(&["check", "captures", "--quiet", "--format", format]).exits(0).out;
        assert_eq!(with, plain.run(&["check", "captures", "--quiet", "--format", format]).exits(0).out, "{format}");
    }
    let verdict = |arguments: &[&str]| desk.run(&[arguments, &["--format", "json"]].concat()).json()["verdict"].clone();
    assert_eq!(verdict(&PACK), verdict(&PACK[..2]));
}

#[test]
fn a_pack_of_which_nothing_was_captured_says_what_to_capture() {
    let desk = Desk::with_estate("healthy");
    let shown = desk.run(&[&PACK[..], &["--verbose"]].concat()).exits(0).out;
    assert!(
        shown.contains("not checked: wire, passwordless sign-in") && shown.contains("Get-MgPolicyAuthenticationMethodPolicy"),
        "{shown}"
    );
    let asked = desk.run(&[&PACK[..], &["--require", "passwordless", "--next", "next"]].concat()).exits(3).out;
    assert!(asked.contains("READY"), "{asked}");
    let script = desk.read("next/entra.ps1");
    assert!(script.contains("'Policy.Read.All'") && script.contains("Get-MgPolicyAuthenticationMethodPolicy"), "{script}");
    desk.run(&["verify-script", "next"]).exits(0);
}
