//! What a report is about: the title that somebody gave it, and the organisation that the captures name.

use super::Report;
use crate::estate::facts::View;
use crate::estate::{KnownExt as _, Side, Value};

/// How a report introduces itself, beside its verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// `--title`.
    pub title: Option<String>,
    /// Name of the on-premises organisation; `None` when no capture shows it, or captures disagree.
    pub organisation: Option<String>,
}

impl About {
    /// Without a title.
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let config = view.estate.of("organization-config", &Side::OnPremises).next();
        let text = |name: &str| match config?.get(name).value() {
            Some(Value::Text(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => None,
        };
        Self { title: None, organisation: text("Name").or_else(|| text("Identity")) }
    }
}

impl Report {
    /// The title, if it is one that can be seen.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.about.title.as_deref().map(str::trim).filter(|title| !title.is_empty())
    }
}
