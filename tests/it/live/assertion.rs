//! The client assertion of RFC 7523, verified without the library that signs.

use crate::live::fetch::{CLIENT, TENANT, form, healthy_graph, token};
use crate::live::server::{Server, ca};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmaudit::live::cloud::Cloud;
use hmaudit::live::fetch::{Order, run};
use hmaudit::live::http::Settings;
use hmaudit::live::secret::Credential;
use num_bigint::BigUint;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::SecretString;
use serde_json::Value;
use sha2::Digest as _;
use std::time::Duration;
use x509_parser::public_key::{PublicKey, RSAPublicKey};

const PEM: &str = include_str!("application.pem");
const NOW: i64 = 1_795_167_000;

fn order(login: &Server, graph: &Server) -> Order {
    let url = |server: &Server| format!("https://localhost:{}/", server.port());
    Order {
        tenant: TENANT.to_owned(),
        client_id: CLIENT.to_owned(),
        cloud: Cloud::new(&url(login), &url(graph)).unwrap(),
        now: jiff::Timestamp::from_second(NOW).unwrap(),
    }
}

fn settings() -> Settings {
    let mut settings = Settings::new(Duration::from_secs(3), Some(ca()));
    settings.direct = true;
    settings
}

fn certificate(pem: &str) -> Credential {
    Credential::Certificate(SecretString::from(pem.to_owned()))
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn the_assertion_is_that_of_rfc_7523_and_its_signature_holds() {
    let login = Server::good(|request, _| token(request));
    let graph = healthy_graph();
    run(&order(&login, &graph), &certificate(PEM), &settings()).unwrap();
    let mut sent = form(&login.requests()[0]);
    let assertion = sent.remove("client_assertion").unwrap();
    let expected = [
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned()),
        ("client_id", CLIENT.to_owned()),
        ("grant_type", "client_credentials".to_owned()),
        ("scope", format!("https://localhost:{}/.default", graph.port())),
    ];
    assert_eq!(sent, expected.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());

    let parts: Vec<&str> = assertion.split('.').collect();
    assert_eq!(parts.len(), 3);
    let der = CertificateDer::from_pem_slice(PEM.as_bytes()).unwrap();
    let header = decoded(parts[0]);
    assert_eq!(header["alg"], "PS256");
    assert_eq!(header["typ"], "JWT");
    assert_eq!(header["x5t"], URL_SAFE_NO_PAD.encode(sha1::Sha1::digest(&der)));
    assert_eq!(header["x5t#S256"], URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(&der)));
    let claims = decoded(parts[1]);
    assert_eq!(claims["aud"], format!("https://localhost:{}/{TENANT}/oauth2/v2.0/token", login.port()));
    assert_eq!((claims["iss"].as_str(), claims["sub"].as_str()), (Some(CLIENT), Some(CLIENT)));
    let (nbf, exp) = (claims["nbf"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
    assert!(nbf <= NOW && NOW < exp && exp - nbf <= 600, "{claims}");
    assert!(claims["jti"].as_str().unwrap().len() >= 16);

    let (_, parsed) = x509_parser::parse_x509_certificate(&der).unwrap();
    let signed = format!("{}.{}", parts[0], parts[1]);
    let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
    let PublicKey::RSA(key) = parsed.public_key().parsed().unwrap() else { panic!("not an RSA key") };
    assert!(holds(&key, signed.as_bytes(), &signature));
    assert!(!holds(&key, format!("{signed}x").as_bytes(), &signature));
}

/// Whether a signature is that of RSASSA-PSS with SHA-256 and a salt of 32 bytes (RFC 8017, sections 8.1.2 and 9.1.2).
fn holds(key: &RSAPublicKey<'_>, message: &[u8], signature: &[u8]) -> bool {
    const HASH: usize = 32;
    let [modulus, exponent, signature] = [key.modulus, key.exponent, signature].map(BigUint::from_bytes_be);
    let bits = usize::try_from(modulus.bits()).unwrap() - 1;
    let bytes = signature.modpow(&exponent, &modulus).to_bytes_be();
    let mut encoded = vec![0; bits.div_ceil(8) - bytes.len()];
    encoded.extend(bytes);

    assert_eq!(encoded.pop(), Some(0xbc));
    let hash = encoded.split_off(encoded.len() - HASH);
    let mask = (0_u32..).flat_map(|counter| sha2::Sha256::digest([&hash[..], &counter.to_be_bytes()].concat()));
    let mut block: Vec<u8> = encoded.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    block[0] &= 0xff >> (8 * encoded.len() + 8 * HASH + 8 - bits);
    let salt = block.split_off(block.len() - HASH);
    assert_eq!(block.iter().position(|byte| *byte != 0), Some(block.len() - 1));
    assert_eq!(block.last(), Some(&1));
    hash == sha2::Sha256::digest([&[0; 8], &sha2::Sha256::digest(message)[..], &salt].concat()).to_vec()
}

#[test]
fn no_two_assertions_are_alike() {
    let login = Server::good(|request, _| token(request));
    let graph = healthy_graph();
    for _ in 0..2 {
        run(&order(&login, &graph), &certificate(PEM), &settings()).unwrap();
    }
    let ids: Vec<Value> = login
        .requests()
        .iter()
        .map(|request| decoded(form(request)["client_assertion"].split('.').nth(1).unwrap())["jti"].clone())
        .collect();
    assert_ne!(ids[0], ids[1]);
}

fn expired() -> String {
    let mut params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem()
}

#[test]
fn a_file_that_cannot_sign_is_refused_without_showing_it() {
    let login = Server::good(|request, _| token(request));
    let graph = healthy_graph();
    let key_at = PEM.find("-----BEGIN PRIVATE KEY-----").unwrap();
    let elliptic = rcgen::KeyPair::generate().unwrap().serialize_pem();
    for (pem, words) in [
        (PEM[..key_at].to_owned(), "no private key"),
        (PEM[key_at..].to_owned(), "no certificate"),
        (PEM.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "encrypted key"),
        (format!("{}{elliptic}", &PEM[..key_at]), "not an RSA key"),
        (format!("{}{}", expired(), &PEM[key_at..]), "expired on 2021-01-01"),
        (String::new(), "no certificate"),
    ] {
        let failure = run(&order(&login, &graph), &certificate(&pem), &settings()).unwrap_err();
        let text = format!("{failure:?}").replace('\n', " ");
        assert!(text.contains(words), "{text}");
        assert!(!text.contains("MII"), "{text}");
    }
    assert!(login.requests().is_empty());
}
