//! Which captures to print: every pair of choices at least once, and every width of a table.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A question, and the answers that a case can give.
struct Factor {
    name: &'static str,
    choices: &'static [&'static str],
}

const WAY: usize = 0;
const SINK: usize = 1;
const COMMAND: usize = 2;
const WIDTH: usize = 3;

const FACTORS: &[Factor] = &[
    Factor {
        name: "way",
        choices: &[
            "list",
            "list-few",
            "list-all",
            "list-default",
            "list-force",
            "list-wild",
            "list-calc",
            "list-group",
            "table",
            "table-many",
            "table-auto",
            "table-wrap",
            "table-wrapauto",
            "table-group",
            "table-calc",
            "table-bare",
            "table-all",
            "select-few",
            "select-many",
            "select-calc",
            "expand",
            "expand-scalar",
            "json",
            "json1",
            "json2",
            "json3",
            "json4",
            "json5",
            "json6",
            "json-compress",
            "json-enums",
            "json-select",
            "json-calc",
            "csv",
            "csv-select",
            "csv-culture",
            "csv-type",
            "csv-needed",
            "csv-tab",
            "csv-joined",
            "csv-joined-culture",
            "html",
            "html-select",
            "html-list",
            "html-fragment",
            "xml",
            "xml-depth3",
            "xml-untyped",
            "xml-stream",
            "clixml",
            "clixml1",
            "clixml2",
            "clixml3",
            "clixml5",
            "custom",
            "custom-few",
            "custom-depth1",
            "wide",
        ],
    },
    Factor {
        name: "sink",
        choices: &[
            "out-string",
            "file-utf8",
            "file-utf8BOM",
            "file-unicode",
            "file-bigendianunicode",
            "file-utf32",
            "file-ascii",
            "file-oem",
            "file-ansi",
            "redirect",
            "transcript",
            "transcript-minimal",
            "fold",
            "screen",
        ],
    },
    Factor { name: "command", choices: &["none", "bare", "prompt"] },
    Factor { name: "width", choices: &["60-79", "80", "81-99", "100-119", "120", "121-159", "160-199", "200-250"] },
    Factor {
        name: "kind",
        choices: &[
            "Get-MapiVirtualDirectory",
            "Get-WebServicesVirtualDirectory",
            "Get-OabVirtualDirectory",
            "Get-AutodiscoverVirtualDirectory",
            "Get-ActiveSyncVirtualDirectory",
            "Get-OwaVirtualDirectory",
            "Get-ClientAccessService",
            "Get-OutlookAnywhere",
            "Get-AuthServer",
            "Get-ExchangeServer",
            "Get-ExchangeCertificate",
            "Get-AuthenticationPolicy",
            "Get-MgServicePrincipal",
            "Get-OrganizationConfig",
            "Get-AcceptedDomain",
            "Get-SettingOverride",
        ],
    },
    Factor { name: "limit", choices: &["1", "2", "3", "4", "16", "-1"] },
    Factor { name: "colours", choices: &["PlainText", "Host", "Ansi"] },
    Factor { name: "culture", choices: &["en-US", "de-DE", "fr-FR", "ja-JP", "tr-TR"] },
    Factor { name: "count", choices: &["1", "2", "4"] },
    Factor { name: "origin", choices: &["live", "remote"] },
    Factor { name: "breaks", choices: &["lf", "crlf"] },
];

/// A choice of each factor.
type Row = Vec<usize>;

/// A pair of choices: two factors, each with its choice.
type Pair = ((usize, usize), (usize, usize));

/// Whether two choices go together. Export-Clixml writes files itself, a transcript shows commands behind a prompt, if at all, and values that came
/// from a remote session are objects, which are no bare values.
fn go_together(one: (usize, usize), other: (usize, usize)) -> bool {
    let (one, other) = if one.0 <= other.0 { (one, other) } else { (other, one) };
    let choice = |(factor, at): (usize, usize)| FACTORS[factor].choices[at];
    let is_clixml = one.0 == WAY && choice(one).starts_with("clixml");
    if choice(one).starts_with("expand") && choice(other) == "remote" {
        return false;
    }
    match other.0 {
        SINK => !is_clixml || choice(other).starts_with("file-") && !matches!(choice(other), "file-oem" | "file-ansi"),
        COMMAND => {
            let is_transcript = one.0 == SINK && choice(one).starts_with("transcript");
            choice(other) == "none" || !(is_clixml || is_transcript && choice(other) == "bare")
        }
        _ => true,
    }
}

fn all_pairs() -> BTreeSet<Pair> {
    let choices = |factor: usize| (0..FACTORS[factor].choices.len()).map(move |at| (factor, at));
    let two = (0..FACTORS.len()).flat_map(|one| (one + 1..FACTORS.len()).map(move |other| (one, other)));
    two.flat_map(|(one, other)| choices(one).flat_map(move |one| choices(other).map(move |other| (one, other))))
        .filter(|(one, other)| go_together(*one, *other))
        .collect()
}

fn pairs_of(row: &Row) -> impl Iterator<Item = Pair> + '_ {
    let at = |factor: usize| (factor, row[factor]);
    (0..row.len()).flat_map(move |one| (one + 1..row.len()).map(move |other| (at(one), at(other))))
}

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).unwrap()
    }
}

/// Rows that hold every pair: each begins with a pair that is still missing and takes the choices that add most.
fn rows() -> Vec<Row> {
    let mut missing = all_pairs();
    let mut numbers = Numbers(20_261_128);
    let mut rows = Vec::new();
    while let Some(&(one, other)) = missing.iter().nth(numbers.next(missing.len().max(1))) {
        let mut row: Vec<Option<usize>> = vec![None; FACTORS.len()];
        row[one.0] = Some(one.1);
        row[other.0] = Some(other.1);
        for factor in 0..FACTORS.len() {
            if row[factor].is_some() {
                continue;
            }
            let count = FACTORS[factor].choices.len();
            let chosen: Vec<(usize, usize)> =
                row.iter().enumerate().filter_map(|(factor, choice)| Some((factor, (*choice)?))).collect();
            let from = numbers.next(count);
            let candidates = (0..count).map(|step| (factor, (from + step) % count));
            let fits = candidates.filter(|candidate| chosen.iter().all(|chosen| go_together(*candidate, *chosen)));
            let adds = |candidate: (usize, usize)| {
                let pair =
                    |chosen: &(usize, usize)| if *chosen < candidate { (*chosen, candidate) } else { (candidate, *chosen) };
                chosen.iter().filter(|chosen| missing.contains(&pair(chosen))).count()
            };
            row[factor] = fits.max_by_key(|candidate| adds(*candidate)).map(|(_, at)| at);
        }
        let row: Row = row.into_iter().map(|choice| choice.expect("something goes together with everything")).collect();
        for pair in pairs_of(&row) {
            missing.remove(&pair);
        }
        rows.push(row);
    }
    rows
}

fn is_table(row: &Row) -> bool {
    let way = FACTORS[WAY].choices[row[WAY]];
    way.starts_with("table") || way == "select-few"
}

/// The widths of a choice.
fn widths(at: usize) -> std::ops::RangeInclusive<usize> {
    let choice = FACTORS[WIDTH].choices[at];
    let (from, to) = choice.split_once('-').unwrap_or((choice, choice));
    from.parse().unwrap()..=to.parse().unwrap()
}

/// All cases, those that cover most first.
pub fn cases() -> Vec<Value> {
    let mut rows = rows();
    // Widths that tables do not have yet: the same tables again.
    let tables: Vec<Row> = rows.iter().filter(|row| is_table(row)).cloned().collect();
    for at in 0..FACTORS[WIDTH].choices.len() {
        let has = tables.iter().filter(|row| row[WIDTH] == at).count();
        let lacks = widths(at).count().saturating_sub(has);
        rows.extend(tables.iter().cycle().take(lacks).map(|table| {
            let mut row = table.clone();
            row[WIDTH] = at;
            row
        }));
    }
    let mut next = vec![[0; 2]; FACTORS[WIDTH].choices.len()];
    let case = |(at, row): (usize, &Row)| {
        let mut case = Map::new();
        case.insert("number".to_owned(), json!(at + 1));
        for (factor, choice) in FACTORS.iter().zip(row) {
            let choice = factor.choices[*choice];
            let number = choice.parse::<i64>().ok();
            case.insert(factor.name.to_owned(), number.map_or_else(|| json!(choice), |number| json!(number)));
        }
        let turn = &mut next[row[WIDTH]][usize::from(is_table(row))];
        let width = widths(row[WIDTH]).cycle().nth(*turn).unwrap();
        *turn += 1;
        case.insert("width".to_owned(), json!(width));
        Value::Object(case)
    };
    rows.iter().enumerate().map(case).collect()
}

#[test]
fn the_plan_holds_every_pair_of_choices_and_every_width_of_a_table() {
    let rows = rows();
    let covered: BTreeSet<Pair> = rows.iter().flat_map(pairs_of).collect();
    assert!(all_pairs().is_subset(&covered));
    let is_table = |case: &Value| {
        let way = case["way"].as_str().unwrap();
        way.starts_with("table") || way == "select-few"
    };
    let widths: BTreeSet<u64> = cases().iter().filter(|case| is_table(case)).filter_map(|case| case["width"].as_u64()).collect();
    assert_eq!(widths, (60..=250).collect());
}
