//! `hmaudit probe`: asks the URLs of the captures and writes down the answers.

use super::live_capture::now;
use crate::app::input::{self, names};
use crate::app::session;
use crate::audit::FileRead;
use crate::cli::ProbeArgs;
use crate::estate;
use crate::estate::attribution::Attribution;
use crate::live::address::leave_out_private;
use crate::live::http;
use crate::live::probe::{self, Question};
use crate::live::target::{self, Targets};
use crate::outcome::{Outcome, UserError};
use crate::source::encodings;
use crate::text::visible_line;
use miette::{IntoDiagnostic, miette};
use serde_json::Value;
use url::Url;

/// Runs the command.
///
/// # Errors
/// When the captures name no URL, when an argument is wrong, or when the capture cannot be written. A host that does not answer is no
/// error: that is what is written down.
pub fn run(args: &ProbeArgs) -> Result<Outcome, UserError> {
    args.to.check()?;
    if let Some(path) = args.to.output.as_ref().filter(|path| names(&args.input.paths, path)) {
        return Err(miette!("{} is one of the captures", visible_line(&path.display().to_string())));
    }
    let mailbox = args.mailbox.as_deref().map(mailbox).transpose()?;
    let authority = args.trust.authority.as_deref().map(|text| Url::parse(text).into_diagnostic()).transpose()?;
    let encoding = args.input.encoding.as_deref().map(encodings::parse_encoding).transpose()?;
    let inputs = input::read(&input::named(&args.input)?.0, encoding, &[])?;
    let captures = session::captures(&inputs);
    let estate = estate::build(&captures, &inputs.sources, &Attribution::default());
    if estate.is_empty() {
        let files: Vec<FileRead> = captures.into_iter().map(FileRead::from).collect();
        return Err(input::no_record(&inputs, &files));
    }
    let mut targets = target::of(&estate, mailbox, authority.as_ref());
    let named = targets.ask.len();
    let mut settings = args.trust.settings(args.timeout)?;
    if !args.allow_private {
        settings.resolve = http::block_on(async { Ok(leave_out_private(&mut targets, settings.timeout).await) })?;
    }
    if !args.display.quiet {
        list(&targets);
    }
    if named == 0 {
        return Err(miette!(
            help = "capture the virtual directories first: hmaudit collect exchange prints a script that does",
            "the captures name no URL to ask"
        ));
    }
    if targets.ask.is_empty() {
        return Err(miette!(
            help = "if they are your Exchange servers, add --allow-private",
            "every host that the captures name has a loopback, link-local or private address; nothing was asked"
        ));
    }
    let client = http::client(&settings)?;
    let question = Question { concurrency: args.concurrency, mailbox: mailbox.map(str::to_owned), now: now() };
    let records = http::block_on(async { Ok(probe::run(&client, targets.ask, &question, &settings).await) })?;
    if !args.display.quiet {
        tell(&records);
    }
    args.to.write(&records)?;
    Ok(Outcome::Clean)
}

/// What will be asked and what will not, before anything is sent.
fn list(targets: &Targets) {
    for target in &targets.ask {
        let named_by: Vec<_> = target.named_by.iter().map(|name| visible_line(name)).collect();
        anstream::eprintln!("asking: {} (named by {})", visible_line(target.url.as_str()), named_by.join(", "));
    }
    for (url, why) in &targets.left_out {
        anstream::eprintln!("not asked: {}: {why}", visible_line(url));
    }
}

/// An address whose domain can be asked.
fn mailbox(text: &str) -> Result<&str, UserError> {
    let is_plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "/?#@\\".contains(c));
    match text.rsplit_once('@') {
        Some((name, domain)) if is_plain(name) && is_plain(domain) => Ok(text),
        _ => Err(miette!(help = "write it as user@contoso.com", "--mailbox {}: not an address", visible_line(text))),
    }
}

/// One line an answer, on standard error.
fn tell(records: &[Value]) {
    for record in records {
        let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or("");
        let outcome = match text("ErrorText") {
            "" => format!("HTTP {}", text("HttpStatus")),
            why => why.to_owned(),
        };
        anstream::eprintln!("{}: {}", visible_line(text("RequestUrl")), visible_line(&outcome));
    }
}
