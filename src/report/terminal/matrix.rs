//! The matrices: origins × tenants, methods × tenants, virtual directories × servers.

use super::super::sign_in::{self, MethodState, SignInMethod};
use super::super::words::{Level, count};
use super::super::{Cell, MatrixRow, Report, ServerMatrix, ServerRow};
use super::layout::{clip, width};
use super::page::{Page, style};
use crate::text::visible_line as shown;
use comfy_table::{ContentArrangement, Table, TableStyle, presets};
use std::collections::{BTreeMap, BTreeSet};

/// Columns that one captured text may take in a cell.
const WIDEST: usize = 48;
/// More rows than this, and those in which all is well are counted instead of shown.
const MANY: usize = 15;
/// Up to so many rows in which all is well are one sentence.
const FEW: usize = 4;
/// Head of the column of servers that differ.
const OTHERS: &str = "others";
/// Columns of a cell that may stand side by side with those of other servers.
const SHORT: usize = 14;

/// Writes them, each only when there is something in it.
pub(super) fn write(page: &mut Page, report: &Report) {
    names(page, &report.spn_matrix);
    methods(page, &report.sign_in_methods);
    directories(page, &report.virtual_directories);
}

fn names(page: &mut Page, rows: &[MatrixRow]) {
    let tenants: Vec<&str> =
        rows.iter().flat_map(|row| row.tenants.keys()).map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
    if tenants.is_empty() {
        return;
    }
    page.title("Service principal names in each tenant");
    let is_well = |row: &&MatrixRow| row.tenants.values().all(|&cell| cell == Cell::Registered);
    if rows.len() <= FEW && rows.iter().all(|row| is_well(&row)) && !page.verbose {
        let hosts: Vec<&str> = rows.iter().map(|row| row.origin.strip_prefix("https://").unwrap_or(&row.origin)).collect();
        let whose = if tenants.len() == 1 { tenants[0].to_owned() } else { "every tenant".to_owned() };
        page.note("", &format!("✓ registered in {whose}: {}", hosts.join(", ")));
        return;
    }
    let shown_rows: Vec<&MatrixRow> = if rows.len() > MANY && !page.verbose {
        rows.iter().filter(|row| !is_well(row)).collect()
    } else {
        rows.iter().collect()
    };
    let hosts: Vec<String> =
        shown_rows.iter().map(|row| text(row.origin.strip_prefix("https://").unwrap_or(&row.origin))).collect();
    let host_columns = hosts.iter().map(|host| width(host)).chain([width("https://…")]).max().unwrap_or(0);
    for tenants in chunks(&tenants, width("~ ineffective"), page.width.saturating_sub(host_columns + 2)) {
        if shown_rows.is_empty() {
            break;
        }
        let mut table = table(page);
        table.set_header(std::iter::once("https://…".to_owned()).chain(tenants.iter().map(|tenant| text(tenant))).map(bold));
        for (host, row) in hosts.iter().zip(&shown_rows) {
            let states = tenants
                .iter()
                .map(|&tenant| row.tenants.get(tenant).map_or_else(|| comfy_table::Cell::new("-"), |&cell| state(cell)));
            table.add_row(std::iter::once(comfy_table::Cell::new(host)).chain(states));
        }
        print(page, &table);
    }
    let hidden = rows.len() - shown_rows.len();
    if hidden > 0 {
        page.line(&format!("  {} registered in every tenant (--verbose lists them)", count(hidden, "more origin")));
    }
}

/// The methods by which people sign in, a column for each tenant.
fn methods(page: &mut Page, methods: &[SignInMethod]) {
    let rows = sign_in::by_method(methods);
    let tenants = sign_in::tenants(methods);
    if rows.is_empty() {
        return;
    }
    page.title("Methods in each tenant: allowed, registered by");
    let said = |one: &SignInMethod| text(&format!("{} {}", one.state.words().0, one.words()));
    let columns = methods.iter().map(|one| width(&said(one))).max().unwrap_or(0);
    let head = rows.iter().map(|(method, _)| width(&text(method))).max().unwrap_or(0);
    for chunk in chunks(&tenants, columns, page.width.saturating_sub(head + 2)) {
        let mut table = table(page);
        table.set_header(std::iter::once(String::new()).chain(chunk.iter().map(|tenant| text(tenant))).map(bold));
        for (method, cells) in &rows {
            let cells = cells.iter().zip(&tenants).filter(|(_, tenant)| chunk.contains(tenant)).map(|(one, _)| match one {
                Some(one) => painted(said(one), paint(one.state)),
                None => comfy_table::Cell::new("-"),
            });
            table.add_row(std::iter::once(comfy_table::Cell::new(text(method))).chain(cells));
        }
        print(page, &table);
    }
}

fn paint(state: MethodState) -> Paint {
    match state {
        MethodState::Allowed => Paint::Good,
        MethodState::Disabled => Paint::Odd,
        MethodState::Unknown | MethodState::Elsewhere => Paint::Unknown,
    }
}

fn state(cell: Cell) -> comfy_table::Cell {
    match cell {
        Cell::Registered => painted("✓ registered", Paint::Good),
        Cell::Missing => painted("✗ missing", Paint::Bad),
        Cell::Ineffective => painted("~ ineffective", Paint::Bad),
        Cell::Unknown => painted("? unknown", Paint::Unknown),
    }
}

/// Splits the columns into tables that fit; one column each at the least.
fn chunks<'n>(names: &[&'n str], cell: usize, columns: usize) -> Vec<Vec<&'n str>> {
    let mut chunks: Vec<Vec<&str>> = Vec::new();
    let mut room = 0;
    for name in names {
        let needed = width(&text(name)).max(cell) + 2;
        match chunks.last_mut() {
            Some(chunk) if needed <= room => chunk.push(name),
            _ => {
                chunks.push(vec![name]);
                room = columns;
            }
        }
        room = room.saturating_sub(needed);
    }
    chunks
}

fn directories(page: &mut Page, matrix: &ServerMatrix) {
    if matrix.rows.is_empty() || matrix.servers.is_empty() {
        return;
    }
    page.title("Virtual directories on each server");
    // Switches stand side by side when there is room; hosts are too long for that, and most servers agree on them anyway.
    let (short, long): (Vec<&ServerRow>, Vec<&ServerRow>) =
        matrix.rows.iter().partition(|row| row.cells.iter().all(|cell| width(&text(&cell.text)) <= SHORT));
    let side_by_side = full(matrix, &short);
    let columns: usize = (0..matrix.servers.len() + 2)
        .map(|column| side_by_side.iter().filter_map(|row| row.get(column)).map(|(text, _)| width(text)).max().unwrap_or(0) + 2)
        .sum();
    if columns <= page.width {
        print_rows(page, side_by_side);
        print_rows(page, exceptions(matrix, &long));
    } else {
        print_rows(page, exceptions(matrix, &matrix.rows.iter().collect::<Vec<_>>()));
    }
    if matrix.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.odd) {
        let marker = page.paint(style(Level::Warning), "≠");
        page.line(&format!("  {marker} differs from most servers"));
    }
}

/// Prints rows below their heads, nothing when there are none.
fn print_rows(page: &mut Page, mut rows: Vec<Vec<(String, bool)>>) {
    if rows.len() < 2 {
        return;
    }
    // Where no server differs, nobody needs the column of those that do.
    if rows[0].last().is_some_and(|(head, _)| head == OTHERS)
        && rows.iter().skip(1).all(|row| row.last().is_some_and(|(text, _)| text.is_empty()))
    {
        rows.iter_mut().for_each(|row| drop(row.pop()));
        rows[0].iter_mut().for_each(|(head, _)| head.clear());
    }
    let mut table = table(page);
    for (index, row) in rows.into_iter().enumerate() {
        if index == 0 && row.iter().all(|(head, _)| head.is_empty()) {
            continue;
        }
        if index == 0 {
            table.set_header(row.into_iter().map(|(text, _)| bold(text)));
            continue;
        }
        table.add_row(row.into_iter().map(
            |(text, odd)| {
                if odd { painted(text, Paint::Odd) } else { comfy_table::Cell::new(text) }
            },
        ));
    }
    print(page, &table);
}

/// Every server a column. A text and whether it is an odd one out.
fn full(matrix: &ServerMatrix, rows: &[&ServerRow]) -> Vec<Vec<(String, bool)>> {
    let plain = |name: &String| (text(name), false);
    let heads = [(String::new(), false), (String::new(), false)].into_iter().chain(matrix.servers.iter().map(plain)).collect();
    let rows = rows.iter().map(|row| {
        let cells =
            row.cells.iter().map(|cell| (if cell.odd { format!("≠ {}", text(&cell.text)) } else { text(&cell.text) }, cell.odd));
        [plain(&row.directory), plain(&row.fact)].into_iter().chain(cells).collect()
    });
    std::iter::once(heads).chain(merged(rows)).collect()
}

/// What most servers say, and who differs: for more servers than fit side by side.
fn exceptions(matrix: &ServerMatrix, rows: &[&ServerRow]) -> Vec<Vec<(String, bool)>> {
    let heads = ["", "", "most servers", OTHERS].map(|head| (head.to_owned(), false)).to_vec();
    let rows = rows.iter().map(|row| {
        let mut odd: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (server, cell) in matrix.servers.iter().zip(&row.cells).filter(|(_, cell)| cell.odd) {
            odd.entry(&cell.text).or_default().push(server);
        }
        let others: Vec<String> = odd
            .iter()
            .map(|(value, servers)| {
                format!("≠ {}: {}", text(value), servers.iter().map(|server| text(server)).collect::<Vec<_>>().join(", "))
            })
            .collect();
        let head = [(text(&row.directory), false), (text(&row.fact), false)];
        let said = match usual(row) {
            Some(usual) => [(text(usual), false), (others.join("\n"), !others.is_empty())],
            None => [("no majority".to_owned(), false), (each(matrix, row), false)],
        };
        head.into_iter().chain(said).collect::<Vec<_>>()
    });
    std::iter::once(heads).chain(merged(rows)).collect()
}

/// Rows of which the same is to be said share one: kinds of directory, and then what is said of them.
fn merged(rows: impl Iterator<Item = Vec<(String, bool)>>) -> Vec<Vec<(String, bool)>> {
    let mut merged: Vec<Vec<(String, bool)>> = Vec::new();
    for row in rows {
        match merged.iter_mut().find(|other| other[1..] == row[1..]) {
            Some(other) => other[0].0 = format!("{}, {}", other[0].0, row[0].0),
            None => merged.push(row),
        }
    }
    let mut whole: Vec<Vec<(String, bool)>> = Vec::new();
    for row in merged {
        match whole.iter_mut().find(|other| other[0] == row[0] && other[2..] == row[2..]) {
            Some(other) => other[1].0 = format!("{}, {}", other[1].0, row[1].0),
            None => whole.push(row),
        }
    }
    whole
}

/// What most servers say; `None` when no value has a majority.
fn usual(row: &ServerRow) -> Option<&str> {
    let mut plain = row.cells.iter().filter(|cell| !cell.odd).map(|cell| cell.text.as_str());
    let first = plain.next().unwrap_or("-");
    plain.all(|other| other == first).then_some(first)
}

/// Every value with the servers that have it, a line each.
fn each(matrix: &ServerMatrix, row: &ServerRow) -> String {
    let mut servers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (server, cell) in matrix.servers.iter().zip(&row.cells) {
        servers.entry(&cell.text).or_default().push(text(server));
    }
    servers.iter().map(|(value, servers)| format!("{}: {}", text(value), servers.join(", "))).collect::<Vec<_>>().join("\n")
}

fn text(captured: &str) -> String {
    clip(&shown(captured), WIDEST).into_owned()
}

fn bold(head: String) -> comfy_table::Cell {
    painted(head, Paint::Head)
}

/// How a cell looks where there is colour.
#[derive(Clone, Copy)]
enum Paint {
    Good,
    Bad,
    Unknown,
    Odd,
    Head,
}

#[cfg(feature = "cli")]
fn painted(text: impl Into<String>, paint: Paint) -> comfy_table::Cell {
    use comfy_table::{Attribute, Color};
    let cell = comfy_table::Cell::new(text.into());
    match paint {
        Paint::Good => cell.fg(Color::DarkGreen),
        Paint::Bad => cell.fg(Color::DarkRed),
        Paint::Unknown => cell.fg(Color::DarkMagenta),
        Paint::Odd => cell.fg(Color::DarkYellow).add_attribute(Attribute::Bold),
        Paint::Head => cell.add_attribute(Attribute::Bold),
    }
}

/// Without the program there is no terminal, and the table knows no colours.
#[cfg(not(feature = "cli"))]
fn painted(text: impl Into<String>, _: Paint) -> comfy_table::Cell {
    comfy_table::Cell::new(text.into())
}

fn table(page: &Page) -> Table {
    let mut table = Table::new();
    let style: TableStyle = presets::NOTHING;
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(page.width).unwrap_or(u16::MAX));
    #[cfg(feature = "cli")]
    if page.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

fn print(page: &mut Page, table: &Table) {
    for line in table.lines() {
        page.line(&line);
    }
}
