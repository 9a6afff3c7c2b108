//! Which tenant a capture belongs to (contract.md, "Inputs").

use super::Tenant;

/// What the user said about tenants, strongest first.
#[derive(Debug, Clone, Default)]
pub struct Attribution {
    /// `--tenant NAME=PATH`: a source whose name is this path, or lies below it, belongs to the tenant.
    pub arguments: Vec<(String, String)>,
    /// `tenants:` of the configuration: the tenant (with its id) and the folder of its captures, relative to the working directory.
    pub configured: Vec<(Tenant, Option<String>)>,
}
