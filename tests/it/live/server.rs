//! An HTTPS server on loopback that answers as a test says, with a certificate that a test chooses.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

/// What a server does with a request.
pub enum Reply {
    /// Answers.
    Answer(String),
    /// Closes the connection without an answer.
    Close,
    /// Sends this and then nothing for a while.
    Stall(String),
}

/// A whole answer with a body.
pub fn answer(status: &str, headers: &[&str], body: &str) -> Reply {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    Reply::Answer(format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()))
}

/// The certificate of a server.
#[derive(Clone, Copy)]
pub enum Certificate {
    /// Good for every name that the tests use.
    Good,
    /// Good until 2021.
    Expired,
    /// By an authority that nobody knows.
    Unknown,
    /// For other names.
    OtherName,
}

const NAMES: &[&str] =
    &["localhost", "mail.contoso.com", "autodiscover.contoso.com", "login.contoso.com", "graph.contoso.com", "other.contoso.com"];

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(new_authority)
}

fn new_authority() -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = params.self_signed(&key).unwrap().pem();
    Authority { issuer: Issuer::new(params, key), pem }
}

/// The authority to trust, PEM.
pub fn ca() -> Vec<u8> {
    authority().pem.clone().into_bytes()
}

fn config(certificate: Certificate) -> Arc<ServerConfig> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let names: Vec<String> = match certificate {
        Certificate::OtherName => vec!["www.fabrikam.com".to_owned()],
        _ => NAMES.iter().map(ToString::to_string).collect(),
    };
    let mut params = CertificateParams::new(names).unwrap();
    if let Certificate::Expired = certificate {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let unknown;
    let issuer = match certificate {
        Certificate::Unknown => {
            unknown = new_authority();
            &unknown.issuer
        }
        _ => &authority().issuer,
    };
    let signed = params.signed_by(&key, issuer).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![signed.der().clone()], key).unwrap();
    Arc::new(config)
}

/// A server that runs until the test process ends.
pub struct Server {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts; `reply` is given the request (head and body) and how many came before it.
    pub fn start(certificate: Certificate, reply: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, config, reply) = (Arc::clone(&requests), config(certificate), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, config, reply) = (Arc::clone(&seen), Arc::clone(&config), Arc::clone(&reply));
                thread::spawn(move || serve(stream, config, &seen, &*reply));
            }
        });
        Self { address, requests }
    }

    pub fn good(reply: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(Certificate::Good, reply)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(stream: TcpStream, config: Arc<ServerConfig>, seen: &Mutex<Vec<String>>, reply: &dyn Fn(&str, usize) -> Reply) {
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    let Some(request) = read(&mut tls) else { return };
    let before = {
        let mut seen = seen.lock().unwrap();
        seen.push(request.clone());
        seen.len() - 1
    };
    match reply(&request, before) {
        Reply::Answer(text) => {
            let _ = tls.write_all(text.as_bytes());
            let _ = tls.flush();
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
        Reply::Close => {}
        Reply::Stall(text) => {
            let _ = tls.write_all(text.as_bytes());
            let _ = tls.flush();
            thread::sleep(Duration::from_secs(3));
        }
    }
}

/// A request with its body, as long as `Content-Length` says.
fn read(stream: &mut impl Read) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}
