//! The engine over small estates made by hand: one table per kind of check.

use super::*;
use crate::estate::value::List;
use crate::estate::{Coverage, Known, KnownExt as _, Object, Seen, Side, Tenant, Value, unknown};
use crate::rule::{RuleText, load};
use rows::{auth_server, estate, flag, known, list, mapi, place, principal, row, text};

mod effective_severity;
mod rows;

fn judge(rule: &str, estate: &Estate) -> Vec<Finding> {
    let text = format!("id: T-1\nname: t\ntitle: The thing is right\nseverity: error\nmessage: \"{{subject}} is wrong\"\n{rule}");
    let rules = load(&[RuleText { path: "t.yml".into(), text, builtin: false, pack: None }]);
    let rules = rules.unwrap_or_else(|errors| panic!("{:?}", miette::Report::new(errors)));
    run(&rules, &View::new(estate, "2026-11-20T00:00:00Z".parse().unwrap(), false))
}

fn said(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|f| format!("{:?} {} | {}", f.verdict, f.subject, f.message)).collect()
}

fn verdicts(rule: &str, estate: &Estate) -> Vec<Verdict> {
    judge(rule, estate).iter().map(|finding| finding.verdict).collect()
}

use Verdict::{Fail, Inconclusive, NotApplicable, Pass};

const MUST: &str = "from: mapi-virtual-directory\nmust: { IISAuthenticationMethods: { contains: OAuth } }\n";

#[test]
fn must_over_a_list() {
    for (methods, expected) in [
        (list(&["Ntlm", "oauth"], true), Pass),
        (list(&["Ntlm", "OAuth"], false), Pass),
        (list(&["Ntlm"], true), Fail),
        (list(&[], true), Fail),
        (known(Value::Null), Fail),
        (list(&["Ntlm"], false), Inconclusive),
        (unknown(UnknownReason::AdPropertiesOnly, Vec::new()), Inconclusive),
        (unknown(UnknownReason::Conflicting { values: vec!["{a}".into(), "{b}".into()] }, vec![place(), place()]), Inconclusive),
    ] {
        let estate = estate(vec![mapi("EX01", methods.clone())], &[]);
        assert_eq!(verdicts(MUST, &estate), [expected], "{methods:?}");
        let lacks = MUST.replace("contains", "lacks");
        let mirrored = match expected {
            Pass => Fail,
            Fail => Pass,
            other => other,
        };
        assert_eq!(verdicts(&lacks, &estate), [mirrored], "{methods:?}");
    }
}

#[test]
fn an_undecided_finding_says_why_where_and_what_to_type() {
    let cut = list(&["Ntlm", "Negotiate", "Basic"], false);
    let at = cut.at().to_vec();
    let found = judge(MUST, &estate(vec![mapi("EX02", cut)], &[]));
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        finding.message,
        "cannot tell for EX02\\mapi (Default Web Site) (the thing is right): PowerShell cut this list after 3 values"
    );
    assert!(
        finding.help.starts_with("capture again with: `$FormatEnumerationLimit = -1; Get-MapiVirtualDirectory -Server EX02 |")
    );
    assert_eq!(finding.evidence.iter().map(|place| (place.span, place.primary)).collect::<Vec<_>>(), [(at[0], true)]);
    assert_eq!(&*finding.evidence[0].label, "PowerShell cut this list after 3 values");
    assert_eq!(finding.why, Some(UnknownReason::Truncated { shown: 3 }));
    assert_eq!(finding.server.as_deref(), Some("EX02"));
}

#[test]
fn what_was_never_captured_is_inconclusive_and_names_the_cmdlet() {
    let found = judge(MUST, &estate(Vec::new(), &[]));
    assert_eq!(
        said(&found),
        [
            "Inconclusive Get-MapiVirtualDirectory | cannot tell whether the thing is right: Get-MapiVirtualDirectory was not captured"
        ]
    );
    assert!(found[0].help.contains("Get-MapiVirtualDirectory |"), "{}", found[0].help);
}

#[test]
fn a_rule_that_selects_nothing_never_passes() {
    let nothing = estate(Vec::new(), &[("", "mapi-virtual-directory")]);
    assert_eq!(verdicts(MUST, &nothing), [NotApplicable]);
    let one = estate(vec![mapi("EX01", list(&["OAuth"], true))], &[]);
    let none = format!("{MUST}where: {{ Name: owa }}\n");
    assert_eq!(verdicts(&none, &one), [Pass], "the name was not printed, so the row may be meant; it is right either way");
}

#[test]
fn a_row_that_may_be_meant() {
    let rule = "from: auth-server\nwhere: { Type: AzureAD }\nmust: { Enabled: { is: True } }\n";
    let of = |kind: Option<Known<Value>>, enabled| {
        let mut values = vec![("Enabled", flag(enabled))];
        values.extend(kind.map(|kind| ("Type", kind)));
        verdicts(rule, &estate(vec![auth_server("EvoSts", &values)], &[]))
    };
    assert_eq!(of(Some(text("azuread")), false), [Fail]);
    assert_eq!(of(Some(text("ADFS")), false), [NotApplicable]);
    assert_eq!(of(None, false), [Inconclusive]);
    assert_eq!(of(None, true), [Pass]);
}

#[test]
fn counting_respects_maybes_and_gaps() {
    let at_least = "from: auth-server\nwhere: { Enabled: True }\ncount: { at-least: 1 }\nsubject: Enabled\n";
    let at_most = at_least.replace("at-least", "at-most");
    let yes = || auth_server("A", &[("Enabled", flag(true))]);
    let also = || auth_server("B", &[("Enabled", flag(true))]);
    let no = || auth_server("C", &[("Enabled", flag(false))]);
    let maybe = || auth_server("D", &[]);
    for (objects, least, most) in [
        (vec![], Fail, Pass),
        (vec![no()], Fail, Pass),
        (vec![yes()], Pass, Pass),
        (vec![yes(), also()], Pass, Fail),
        (vec![maybe()], Inconclusive, Pass),
        (vec![yes(), maybe()], Pass, Inconclusive),
        (vec![no(), maybe()], Inconclusive, Pass),
    ] {
        let whole = estate(objects.clone(), &[("", "auth-server")]);
        assert_eq!(verdicts(at_least, &whole), [least], "at least, {objects:?}");
        assert_eq!(verdicts(&at_most, &whole), [most], "at most, {objects:?}");
        let mut part = whole;
        part.coverage.insert((Side::OnPremises, "auth-server"), Coverage::Part(vec![place()]));
        let open = |verdict| if verdict == Pass { Pass } else { Inconclusive };
        assert!(verdicts(at_least, &part).iter().all(|verdict| *verdict == open(least)), "at least, with gaps, {objects:?}");
        let open = |verdict| if verdict == Fail { Fail } else { Inconclusive };
        assert!(verdicts(&at_most, &part).iter().all(|verdict| *verdict == open(most)), "at most, with gaps, {objects:?}");
    }
    assert_eq!(said(&judge(at_least, &estate(vec![no()], &[]))), ["Fail Enabled | Enabled is wrong"]);
}

#[test]
fn counting_in_groups() {
    let rule = "from: auth-server\ngroup-by: Realm\ncount: { at-most: 1 }\nmessage: x\n".replace("message: x\n", "");
    let server = |name, realm: &str| auth_server(name, &[("Realm", text(realm))]);
    let found = judge(&rule, &estate(vec![server("A", "one"), server("B", "ONE"), server("C", "two")], &[]));
    assert_eq!(said(&found), ["Fail one | one is wrong", "Pass two | The thing is right"]);
    let found = judge(&rule, &estate(vec![server("A", "one"), auth_server("B", &[])], &[]));
    assert_eq!(found.iter().map(|finding| finding.verdict).collect::<Vec<_>>(), [Inconclusive]);
}

const ALL_IN: &str = "for-each: tenant\nfrom: client-access-service\ntake: Name\nall-in:\n  from: service-principal\n  where: { AccountEnabled: True }\n  take: ServicePrincipalNames\n";

#[test]
fn all_in_looks_everything_up() {
    let service = |name: &str| row("client-access-service", Some(name), name, &[("Name", text(name))]);
    let names = |items: &[&str], complete| ("ServicePrincipalNames", list(items, complete));
    let enabled = || ("AccountEnabled", flag(true));
    let left = || vec![service("a"), service("b")];
    let with = |right: Object| {
        let mut all = left();
        all.push(right);
        estate(all, &[])
    };
    assert_eq!(verdicts(ALL_IN, &with(principal("t", &[enabled(), names(&["A", "b", "c"], true)]))), [Pass, Pass]);
    assert_eq!(verdicts(ALL_IN, &with(principal("t", &[enabled(), names(&["a"], true)]))), [Pass, Fail]);
    assert_eq!(verdicts(ALL_IN, &with(principal("t", &[enabled(), names(&["a"], false)]))), [Pass, Inconclusive]);
    assert_eq!(verdicts(ALL_IN, &with(principal("t", &[enabled()]))), [Inconclusive, Inconclusive]);
    assert_eq!(
        verdicts(ALL_IN, &with(principal("t", &[names(&["a", "b"], true)]))),
        [Inconclusive, Inconclusive],
        "maybe another object"
    );
    assert_eq!(
        verdicts(ALL_IN, &with(principal("t", &[("AccountEnabled", flag(false)), names(&["a", "b"], true)]))),
        [Fail, Fail]
    );
    // Captured, and there is none: certain.
    assert_eq!(verdicts(ALL_IN, &estate(left(), &[("t", "service-principal")])), [Fail, Fail]);
    // Never captured: the cmdlet is the subject, once a tenant.
    let mut missing = estate(left(), &[("t", "accepted-domain")]);
    missing.tenants.push(Tenant { name: "u".into(), id: None, domains: Vec::new() });
    let found = judge(ALL_IN, &missing);
    assert_eq!(
        found.iter().map(|f| (f.tenant.as_deref(), f.subject.as_str(), f.verdict)).collect::<Vec<_>>(),
        [(Some("t"), "Get-MgServicePrincipal", Inconclusive), (Some("u"), "Get-MgServicePrincipal", Inconclusive)]
    );
}

#[test]
fn what_leaves_a_lookup_open_is_what_has_to_be_captured_again() {
    let service = row("client-access-service", Some("a"), "a", &[("Name", text("a"))]);
    let cut = principal("t", &[("AccountEnabled", flag(true)), ("ServicePrincipalNames", list(&["b"], false))]);
    let found = judge(ALL_IN, &estate(vec![service.clone(), cut], &[]));
    assert!(found[0].help.contains("Get-MgServicePrincipal"), "{}", found[0].help);
    let maybe = principal("t", &[("ServicePrincipalNames", list(&["a"], true))]);
    let found = judge(ALL_IN, &estate(vec![service, maybe], &[]));
    assert!(found[0].help.contains("Get-MgServicePrincipal"), "{}", found[0].help);
}

#[test]
fn each_tenant_is_judged_by_its_own_names() {
    let service = row("client-access-service", Some("a"), "a", &[("Name", text("a"))]);
    let of = |tenant: &str, names: &[&str]| {
        principal(tenant, &[("AccountEnabled", flag(true)), ("ServicePrincipalNames", list(names, true))])
    };
    let found = judge(ALL_IN, &estate(vec![service, of("t", &["a"]), of("u", &["b"])], &[]));
    let shown: Vec<_> = found.iter().map(|f| (f.tenant.as_deref(), f.verdict)).collect();
    assert_eq!(shown, [(Some("t"), Pass), (Some("u"), Fail)]);
    assert!(found[1].evidence.iter().any(|place| &*place.label == "1 value read here, list complete"), "{found:?}");
}

#[test]
fn same_compares_rows() {
    let rule = "from: mapi-virtual-directory\nsame: IISAuthenticationMethods\nmessage: \"{values}\"\n";
    let rule = |estate: &Estate| {
        let text = format!("id: T-1\nname: t\ntitle: T\nseverity: warning\n{rule}");
        let rules = load(&[RuleText { path: "t.yml".into(), text, builtin: false, pack: None }]).unwrap();
        run(&rules, &View::new(estate, jiff::Timestamp::UNIX_EPOCH, false))
    };
    let on = |server: &str, items: &[&str], complete| mapi(server, list(items, complete));
    let equal = estate(vec![on("EX01", &["a", "B"], true), on("EX02", &["b", "A"], true)], &[]);
    assert_eq!(rule(&equal)[0].verdict, Pass);
    let odd = estate(vec![on("EX01", &["a"], true), on("EX02", &["b"], true), on("EX03", &["a"], true)], &[]);
    assert_eq!(said(&rule(&odd)), ["Fail IISAuthenticationMethods | b (EX02); a (EX01, EX03)"]);
    assert_eq!(&*rule(&odd)[0].evidence[0].label, "EX02: b");
    let cut = estate(vec![on("EX01", &["a"], true), on("EX02", &["a"], false)], &[]);
    assert_eq!(rule(&cut)[0].verdict, Inconclusive);
    let cut_but_odd = estate(vec![on("EX01", &["a"], true), on("EX02", &["a"], false), on("EX03", &["c"], true)], &[]);
    assert_eq!(rule(&cut_but_odd)[0].verdict, Fail);
    let lonely = estate(vec![on("EX01", &["a"], true)], &[]);
    assert_eq!(rule(&lonely)[0].verdict, NotApplicable);
}

#[test]
fn dates_and_builds() {
    let until =
        |date: &str| row("exchange-certificate", Some("EX01"), "c", &[("NotAfter", known(Value::Date(date.parse().unwrap())))]);
    let rule = "from: exchange-certificate\nmust: { NotAfter: { after: now + 60 days } }\n";
    for (date, expected) in [("2027-01-20T00:00:00Z", Pass), ("2027-01-19T00:00:00Z", Fail), ("2026-11-19T00:00:00Z", Fail)] {
        assert_eq!(verdicts(rule, &estate(vec![until(date)], &[])), [expected], "{date}");
    }
    let build = |parts| {
        row(
            "exchange-server",
            Some("EX01"),
            "EX01",
            &[("AdminDisplayVersion", known(Value::Version(crate::estate::value::Version(parts))))],
        )
    };
    let rule = "from: exchange-server\nmust: { AdminDisplayVersion: { at-least: 15.2.1544.11 } }\n";
    for (parts, expected) in
        [([15, 2, 1544, 11], Pass), ([15, 2, 1544, 4], Fail), ([15, 10, 0, 0], Pass), ([15, 1, 9999, 9], Fail)]
    {
        assert_eq!(verdicts(rule, &estate(vec![build(parts)], &[])), [expected], "{parts:?}");
    }
    let raw = row("exchange-server", Some("EX01"), "EX01", &[("AdminDisplayVersion", text("?"))]);
    assert_eq!(verdicts(rule, &estate(vec![raw], &[])), [Inconclusive]);
}

#[test]
fn one_subject_one_finding_with_one_primary_place() {
    let twice = estate(vec![mapi("EX01", list(&["Ntlm"], true)), mapi("EX01", list(&["Basic"], true))], &[]);
    let found = judge(MUST, &twice);
    assert_eq!(said(&found), ["Fail EX01\\mapi (Default Web Site) | EX01\\mapi (Default Web Site) is wrong"]);
    assert_eq!(found[0].evidence.len(), 2);
    assert_eq!(found[0].evidence.iter().filter(|place| place.primary).count(), 1);
    assert_eq!(&*found[0].evidence[0].label, "OAuth is missing");
}

#[test]
fn more_ignorance_never_decides_and_never_reverses() {
    // Cutting a list or losing a value leads from pass or fail to the same or to inconclusive, never across.
    let values = [list(&["OAuth"], true), list(&["Ntlm"], true), list(&["Ntlm", "OAuth"], true)];
    for value in values {
        let before = verdicts(MUST, &estate(vec![mapi("EX01", value.clone())], &[]))[0];
        let Ok(Seen { value: Value::List(whole), at }) = value else { panic!("a list") };
        for keep in 0..whole.items.len() {
            let less = List { items: whole.items[..keep].to_vec(), complete: false };
            let cut = crate::estate::known(Value::List(less), at.clone());
            let after = verdicts(MUST, &estate(vec![mapi("EX01", cut)], &[]))[0];
            assert!(after == before || after == Inconclusive, "{before:?} became {after:?}");
        }
    }
}

#[test]
fn a_captured_name_cannot_act_in_the_command_that_help_suggests() {
    let rule = format!("{MUST}help: \"Set-It -Identity '{{Identity}}'\"\n");
    let of = |name: &str| {
        let object = row("mapi-virtual-directory", None, name, &[("IISAuthenticationMethods", list(&[], true))]);
        judge(&rule, &estate(vec![object], &[]))[0].help.clone()
    };
    assert_eq!(of("EX01\\mapi (Default Web Site)"), "Set-It -Identity 'EX01\\mapi (Default Web Site)'");
    for hostile in ["x'; Remove-Item *; '", "x$(calc)", "x\u{2019}; calc", "x`n"] {
        assert_eq!(of(hostile), "Set-It -Identity '<Identity>'", "{hostile}");
    }
}
