//! The people of a tenant and the methods that they have registered: counted, and named as far as anybody reads on.

use super::derive::{derived, plain, text, text_of};
use super::methods::{Grade, Registrable, data};
use super::sign_in::{self, Method};
use super::told::Group;
use super::{DerivedNoun, Rows, View, captured, memo, rows_of};
use crate::estate::{List, Object, Seen, Side, Unknown, UnknownReason, Value};
use std::collections::{BTreeMap, BTreeSet};

const NOUN: &str = "user-registration";
/// One row for each tenant of which the report of registrations was captured.
pub(super) const REGISTERED_PEOPLE: DerivedNoun = DerivedNoun {
    name: "registration-report",
    doc: "the people in a tenant's report of registrations, together",
    properties: &[
        ("people", "how many there are"),
        ("registered", "the methods of the policy that they have registered, once for each person"),
        ("weak-admins", "administrators without a phishing-resistant method"),
        ("weak-admins-told", "the same in words"),
        ("barred", "people with a passwordless method that the policy does not allow"),
        ("barred-told", "the same in words"),
        ("phone-only", "people whose only second factor is a text or a call"),
        ("phone-only-told", "the same in words"),
        ("without-passwordless", "people who cannot sign in without a password"),
        ("without-passwordless-told", "the same in words"),
        ("elsewhere", "people who have phone sign-in in another tenant, too"),
        ("elsewhere-told", "the same in words"),
    ],
    rows: |view| {
        let found = rows_of(view, NOUN);
        let mut of_tenant: BTreeMap<&Side, Vec<Person<'_>>> = BTreeMap::new();
        for object in &found.objects {
            of_tenant.entry(&object.side).or_default().push(Person::of(object));
        }
        let rows = of_tenant.iter().map(|(side, people)| std::borrow::Cow::Owned(row(view, side, people)));
        Rows { objects: rows.collect(), gaps: found.gaps.clone() }
    },
};

/// A person in the report.
struct Person<'o> {
    object: &'o Object,
    /// The methods that are known, and why others may be registered.
    methods: Vec<&'static Registrable>,
    open: Option<Unknown>,
}

impl<'o> Person<'o> {
    fn of(object: &'o Object) -> Self {
        let mut person = Person { object, methods: Vec::new(), open: None };
        match object.get("MethodsRegistered") {
            Ok(Seen { value: Value::List(list), at }) => {
                for item in &list.items {
                    match data().registrable(&item.text) {
                        Some(method) => person.methods.push(method),
                        None => {
                            person.open =
                                Some(Unknown { why: UnknownReason::Unreadable { raw: item.text.clone() }, at: at.clone() })
                        }
                    }
                }
                if !list.complete {
                    person.open = Some(Unknown { why: UnknownReason::Truncated { shown: list.items.len() }, at });
                }
            }
            Ok(_) => {}
            Err(reason) => person.open = Some(reason),
        }
        person
    }

    /// Whether one of the methods is of a kind: it may be one that is not known.
    fn has(&self, is_it: impl Fn(Grade) -> bool) -> Result<bool, Unknown> {
        match &self.open {
            _ if self.methods.iter().any(|method| is_it(method.grade)) => Ok(true),
            Some(reason) => Err(reason.clone()),
            None => Ok(false),
        }
    }

    /// Guests sign in at home. The portal's download does not say what people are, but the names of guests do.
    fn is_guest(&self) -> bool {
        text_of(self.object, "UserType")
            .map_or_else(|| self.name().to_lowercase().contains("#ext#"), |kind| data().is_guest(&kind))
    }

    fn has_phone_sign_in(&self) -> Result<bool, Unknown> {
        match &self.open {
            _ if self.methods.iter().any(|method| method.name == "microsoftAuthenticatorPasswordless") => Ok(true),
            open => open.clone().map_or(Ok(false), Err),
        }
    }

    fn name(&self) -> String {
        text_of(self.object, "UserPrincipalName").unwrap_or_else(|| self.object.subject.clone())
    }

    /// The person wherever he or she is a guest: the name at home.
    fn name_at_home(&self) -> String {
        let name = self.name().to_lowercase();
        match name.split_once("#ext#") {
            Some((home, _)) => home.rsplit_once('_').map_or(home.to_owned(), |(user, domain)| format!("{user}@{domain}")),
            None => name,
        }
    }
}

/// The people for whom something holds.
fn those<'p>(people: impl Iterator<Item = &'p Person<'p>>, holds: impl Fn(&Person<'_>) -> Result<bool, Unknown>) -> Group {
    let mut group = Group::default();
    for person in people {
        group.add(holds(person), || person.name(), || person.object.places("UserPrincipalName").first().copied());
    }
    group
}

fn row(view: &View<'_>, side: &Side, people: &[Person<'_>]) -> Object {
    let members: Vec<&Person<'_>> = people.iter().filter(|person| !person.is_guest()).collect();
    let policy = view.estate.of(sign_in::POLICY, side).next();
    let allowed = policy.map_or_else(
        || Err(Unknown { why: UnknownReason::NotCaptured { noun: sign_in::POLICY }, at: Vec::new() }),
        |policy| sign_in::methods(policy).and_then(|(methods, rest)| rest.map_or(Ok(methods), Err)),
    );
    let admins: Vec<&Person<'_>> = people.iter().filter(|person| flag(person, "IsAdmin") != Ok(false)).collect();
    let weak = those(admins.iter().copied(), |person| is_weak_admin(person, &allowed));
    let barred = those(people.iter(), |person| is_barred(person, &allowed));
    let phone = those(members.iter().copied(), |person| {
        Ok(person.has(|grade| grade == Grade::Phone)?
            && !person.has(|grade| matches!(grade, Grade::Resistant | Grade::Passwordless | Grade::Factor))?)
    });
    let without = those(members.iter().copied(), |person| Ok(!flag(person, "IsPasswordlessCapable")?));
    let others = phone_sign_in_elsewhere(view, side);
    let elsewhere = those(people.iter(), |person| {
        let there = others.get(&person.name_at_home()).cloned().unwrap_or(Ok(false));
        sign_in::all([there, person.has_phone_sign_in()].into_iter())
    });
    let mut values = vec![
        ("people", text(people.len().to_string(), Vec::new())),
        ("registered", Ok(Seen { value: Value::List(registered(people)), at: Vec::new() })),
    ];
    for (name, told, group, of) in [
        ("weak-admins", "weak-admins-told", weak, admins.len()),
        ("barred", "barred-told", barred, people.len()),
        ("phone-only", "phone-only-told", phone, members.len()),
        ("without-passwordless", "without-passwordless-told", without, members.len()),
        ("elsewhere", "elsewhere-told", elsewhere, people.len()),
    ] {
        let (who, in_words) = group.values(of);
        values.extend([(name, who), (told, in_words)]);
    }
    let subject = side.tenant().unwrap_or_default().to_owned();
    let occurrences = people.iter().flat_map(|person| person.object.occurrences.iter().cloned()).collect();
    Object { side: side.clone(), occurrences, ..Object::derived("registration-report", subject, values) }
}

/// The methods of the policy that people have registered, once for each person. Complete if all methods of everybody are known.
fn registered(people: &[Person<'_>]) -> List {
    let mut items = Vec::new();
    for person in people {
        let methods: BTreeSet<&str> = person.methods.iter().map(|method| method.method()).collect();
        items.extend(methods.into_iter().map(|method| derived(method.to_owned())));
    }
    List { items, complete: people.iter().all(|person| person.open.is_none()) }
}

fn flag(person: &Person<'_>, property: &str) -> Result<bool, Unknown> {
    match person.object.get(property) {
        Ok(Seen { value: Value::Bool(flag), .. }) => Ok(flag),
        Ok(Seen { value, at }) => Err(Unknown { why: UnknownReason::Unreadable { raw: plain(&value) }, at }),
        // The portal writes words.
        Err(Unknown { why: UnknownReason::Unreadable { raw }, at }) => {
            data().capable(&raw).ok_or(Unknown { why: UnknownReason::Unreadable { raw }, at })
        }
        Err(reason) => Err(reason),
    }
}

/// An administrator without a method that withstands phishing. Certificates are not in the report: where they are allowed, one may have been used.
fn is_weak_admin(person: &Person<'_>, allowed: &Result<Vec<Method>, Unknown>) -> Result<bool, Unknown> {
    if person.has(|grade| grade == Grade::Resistant)? {
        return Ok(false);
    }
    let is_admin = flag(person, "IsAdmin")?;
    let methods = allowed.as_ref().map_err(Clone::clone)?;
    let certificates = methods.iter().find(|method| method.is_called("X509Certificate"));
    match certificates.map(Method::is_enabled).transpose()? {
        Some(true) => Err(Unknown { why: UnknownReason::NotPrinted, at: person.object.spans() }),
        Some(false) | None => Ok(is_admin),
    }
}

/// Somebody whose passwordless methods are all such that the policy does not allow.
fn is_barred(person: &Person<'_>, allowed: &Result<Vec<Method>, Unknown>) -> Result<bool, Unknown> {
    let is_passwordless = |method: &&&Registrable| matches!(method.grade, Grade::Resistant | Grade::Passwordless);
    let decided = person.methods.iter().filter(is_passwordless).filter(|method| method.is_in_policy());
    let each = decided.map(|registered| {
        let methods = allowed.as_ref().map_err(Clone::clone)?;
        let own = methods.iter().find(|method| method.is_called(registered.method()));
        own.map_or(Ok(true), |method| method.is_passwordless().map(|is_allowed| !is_allowed))
    });
    sign_in::any(each.chain(person.open.clone().map(Err)))
}

/// Whether somebody in a tenant has registered one of these methods.
///
/// # Errors
/// Why that is not known.
pub(super) fn somebody_has(view: &View<'_>, side: &Side, methods: &[String]) -> Result<bool, Unknown> {
    let among_known = memo::kept(
        view,
        |memo| &memo.registrations,
        Registrations::of_tenants,
        |tenants| tenants.get(side).map_or(Ok(false), |tenant| tenant.have(methods)),
    );
    if among_known? {
        Ok(true)
    } else {
        captured::absence(view, NOUN)?;
        rows_of(view, NOUN).whole().map(|()| false)
    }
}

/// What the people of a tenant have registered, together.
#[derive(Debug, Default)]
pub(super) struct Registrations {
    methods: BTreeSet<&'static str>,
    /// Why somebody may have registered another one.
    open: Option<Unknown>,
}

impl Registrations {
    fn of_tenants(view: &View<'_>) -> BTreeMap<Side, Self> {
        let mut tenants: BTreeMap<Side, Self> = BTreeMap::new();
        for object in view.estate.all(NOUN) {
            let person = Person::of(object);
            let tenant = tenants.entry(object.side.clone()).or_default();
            tenant.methods.extend(person.methods.iter().map(|method| method.name.as_str()));
            tenant.open = tenant.open.take().or(person.open);
        }
        tenants
    }

    /// Whether one of these methods is registered.
    fn have(&self, methods: &[String]) -> Result<bool, Unknown> {
        match &self.open {
            _ if methods.iter().any(|method| self.methods.contains(method.as_str())) => Ok(true),
            open => open.clone().map_or(Ok(false), Err),
        }
    }
}

/// Who has phone sign-in in another tenant, by the name at home, and of whom that is not known.
fn phone_sign_in_elsewhere(view: &View<'_>, side: &Side) -> BTreeMap<String, Result<bool, Unknown>> {
    let mut all: BTreeMap<String, Result<bool, Unknown>> = BTreeMap::new();
    for person in view.estate.all(NOUN).iter().filter(|object| object.side != *side).map(Person::of) {
        let told = all.entry(person.name_at_home()).or_insert(Ok(false));
        let has = person.has_phone_sign_in();
        if has == Ok(true) || *told == Ok(false) {
            *told = has;
        }
    }
    all
}
