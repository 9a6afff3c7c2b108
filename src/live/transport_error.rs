//! Why there is no answer, in one of a few words.

use rustls::CertificateError;
use std::error::Error;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportError {
    /// Nothing came in time.
    Timeout,
    /// The name is not known.
    NameUnknown,
    /// Nobody listens there.
    Refused,
    /// The connection was closed in the middle.
    Reset,
    /// The certificate has expired.
    CertificateExpired,
    /// The certificate is not valid yet.
    CertificateNotYetValid,
    /// The certificate was issued by an authority that is not trusted here.
    CertificateUntrusted,
    /// The certificate is for other names.
    CertificateOfAnotherName,
    /// Anything else that is wrong with the certificate or with TLS.
    Tls,
    /// The headers are too large.
    HeadersTooLarge,
    /// The body is too large.
    BodyTooLarge,
    /// Not HTTP.
    NotHttp,
    /// Not asked, because the host failed before.
    HostFailedBefore,
    /// Anything else.
    Other,
}

impl TransportError {
    /// The word in captures.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::NameUnknown => "name-unknown",
            Self::Refused => "refused",
            Self::Reset => "reset",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateNotYetValid => "certificate-not-yet-valid",
            Self::CertificateUntrusted => "certificate-untrusted",
            Self::CertificateOfAnotherName => "certificate-of-another-name",
            Self::Tls => "tls",
            Self::HeadersTooLarge => "headers-too-large",
            Self::BodyTooLarge => "body-too-large",
            Self::NotHttp => "not-http",
            Self::HostFailedBefore => "host-failed-before",
            Self::Other => "failed",
        }
    }

    /// What happened and what to look at, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Timeout => "no answer in time (see --timeout)",
            Self::NameUnknown => "the name is not known here; internal names are known inside only",
            Self::Refused => "nobody listens there",
            Self::Reset => "the connection was closed before the answer",
            Self::CertificateExpired => "its certificate has expired",
            Self::CertificateNotYetValid => "its certificate is not valid yet; check the clock",
            Self::CertificateUntrusted => "its certificate was issued by an authority that is not trusted here (see --ca)",
            Self::CertificateOfAnotherName => "its certificate is for other names",
            Self::Tls => "TLS failed",
            Self::HeadersTooLarge => "its headers are too large",
            Self::BodyTooLarge => "its answer is too large",
            Self::NotHttp => "it does not answer in HTTP",
            Self::HostFailedBefore => "not asked, because the host did not answer before",
            Self::Other => "the request failed",
        }
    }

    /// Whether another try may go better.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::Reset | Self::Refused | Self::Other)
    }

    /// Whether it concerns the host and not only the URL: its other URLs would fare no better.
    #[must_use]
    pub const fn is_of_host(self) -> bool {
        matches!(
            self,
            Self::Timeout
                | Self::NameUnknown
                | Self::Refused
                | Self::CertificateExpired
                | Self::CertificateNotYetValid
                | Self::CertificateUntrusted
                | Self::CertificateOfAnotherName
                | Self::Tls
                | Self::HostFailedBefore
        )
    }

    /// The word for an error of the client, found in the chain of its causes.
    #[must_use]
    pub fn of(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Timeout;
        }
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        let mut texts = String::new();
        while let Some(error) = cause {
            if let Some(mishap) = Self::of_cause(error) {
                return mishap;
            }
            texts.push_str(&error.to_string().to_ascii_lowercase());
            texts.push('\n');
            cause = error.source();
        }
        Self::of_texts(&texts)
    }

    /// The word for one cause. An I/O error hides the error it was made of from the chain, sometimes twice.
    fn of_cause(error: &(dyn Error + 'static)) -> Option<Self> {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(Self::of_tls(tls));
        }
        let io = error.downcast_ref::<std::io::Error>()?;
        if let Some(inner) = io.get_ref()
            && let Some(mishap) = Self::of_cause(inner)
        {
            return Some(mishap);
        }
        match io.kind() {
            std::io::ErrorKind::TimedOut => Some(Self::Timeout),
            std::io::ErrorKind::ConnectionRefused => Some(Self::Refused),
            std::io::ErrorKind::ConnectionReset
            | std::io::ErrorKind::ConnectionAborted
            | std::io::ErrorKind::BrokenPipe
            | std::io::ErrorKind::UnexpectedEof => Some(Self::Reset),
            _ => None,
        }
    }

    /// The kinds of mishap that the client tells by its words only.
    fn of_texts(texts: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| texts.contains(word));
        if has(&["dns error", "failed to lookup", "name or service not known", "no such host"]) {
            Self::NameUnknown
        } else if has(&["head is too large", "header too large", "too many headers", "message head"]) {
            Self::HeadersTooLarge
        } else if has(&["connection closed before", "incomplete message", "connection reset", "end of file", "closed connection"])
        {
            Self::Reset
        } else if has(&["invalid http", "invalid header", "invalid status", "parse", "http version"]) {
            Self::NotHttp
        } else if has(&["certificate", "tls"]) {
            Self::Tls
        } else {
            Self::Other
        }
    }

    fn of_tls(error: &rustls::Error) -> Self {
        let rustls::Error::InvalidCertificate(certificate) = error else { return Self::Tls };
        match certificate {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::CertificateExpired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::CertificateNotYetValid,
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Self::CertificateUntrusted,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Self::CertificateOfAnotherName,
            _ => Self::Tls,
        }
    }
}
