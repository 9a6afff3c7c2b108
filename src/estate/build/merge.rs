//! One value out of what several captures say.

use super::notation;
use super::taken::Taken;
use crate::capture::Raw;
use crate::catalog::schema::Kind;
use crate::estate::value::{Known, KnownExt as _, List, Seen, Unknown, UnknownReason, Value};
use crate::source::Span;
use std::collections::BTreeSet;

/// A value as printed, for people.
pub fn printed(raw: &Raw<'_>) -> String {
    match raw {
        Raw::Blank => String::new(),
        Raw::Scalar(text) | Raw::Cut(text) => text.trim().to_owned(),
        Raw::List { items, cut } => {
            let items: Vec<&str> = items.iter().map(|item| item.text.trim()).collect();
            format!("{{{}{}}}", items.join(", "), if *cut { "..." } else { "" })
        }
    }
}

/// What one capture says about a value.
#[derive(Debug, Clone)]
pub struct Said {
    /// The value, or why it is not known.
    pub value: Known<Value>,
    /// As printed; empty for what was not printed.
    pub printed: String,
    /// When it was captured.
    pub taken: Option<Taken>,
}

/// What all captures together say, and the places of lists that are cut although another capture shows them whole.
#[derive(Debug)]
pub struct Reduced {
    /// The value.
    pub value: Known<Value>,
    /// Where it is cut, in captures that may be newer than the one that shows it whole.
    pub cut: Vec<Span>,
}

impl From<Known<Value>> for Reduced {
    fn from(value: Known<Value>) -> Self {
        Self { value, cut: Vec::new() }
    }
}

/// A value that is known.
struct Shown {
    value: Value,
    at: Vec<Span>,
    printed: String,
    taken: Option<Taken>,
}

/// What all captures together say: known beats unknown, a complete list beats a cut one of which it is a superset, and of known values that
/// differ the newest counts, where their times tell; else they are a conflict.
pub fn reduce(kind: Kind, said: Vec<Said>) -> Reduced {
    if let [_] = said.as_slice() {
        return said
            .into_iter()
            .next()
            .map_or_else(|| Err(Unknown { why: UnknownReason::NotPrinted, at: Vec::new() }), |one| one.value)
            .into();
    }
    let cells: Vec<(String, Vec<Span>, Option<Taken>)> = said.iter().filter_map(cut_cell).collect();
    let mut known: Vec<Shown> = Vec::with_capacity(said.len());
    let mut unknown = Vec::new();
    for one in said {
        match one.value {
            Ok(Seen { value, at }) => known.push(Shown { value, at, printed: one.printed, taken: one.taken }),
            Err(_) => unknown.push(one.value),
        }
    }
    if known.is_empty() {
        return weakest(unknown).into();
    }
    // A flag of IIS that one capture left blank is settled by one that shows it. For other flags blank is a value of its own.
    if kind == Kind::IisBool && known.iter().any(|one| matches!(one.value, Value::Bool(_))) {
        known.retain(|one| !matches!(one.value, Value::Null));
    }
    let whole = if cells.is_empty() { Wholes::default() } else { Wholes::of(&known) };
    let latest = Latest::of(known.iter().map(|one| one.taken));
    let contradicts = |(text, _, taken): &&(String, Vec<Span>, Option<Taken>)| !whole.explain(text) && !latest.is_after(*taken);
    let others: Vec<(String, Vec<Span>)> =
        cells.iter().filter(contradicts).map(|(text, at, _)| (text.clone(), at.clone())).collect();
    if others.is_empty() {
        if let Some(reduced) = agreement(&known) {
            return reduced;
        }
        let outdated: Vec<bool> = known.iter().map(|one| latest.is_after(one.taken)).collect();
        let newest: Vec<&Shown> = known.iter().zip(&outdated).filter(|(_, outdated)| !**outdated).map(|(one, _)| one).collect();
        if newest.len() < known.len()
            && let Some(reduced) = agreement(newest)
        {
            return reduced;
        }
    }
    let at =
        distinct(known.iter().flat_map(|one| one.at.iter().copied()).chain(others.iter().flat_map(|(_, at)| at.iter().copied())));
    let shown = known.into_iter().map(|one| if one.printed.is_empty() { text(&one.value) } else { one.printed });
    let cut = others.into_iter().map(|(text, _)| format!("{text}..."));
    let printed: BTreeSet<String> = shown.chain(cut).collect();
    Known::Err(Unknown { why: UnknownReason::Conflicting { values: printed.into_iter().collect() }, at }).into()
}

/// Values that cut cells may be the beginnings of.
#[derive(Default)]
struct Wholes {
    /// One was not printed: whatever is cut may be its beginning.
    any: bool,
    /// As they are compared, sorted.
    plain: BTreeSet<String>,
}

impl Wholes {
    fn of(known: &[Shown]) -> Self {
        Self { any: known.iter().any(|one| one.printed.is_empty()), plain: known.iter().map(|one| plain(&one.printed)).collect() }
    }

    /// Whether one of them begins with what is left of a cut one.
    fn explain(&self, cut: &str) -> bool {
        let cut = plain(cut);
        self.any || self.plain.range(cut.clone()..).next().is_some_and(|whole| whole.starts_with(&cut))
    }
}

/// A text as it is compared: blanks and letter case do not count.
fn plain(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The latest of many times of capture: the latest moment, and the latest that a clock showed.
#[derive(Debug, Clone, Copy, Default)]
struct Latest {
    moment: Option<Taken>,
    local: Option<Taken>,
}

impl Latest {
    fn of(times: impl Iterator<Item = Option<Taken>>) -> Self {
        let mut latest = Self::default();
        for time in times.flatten() {
            let known = match time {
                Taken::At(_) => &mut latest.moment,
                Taken::Local(_) => &mut latest.local,
            };
            if known.is_none_or(|known| time.is_after(known)) {
                *known = Some(time);
            }
        }
        latest
    }

    /// Whether this is certainly later than all of them.
    fn is_before(self, time: Option<Taken>) -> bool {
        time.is_some_and(|time| [self.moment, self.local].into_iter().flatten().all(|latest| time.is_after(latest)))
    }

    /// Whether one of them is certainly later than this.
    fn is_after(self, time: Option<Taken>) -> bool {
        time.is_some_and(|time| [self.moment, self.local].into_iter().flatten().any(|latest| latest.is_after(time)))
    }
}

/// The beginning of a value that a table cut.
fn cut_cell(one: &Said) -> Option<(String, Vec<Span>, Option<Taken>)> {
    let is_cut = matches!(one.value.why(), Some(UnknownReason::Truncated { shown: 0 }));
    let text = one.printed.trim_end_matches(['.', '…']).trim();
    (is_cut && !text.is_empty()).then(|| (text.to_owned(), one.value.at().to_vec(), one.taken))
}

/// What values that can all be true say together; `None` if they cannot.
fn agreement<'s>(known: impl IntoIterator<Item = &'s Shown>) -> Option<Reduced> {
    let known: Vec<&Shown> = known.into_iter().collect();
    let best = known.iter().min_by_key(|one| rank(&one.value))?;
    if !known.iter().all(|one| agree(&best.value, &one.value)) {
        return None;
    }
    let is_cut = |one: &&&Shown| matches!(&one.value, Value::List(list) if !list.complete);
    let whole: Vec<&&Shown> = known.iter().filter(|one| !is_cut(one)).collect();
    let places = |shown: &[&&Shown]| distinct(shown.iter().flat_map(|one| one.at.iter().copied()));
    let latest = Latest::of(whole.iter().map(|one| one.taken));
    // A cut list that is certainly newer is what there is now; one that is certainly older is outdated.
    let cut: Vec<&&Shown> = known.iter().filter(is_cut).filter(|cut| !latest.is_after(cut.taken)).collect();
    let all_timed = whole.iter().all(|whole| whole.taken.is_some());
    let newest: Vec<&&Shown> = cut.iter().copied().filter(|cut| all_timed && latest.is_before(cut.taken)).collect();
    if !whole.is_empty()
        && let Some(first) = newest.first()
    {
        let value = union(first.value.clone(), newest.iter().map(|one| one.value.clone()));
        return Some(Known::Ok(Seen { value, at: places(&newest) }).into());
    }
    let value = union(best.value.clone(), known.iter().map(|one| one.value.clone()));
    let cut = if whole.is_empty() { Vec::new() } else { places(&cut) };
    let at = distinct(known.iter().flat_map(|one| one.at.iter().copied()));
    Some(Reduced { value: Ok(Seen { value, at }), cut })
}

/// Of reasons for not knowing, the one that says most; the places of all that give it.
fn weakest(values: Vec<Known<Value>>) -> Known<Value> {
    let order = |why: &UnknownReason| match why {
        UnknownReason::Conflicting { .. } | UnknownReason::Doubtful(_) => 0,
        UnknownReason::Unreadable { .. } => 1,
        UnknownReason::Lossy { .. } => 2,
        UnknownReason::Truncated { .. } => 3,
        UnknownReason::AdPropertiesOnly => 4,
        UnknownReason::NotPrinted | UnknownReason::NotCovered { .. } | UnknownReason::NoServer { .. } => 5,
        UnknownReason::NotCaptured { .. } => 6,
    };
    let best = values.iter().filter_map(|value| value.why().cloned()).min_by_key(|why| (order(why), format!("{why:?}")));
    let why = best.unwrap_or(UnknownReason::NotPrinted);
    let same = values.iter().filter(|value| value.why() == Some(&why));
    let at = distinct(same.flat_map(|value| value.at().iter().copied()));
    Err(Unknown { why, at })
}

fn distinct(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut seen = BTreeSet::new();
    spans.filter(|span| seen.insert(*span)).collect()
}

/// Complete lists before cut ones, longer cut ones before shorter, exact dates before others, short names before long ones; then by text, so
/// that the order of captures does not matter.
fn rank(value: &Value) -> (u8, usize, String) {
    match value {
        Value::List(list) if list.complete => (0, 0, text(value)),
        Value::List(list) => (1, usize::MAX - list.items.len(), text(value)),
        Value::Dated(readings) => (1, usize::try_from(readings.width().as_secs()).unwrap_or(usize::MAX), text(value)),
        Value::Text(own) => (0, own.len(), text(value)),
        _ => (0, 0, text(value)),
    }
}

/// Whether two known values can both be true.
fn agree(best: &Value, other: &Value) -> bool {
    match (best, other) {
        (Value::Text(a), Value::Text(b)) => notation::same(a, b),
        (Value::Date(moment), Value::Dated(readings)) | (Value::Dated(readings), Value::Date(moment)) => readings.allow(*moment),
        (Value::Dated(a), Value::Dated(b)) => a.meet(b),
        (Value::Url(a), Value::Url(b)) => same_url(a.as_str(), b.as_str()),
        (Value::List(a), Value::List(b)) => match (a.complete, b.complete) {
            (true, true) => members(a) == members(b),
            (true, false) => shows_some_of(b, a),
            (false, true) => shows_some_of(a, b),
            (false, false) => true,
        },
        _ => best == other,
    }
}

/// Whether a cut list may be the beginning of a whole one. Its last item may be cut, too.
fn shows_some_of(cut: &List, whole: &List) -> bool {
    let whole = members(whole);
    let last = cut.items.last().map(|item| item.text.trim_end_matches('/').to_lowercase());
    let begins = |item: &String| last.as_ref() == Some(item) && whole.iter().any(|own| own.starts_with(item.as_str()));
    members(cut).iter().all(|item| whole.contains(item) || begins(item))
}

fn same_url(a: &str, b: &str) -> bool {
    a.trim_end_matches('/').eq_ignore_ascii_case(b.trim_end_matches('/'))
}

fn members(list: &List) -> BTreeSet<String> {
    list.items.iter().map(|item| item.text.trim_end_matches('/').to_lowercase()).collect()
}

/// A complete list is all there is; cut lists add up.
fn union(best: Value, others: impl Iterator<Item = Value>) -> Value {
    let Value::List(mut list) = best else { return best };
    if !list.complete {
        let mut seen = members(&list);
        let mut more: Vec<_> = others
            .filter_map(|value| match value {
                Value::List(other) => Some(other.items),
                _ => None,
            })
            .flatten()
            .collect();
        more.sort_by(|a, b| a.text.cmp(&b.text));
        list.items.extend(more.into_iter().filter(|item| seen.insert(item.text.trim_end_matches('/').to_lowercase())));
    }
    Value::List(list)
}

/// A value as text, for sorting and for conflicts of values that were not printed.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => if *flag { "True" } else { "False" }.to_owned(),
        Value::Text(text) | Value::Guid(text) => text.clone(),
        Value::Url(url) => url.to_string(),
        Value::Date(moment) => moment.to_string(),
        Value::Dated(readings) => readings.to_string(),
        Value::Version(version) => version.to_string(),
        Value::List(list) => list.items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::value::Item;
    use crate::source::SourceId;

    fn said(value: Value) -> Said {
        Said { value: Ok(Seen { value, at: vec![Span::new(SourceId(0), 1, 2)] }), printed: String::new(), taken: None }
    }

    /// What a capture of this day of November says.
    fn on(day: i8, said: Said) -> Said {
        Said { taken: Some(Taken::Local(jiff::civil::DateTime::constant(2026, 11, day, 9, 0, 0, 0))), ..said }
    }

    fn reduce(kind: Kind, said: Vec<Said>) -> Known<Value> {
        super::reduce(kind, said).value
    }

    fn list(items: &[&str], complete: bool) -> Said {
        said(Value::List(List {
            items: items.iter().map(|text| Item { text: (*text).to_owned(), at: None }).collect(),
            complete,
        }))
    }

    fn texts(value: &Known<Value>) -> Option<(Vec<&str>, bool)> {
        match value.value()? {
            Value::List(list) => Some((list.items.iter().map(|item| item.text.as_str()).collect(), list.complete)),
            _ => None,
        }
    }

    #[test]
    fn a_complete_list_beats_a_cut_one_that_it_contains() {
        for values in [vec![list(&["a"], false), list(&["B", "A"], true)], vec![list(&["B", "A"], true), list(&["a"], false)]] {
            assert_eq!(texts(&reduce(Kind::List, values)), Some((vec!["B", "A"], true)));
        }
    }

    #[test]
    fn lists_that_cannot_both_be_true_conflict() {
        for values in [vec![list(&["c"], false), list(&["a", "b"], true)], vec![list(&["a"], true), list(&["a", "b"], true)]] {
            assert!(matches!(reduce(Kind::List, values).why(), Some(UnknownReason::Conflicting { .. })));
        }
    }

    #[test]
    fn cut_lists_add_up_and_stay_cut() {
        assert_eq!(
            texts(&reduce(Kind::List, vec![list(&["a", "b"], false), list(&["c", "B"], false)])),
            Some((vec!["a", "b", "c"], false))
        );
    }

    #[test]
    fn a_blank_settles_nothing_but_flags_of_iis() {
        let values = || vec![said(Value::Null), said(Value::Bool(true))];
        assert_eq!(reduce(Kind::IisBool, values()).value(), Some(&Value::Bool(true)));
        assert!(matches!(reduce(Kind::Bool, values()).why(), Some(UnknownReason::Conflicting { .. })));
    }

    #[test]
    fn the_reason_that_says_most_remains() {
        let unknown = |why| Said { value: Err(Unknown { why, at: Vec::new() }), printed: String::new(), taken: None };
        let values = vec![
            unknown(UnknownReason::NotPrinted),
            unknown(UnknownReason::Lossy { raw: "System.Object[]".to_owned() }),
            unknown(UnknownReason::AdPropertiesOnly),
        ];
        assert!(matches!(reduce(Kind::Text, values).why(), Some(UnknownReason::Lossy { .. })));
    }

    #[test]
    fn a_cut_list_beside_a_whole_one_is_told() {
        let (whole, cut) = (|| list(&["Ntlm", "OAuth"], true), || list(&["Ntlm"], false));
        let told = |said| {
            let reduced = super::reduce(Kind::List, said);
            (texts(&reduced.value).map(|(items, complete)| (items.len(), complete)), reduced.cut.len())
        };
        assert_eq!(told(vec![whole(), cut()]), (Some((2, true)), 1), "nobody knows which is newer");
        assert_eq!(told(vec![on(20, whole()), on(10, cut())]), (Some((2, true)), 0), "the cut one is outdated");
        assert_eq!(told(vec![on(10, whole()), on(20, cut())]), (Some((1, false)), 0), "the cut one is what there is now");
        assert_eq!(told(vec![on(10, whole()), cut()]), (Some((2, true)), 1));
        assert_eq!(told(vec![on(10, whole()), on(20, cut()), on(30, whole())]), (Some((2, true)), 0));
    }

    #[test]
    fn of_values_that_differ_the_newest_counts_where_all_times_are_known() {
        let flag = |value| said(Value::Bool(value));
        for said in [vec![on(10, flag(false)), on(20, flag(true))], vec![on(20, flag(true)), on(10, flag(false))]] {
            assert_eq!(reduce(Kind::Bool, said).value(), Some(&Value::Bool(true)));
        }
        for said in [vec![flag(false), on(20, flag(true))], vec![on(20, flag(false)), on(20, flag(true))]] {
            assert!(matches!(reduce(Kind::Bool, said).why(), Some(UnknownReason::Conflicting { .. })));
        }
    }

    #[test]
    fn a_cell_that_a_table_cut_contradicts_a_value_that_begins_otherwise() {
        let cell = |text: &str| Said {
            value: Err(Unknown { why: UnknownReason::Truncated { shown: 0 }, at: Vec::new() }),
            printed: text.to_owned(),
            taken: None,
        };
        let whole = || Said {
            printed: "https://mail.contoso.com/mapi".to_owned(),
            ..said(Value::Text("https://mail.contoso.com/mapi".to_owned()))
        };
        assert!(reduce(Kind::Text, vec![whole(), cell("https://mail.con")]).value().is_some());
        assert!(matches!(reduce(Kind::Text, vec![whole(), cell("https://owa.")]).why(), Some(UnknownReason::Conflicting { .. })));
        assert!(reduce(Kind::Text, vec![on(20, whole()), on(10, cell("https://owa."))]).value().is_some());
    }
}
