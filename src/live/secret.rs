//! Secrets: read once, shown never.

use crate::outcome::UserError;
use crate::text::visible_line;
use miette::miette;
use secrecy::{ExposeSecret, SecretString};

/// How an application proves itself.
pub enum Credential {
    /// A client secret.
    Secret(SecretString),
    /// Certificate and private key, PEM.
    Certificate(SecretString),
}

impl Credential {
    /// A client secret from what a variable or file holds. White space around it is not part of it.
    ///
    /// # Errors
    /// When it is empty or holds a line break; `from` says where it came from.
    pub fn secret(text: &SecretString, from: &str) -> Result<Self, UserError> {
        let plain = text.expose_secret().trim();
        if plain.is_empty() {
            return Err(miette!(help = HELP, "the client secret in {} is empty", visible_line(from)));
        }
        if plain.chars().any(char::is_control) {
            return Err(miette!(help = HELP, "the client secret in {} is more than one line of text", visible_line(from)));
        }
        Ok(Self::Secret(SecretString::from(plain.to_owned())))
    }
}

/// What to do without a secret.
pub const HELP: &str =
    "put the client secret into the variable HMAUDIT_CLIENT_SECRET or a file (--secret-file), or use --certificate FILE";

/// Texts that must not leave the program, taken out of whatever is printed or written.
#[derive(Default)]
pub struct Scrubber(Vec<SecretString>);

impl Scrubber {
    /// Also takes this out.
    pub fn add(&mut self, secret: &SecretString) {
        if secret.expose_secret().len() >= 4 {
            self.0.push(secret.clone());
            let encoded: String = url::form_urlencoded::byte_serialize(secret.expose_secret().as_bytes()).collect();
            self.0.push(SecretString::from(encoded));
        }
    }

    /// The text without any secret.
    #[must_use]
    pub fn clean(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in &self.0 {
            if clean.contains(secret.expose_secret()) {
                clean = clean.replace(secret.expose_secret(), "[secret]");
            }
        }
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_taken_out_in_every_spelling() {
        let mut scrubber = Scrubber::default();
        scrubber.add(&SecretString::from("s3cr~t&=/".to_owned()));
        assert_eq!(scrubber.clean("a s3cr~t&=/ b s3cr%7Et%26%3D%2F c"), "a [secret] b [secret] c");
    }

    #[test]
    fn an_empty_or_broken_secret_is_refused() {
        for text in ["", " \n", "a\nb"] {
            assert!(Credential::secret(&SecretString::from(text.to_owned()), "a file").is_err());
        }
        assert!(Credential::secret(&SecretString::from(" abc\r\n".to_owned()), "a file").is_ok());
    }
}
