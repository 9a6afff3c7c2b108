//! `hmaudit probe`: asks the URLs of the captures and writes down the answers.

use crate::app::input::{self, names};
use crate::app::{output, session};
use crate::audit::FileRead;
use crate::cli::ProbeArgs;
use crate::estate;
use crate::estate::attribution::Attribution;
use crate::live::address::leave_out_private;
use crate::live::http::{self, Settings};
use crate::live::probe::{self, Question};
use crate::live::target::{self, Targets};
use crate::outcome::{Outcome, UserError};
use crate::source::encodings;
use crate::text::visible_line;
use miette::{IntoDiagnostic, WrapErr, miette};
use serde_json::Value;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;
use url::Url;

/// Runs the command.
///
/// # Errors
/// When the captures name no URL, when an argument is wrong, or when the capture cannot be written. A host that does not answer is no
/// error: that is what is written down.
pub fn run(args: &ProbeArgs) -> Result<Outcome, UserError> {
    if let Some(path) = &args.output {
        may_write(path, args.force)?;
        if names(&args.input.paths, path) {
            return Err(miette!("{} is one of the captures", visible_line(&path.display().to_string())));
        }
    }
    let mailbox = args.mailbox.as_deref().map(mailbox).transpose()?;
    let authority = args.authority.as_deref().map(|text| Url::parse(text).into_diagnostic()).transpose()?;
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
    let mut settings = Settings::new(Duration::from_secs(args.timeout.max(1)), args.ca.as_deref().map(read_file).transpose()?);
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
    write(&records, args.output.as_deref())?;
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

/// The time, which captures and assertions name.
pub(super) fn now() -> jiff::Timestamp {
    jiff::Zoned::now().timestamp()
}

/// Refuses to replace a file unless told to.
pub(super) fn may_write(path: &Path, force: bool) -> Result<(), UserError> {
    if path.exists() && !force {
        return Err(miette!(
            help = "use --force to replace it, or name another file",
            "{} exists already",
            visible_line(&path.display().to_string())
        ));
    }
    Ok(())
}

/// The bytes of a file that an argument names.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, UserError> {
    std::fs::read(path).into_diagnostic().wrap_err_with(|| format!("cannot read {}", visible_line(&path.display().to_string())))
}

/// Writes a capture to a file, or to standard output.
pub(super) fn write(records: &[Value], output: Option<&Path>) -> Result<(), UserError> {
    let text = crate::report::json::to_text(records).into_diagnostic()?;
    match output {
        Some(path) => output::write_whole(path, text.as_bytes()),
        None => {
            let mut out = io::stdout().lock();
            crate::app::terminal_options::unless_closed(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
        }
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
