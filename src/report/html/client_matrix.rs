//! What people use: a table of versions, with the people and the quoted row behind each number, and lists of who has to act.

use super::shown::Shown;
use super::words::{Badge, INCONCLUSIVE, look};
use crate::report::Report;
use crate::report::client_matrix::{ClientCell, ClientMatrix, ClientNotice, ClientRow, ClientState};

/// The section.
pub struct Section<'a> {
    /// What is shown.
    pub matrix: &'a ClientMatrix,
    /// A row for each version.
    pub rows: Vec<Row<'a>>,
    /// Who notices.
    pub notices: Vec<Notice<'a>>,
}

/// A version of an application.
pub struct Row<'a> {
    /// The application and its platform.
    pub client: Shown<'static>,
    /// The version.
    pub version: Option<Shown<'a>>,
    /// A cell for each state, in the order of [`ClientState::ALL`].
    pub cells: Vec<Option<Cell<'a>>>,
    /// Whether it signs in with a certificate.
    pub certificate: Option<Shown<'a>>,
    /// The document that says so.
    pub source: Option<&'a str>,
}

/// People of whom the same is told.
pub struct Cell<'a> {
    /// Sign and class.
    pub look: Badge,
    /// How many.
    pub people: usize,
    /// Their names.
    pub names: Vec<Shown<'a>>,
    /// What they need.
    pub needs: Option<Shown<'a>>,
    /// Why.
    pub why: Option<Shown<'a>>,
    /// The row that shows one of them.
    pub quoted: Option<(Shown<'static>, Shown<'a>)>,
}

/// What people notice.
pub struct Notice<'a> {
    /// The application and its platform.
    pub client: Shown<'a>,
    /// How many.
    pub people: usize,
    /// What happens.
    pub what: Shown<'a>,
    /// Their names.
    pub names: Vec<Shown<'a>>,
}

/// The section, where the pack is on.
pub fn section(report: &Report) -> Option<Section<'_>> {
    let matrix = report.client_matrix.as_ref()?;
    let notices = matrix.notices.iter().map(notice).collect();
    Some(Section { matrix, rows: matrix.rows.iter().map(row).collect(), notices })
}

fn row(row: &ClientRow) -> Row<'_> {
    let cell = |state: ClientState| row.cells.iter().find(|cell| cell.state == state).map(cell);
    Row {
        client: Shown::owned(&row.client()),
        version: row.version.as_deref().map(Shown::new),
        cells: ClientState::ALL.into_iter().map(cell).collect(),
        certificate: row.certificate.as_deref().map(Shown::new),
        source: row.source.as_deref().filter(|url| url.starts_with("https://learn.microsoft.com/")),
    }
}

fn cell(cell: &ClientCell) -> Cell<'_> {
    let quoted =
        cell.evidence.as_ref().map(|place| (Shown::owned(&format!("{}:{}", place.path, place.line)), Shown::new(&place.text)));
    Cell {
        look: state(cell.state),
        people: cell.people,
        names: cell.names.iter().map(|name| Shown::new(name)).collect(),
        needs: cell.update_to.as_deref().map(Shown::new),
        why: cell.why.as_deref().map(Shown::new),
        quoted,
    }
}

fn notice(notice: &ClientNotice) -> Notice<'_> {
    Notice {
        client: Shown::new(&notice.client),
        people: notice.people,
        what: Shown::new(&notice.what),
        names: notice.names.iter().map(|name| Shown::new(name)).collect(),
    }
}

fn state(state: ClientState) -> Badge {
    match state {
        ClientState::Ready => look("ready", "✓", "Ready"),
        ClientState::Blocked => look("error", "✕", "Blocked"),
        ClientState::Update => look("warning", "!", "Update"),
        ClientState::Unknown => Badge { word: "Cannot tell", ..INCONCLUSIVE },
    }
}
