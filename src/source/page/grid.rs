//! Tables of documents as text that the readers of captures know: objects below a header as CSV, names beside values as a list.

use super::flow::Flow;

/// A table that is being read.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    rows: Vec<Row>,
    /// Another table lies in one of its cells: it is there for the layout.
    pub has_inner: bool,
}

#[derive(Debug, Default)]
struct Row {
    cells: Vec<Cell>,
    is_head: bool,
}

#[derive(Debug, Default)]
struct Cell {
    flow: Flow,
    is_head: bool,
    is_open: bool,
}

/// What a table became.
pub(crate) struct Rendered {
    /// Text, with a line end behind it unless it is empty.
    pub text: String,
    /// Why something of it was left out.
    pub left_out: Option<&'static str>,
}

impl Grid {
    /// Begins a row.
    pub fn row(&mut self, is_head: bool) {
        self.close_cell();
        self.rows.push(Row { cells: Vec::new(), is_head });
    }

    /// Begins a cell.
    pub fn cell(&mut self, is_head: bool) {
        self.close_cell();
        if self.rows.is_empty() {
            self.row(false);
        }
        if let Some(row) = self.rows.last_mut() {
            row.cells.push(Cell { flow: Flow::default(), is_head, is_open: true });
        }
    }

    /// Ends the cell that is open.
    pub fn close_cell(&mut self) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            cell.is_open = false;
        }
    }

    /// The text of the cell that is open.
    pub fn open_cell(&mut self) -> Option<&mut Flow> {
        self.rows.last_mut()?.cells.last_mut().filter(|cell| cell.is_open).map(|cell| &mut cell.flow)
    }

    /// Whether text goes into a cell of this table.
    pub fn has_open_cell(&self) -> bool {
        self.rows.last().and_then(|row| row.cells.last()).is_some_and(|cell| cell.is_open)
    }

    /// The row that is being read is a header.
    pub fn mark_head(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.is_head = true;
        }
    }

    /// The table as text. `is_cut`: the document ends within it, so that nobody knows whether its last row is whole.
    pub fn render(mut self, is_cut: bool) -> Rendered {
        let cut =
            is_cut.then(|| self.rows.pop()).flatten().map(|_| "the document ends within this table: its last row is left out");
        let inner = self.has_inner;
        let rows: Vec<Row> = self.rows.into_iter().filter(|row| !row.cells.is_empty()).collect();
        let mut rendered = match shape(&rows, inner) {
            Shape::Layout => Rendered { text: layout(&rows), left_out: None },
            Shape::Header => header(&rows),
            Shape::Column => Rendered { text: column(&rows), left_out: None },
            Shape::List(skip) => Rendered { text: list(&rows[skip..]), left_out: None },
            Shape::Unclear => Rendered {
                text: String::new(),
                left_out: Some("a table that does not show which of its cells are names: save the output again with | Out-File"),
            },
        };
        rendered.left_out = rendered.left_out.or(cut);
        rendered
    }
}

enum Shape {
    /// Not a table of values: the cells are paragraphs.
    Layout,
    /// The first row names the columns.
    Header,
    /// One column below its name.
    Column,
    /// A name and its value per row, behind so many rows of header.
    List(usize),
    /// Two readings are possible.
    Unclear,
}

/// Words above the two columns of a list.
const NAME: &[&str] = &["name", "property", "setting", "attribute", "parameter", "key", "field", "eigenschaft"];
const VALUE: &[&str] = &["value", "values", "wert", "valeur", "valor"];

fn shape(rows: &[Row], has_inner: bool) -> Shape {
    let widest = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    // Beside code stand empty cells, or the numbers of its lines.
    let is_gutter =
        || rows.iter().all(|row| row.cells[0].text().lines().all(|line| line.trim().bytes().all(|byte| byte.is_ascii_digit())));
    let is_titled =
        || rows.len() > 1 && rows[0].cells[0].is_head && is_name(rows[0].cells[0].text()) && !rows[1].cells[0].is_head;
    if !has_inner && widest == 1 && is_titled() {
        return Shape::Column;
    }
    if has_inner || widest < 2 || is_gutter() {
        return Shape::Layout;
    }
    let first = &rows[0];
    let is_head = |row: &Row| row.cells.len() > 1 && (row.is_head || row.cells.iter().all(|cell| cell.is_head));
    let in_pairs = || rows.iter().all(|row| row.cells.len() < 3) && rows.iter().any(|row| row.cells.len() == 2);
    let named = |row: &Row, words: &[&str], at: usize| {
        let text = row.cells.get(at).map(Cell::text).unwrap_or_default().trim_end_matches(':').to_lowercase();
        words.contains(&text.as_str())
    };
    let pairs = |rows: &[Row], is_name: &dyn Fn(&Cell) -> bool| {
        rows.iter().filter(|row| row.cells.len() == 2).all(|row| is_name(&row.cells[0]))
            && rows.iter().any(|row| row.cells.len() == 2)
    };
    if in_pairs() {
        let behind = usize::from(named(first, NAME, 0) && named(first, VALUE, 1));
        let rest = &rows[behind..];
        let has_colon = |cell: &Cell| cell.text().ends_with(':') && is_name(cell.text().trim_end_matches(':'));
        let is_side_head = |cell: &Cell| cell.is_head;
        if pairs(rest, &has_colon) || (behind == 1 && pairs(rest, &|cell| is_name(cell.text()))) {
            return Shape::List(behind);
        }
        if pairs(rest, &is_side_head) && rest.iter().all(|row| row.cells.get(1).is_none_or(|cell| !cell.is_head)) {
            return Shape::List(behind);
        }
    }
    if is_head(first) {
        return Shape::Header;
    }
    let all_names = |row: &Row| row.cells.len() == widest && row.cells.iter().all(|cell| is_name(cell.text()));
    let down_names = rows.iter().all(|row| is_name(row.cells[0].text()));
    match (all_names(first) && rows.len() > 1, in_pairs() && down_names) {
        (true, false) => Shape::Header,
        (false, true) => Shape::List(0),
        (true, true) => Shape::Unclear,
        (false, false) => Shape::Layout,
    }
}

/// Whether a text looks like the name of a property.
fn is_name(text: &str) -> bool {
    text.len() > 1
        && text.len() < 80
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

impl Cell {
    fn text(&self) -> &str {
        self.flow.as_str().trim()
    }
}

fn layout(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        for cell in row.cells.iter().map(|cell| cell.flow.as_str().trim_matches('\n')).filter(|text| !text.trim().is_empty()) {
            text.push_str(cell);
            text.push('\n');
            // What has several lines is a paragraph of its own.
            if cell.contains('\n') {
                text.push('\n');
            }
        }
    }
    text
}

fn header(rows: &[Row]) -> Rendered {
    let names: Vec<String> = rows[0].cells.iter().map(|cell| cell.text().trim_end_matches(':').to_owned()).collect();
    let mut text = String::new();
    let mut left_out = None;
    let quoted: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(at, name)| if name.is_empty() { format!("\"Column{}\"", at + 1) } else { quote(&name.replace(['\n', '"'], " ")) })
        .collect();
    text.push_str(&quoted.join(","));
    text.push('\n');
    for row in &rows[1..] {
        if row.cells.len() != names.len() {
            // One wide cell is a heading or a note within the table.
            let is_note = row.cells.len() == 1;
            left_out = if is_note {
                left_out
            } else {
                Some("a row of this table has another number of cells than its header: it is left out")
            };
            continue;
        }
        let cells: Vec<String> = row.cells.iter().map(|cell| quote(&joined(cell.text()))).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text.push('\n');
    Rendered { text, left_out }
}

/// The value of a cell on one line: lines of one word each are the items of a list.
fn joined(text: &str) -> String {
    let mut lines = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).peekable();
    let is_list =
        text.contains('\n') && lines.clone().all(|line| !line.contains([' ', '\t', ',', '{', '}', ':']) || is_address(line));
    if is_list && lines.clone().nth(1).is_some() {
        return format!("{{{}}}", lines.collect::<Vec<_>>().join(", "));
    }
    if lines.peek().is_none() { String::new() } else { text.to_owned() }
}

fn is_address(line: &str) -> bool {
    line.contains("://") && !line.contains([' ', '\t', ',', '{', '}'])
}

fn column(rows: &[Row]) -> String {
    let name = rows[0].cells[0].text();
    rows[1..].iter().map(|row| format!("{name} : {}\n\n", joined(row.cells[0].text()))).collect()
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn list(rows: &[Row]) -> String {
    let name = |row: &Row| row.cells[0].text().trim_end_matches(':').trim_end().to_owned();
    let width = rows.iter().filter(|row| row.cells.len() == 2).map(|row| name(row).chars().count()).max().unwrap_or(0);
    let first = rows.iter().find(|row| row.cells.len() == 2).map(name);
    let mut text = String::new();
    let mut is_open = false;
    for row in rows {
        let gap = row.cells.len() != 2 || (is_open && first == Some(name(row)));
        if gap && is_open {
            text.push('\n');
            is_open = false;
        }
        if row.cells.len() != 2 {
            continue;
        }
        let value = joined(row.cells[1].text());
        let value = value.split('\n').map(str::trim).collect::<Vec<_>>().join(&format!("\n{:width$}   ", ""));
        text.push_str(&format!("{:<width$} : {value}", name(row)));
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
        is_open = true;
    }
    text.push('\n');
    text
}
