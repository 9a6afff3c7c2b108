//! Whether a host may be asked: a capture may name any host, and a request to one's own machine or network can do harm there.

use super::target::{Target, Targets};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use url::Host;

/// Why a host is not asked unless the person at the keyboard permits it.
const PRIVATE: &str =
    "its address is loopback, link-local or private; if you know that it is your Exchange server, add --allow-private";

/// Moves the targets whose host has an address that is not public to those left out. Returns the addresses that were looked up, by host name:
/// requests go to these, so that a second look-up cannot lead elsewhere. A name that is not known here stays, because a proxy may know it.
pub async fn leave_out_private(targets: &mut Targets, timeout: Duration) -> BTreeMap<String, Vec<SocketAddr>> {
    let mut known: BTreeMap<String, Vec<SocketAddr>> = BTreeMap::new();
    let mut ask = Vec::new();
    for target in std::mem::take(&mut targets.ask) {
        if is_public(&target, timeout, &mut known).await {
            ask.push(target);
        } else {
            targets.left_out.push((target.url.to_string(), PRIVATE));
        }
    }
    targets.ask = ask;
    targets.left_out.sort();
    known.retain(|_, addresses| !addresses.is_empty());
    known
}

async fn is_public(target: &Target, timeout: Duration, known: &mut BTreeMap<String, Vec<SocketAddr>>) -> bool {
    match target.url.host() {
        Some(Host::Ipv4(address)) => is_public_v4(address),
        Some(Host::Ipv6(address)) => is_public_v6(address),
        // RFC 6761: this machine, whatever the resolver makes of it.
        Some(Host::Domain(name)) if name.trim_end_matches('.').rsplit('.').next() == Some("localhost") => false,
        Some(Host::Domain(name)) => {
            if !known.contains_key(name) {
                let port = target.url.port_or_known_default().unwrap_or(443);
                let found = tokio::time::timeout(timeout, tokio::net::lookup_host((name, port))).await;
                known.insert(
                    name.to_owned(),
                    found.map_or_else(|_| Vec::new(), |found| found.map_or_else(|_| Vec::new(), Iterator::collect)),
                );
            }
            known.get(name).into_iter().flatten().all(|address| match address.ip() {
                IpAddr::V4(address) => is_public_v4(address),
                IpAddr::V6(address) => is_public_v6(address),
            })
        }
        None => false,
    }
}

/// Not one of the special-purpose addresses of IANA's registry (RFC 6890).
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    let is_protocol = (first, second, third) == (192, 0, 0) || (first == 198 && (second == 18 || second == 19));
    !(first == 0
        || first >= 224
        || is_shared
        || is_protocol
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation())
}

/// The same for IPv6. An address that stands for an IPv4 address (mapped, 6to4, NAT64) is judged by that.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] => embedded(high, low),
        [0x2002, high, low, ..] => embedded(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0x2001, 0xdb8, ..] => false,
        // Public addresses are those of 2000::/3.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_addresses_are_not_public() {
        for text in [
            "127.0.0.1",
            "127.8.8.8",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
        ] {
            assert!(!is_public_v4(text.parse().unwrap()), "{text}");
        }
        for text in [
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::a00:1",
            "2001:db8::1",
        ] {
            assert!(!is_public_v6(text.parse().unwrap()), "{text}");
        }
        for text in ["8.8.8.8", "172.32.0.1", "172.15.0.1", "100.128.0.1", "192.169.0.1", "40.97.4.1"] {
            assert!(is_public_v4(text.parse().unwrap()), "{text}");
        }
        for text in ["2603:1036::1", "::ffff:40.97.4.1", "2002:2861:401::"] {
            assert!(is_public_v6(text.parse().unwrap()), "{text}");
        }
    }
}
