//! `hmaudit fetch`: reads the service principals of a tenant and writes them as a capture.

use super::live_capture::{now, read_file};
use crate::cli::{CloudArg, FetchArgs};
use crate::live::cloud::Cloud;
use crate::live::fetch::{self, Order};
use crate::live::secret::{self, Credential};
use crate::outcome::{Outcome, UserError};
use crate::text::visible_line;
use miette::miette;
use secrecy::SecretString;
use std::path::Path;

/// Runs the command.
///
/// # Errors
/// When there is no secret, when an argument is wrong, when Entra or Graph refuses, or when the capture cannot be written.
pub fn run(args: &FetchArgs) -> Result<Outcome, UserError> {
    args.to.check()?;
    let (authority, graph) = match args.cloud {
        CloudArg::Global => Cloud::GLOBAL,
        CloudArg::UsGov => Cloud::US_GOV,
        CloudArg::UsGovDod => Cloud::US_GOV_DOD,
        CloudArg::China => Cloud::CHINA,
    };
    let order = Order {
        tenant: args.tenant.trim().to_owned(),
        client_id: args.client_id.trim().to_owned(),
        cloud: Cloud::new(args.trust.authority.as_deref().unwrap_or(authority), args.graph.as_deref().unwrap_or(graph))?,
        now: now(),
    };
    let credential = credential(args)?;
    let settings = args.trust.settings(args.timeout)?;
    let fetched = fetch::run(&order, &credential, &settings)?;
    for note in fetched.notes.iter().filter(|_| !args.display.quiet) {
        anstream::eprintln!("note: {note}");
    }
    args.to.write(&fetched.records)?;
    Ok(Outcome::Clean)
}

/// The certificate, else the file, else the variable.
fn credential(args: &FetchArgs) -> Result<Credential, UserError> {
    if let Some(path) = &args.certificate {
        return Ok(Credential::Certificate(text_of(path)?));
    }
    if let Some(path) = &args.secret_file {
        return Credential::secret(&text_of(path)?, &path.display().to_string());
    }
    let variable = format!("the variable {}", args.secret_env);
    match std::env::var(&args.secret_env) {
        Ok(text) => Credential::secret(&SecretString::from(text), &variable),
        Err(std::env::VarError::NotPresent) => {
            Err(miette!(help = secret::HELP, "there is no client secret: {} is not set", visible_line(&variable)))
        }
        Err(std::env::VarError::NotUnicode(_)) => Err(miette!(help = secret::HELP, "{} is not text", visible_line(&variable))),
    }
}

fn text_of(path: &Path) -> Result<SecretString, UserError> {
    let bytes = read_file(path)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| miette!(help = "save it as UTF-8", "{} is not a text file", visible_line(&path.display().to_string())))?;
    Ok(SecretString::from(text.trim_start_matches('\u{feff}').to_owned()))
}
