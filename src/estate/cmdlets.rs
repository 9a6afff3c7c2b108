//! Every cmdlet that hmaudit knows. To add one: a file in `cmdlets/` and a line here.

use super::schema::Cmdlet;

/// All cmdlets.
pub const ALL: &[&Cmdlet] = &[];
