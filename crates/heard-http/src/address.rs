//! From which address a request comes, for limits only; it is neither stored nor logged.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

/// The address that limits count by. Behind one of `trusted_proxies` it is the last address of
/// `X-Forwarded-For` that is none of them. Of IPv6 the first 64 bits count: they are one line.
pub fn client(extensions: &Extensions, headers: &HeaderMap, trusted_proxies: &[IpAddr]) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if !trusted_proxies.contains(&peer) {
        return one_line(peer);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let addresses: Vec<IpAddr> = forwarded
        .flat_map(|value| value.split(','))
        .map_while(|part| part.trim().parse::<IpAddr>().ok())
        .map(|address| address.to_canonical())
        .collect();
    let client = addresses.into_iter().rev().find(|address| !trusted_proxies.contains(address));
    one_line(client.unwrap_or(peer))
}

fn one_line(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn from(peer: &str, forwarded: &'static str, trusted: &[&str]) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 9)));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        let trusted: Vec<IpAddr> = trusted.iter().map(|proxy| proxy.parse().unwrap()).collect();
        client(&extensions, &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_name_its_own_address() {
        assert_eq!(from("203.0.113.9", "198.51.100.1", &["10.0.0.1"]), "203.0.113.9");
    }

    #[test]
    fn behind_a_proxy_the_last_foreign_address_counts() {
        assert_eq!(from("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.1", &["10.0.0.1"]), "198.51.100.1");
        assert_eq!(from("10.0.0.1", "rubbish", &["10.0.0.1"]), "10.0.0.1");
    }

    #[test]
    fn neighbours_of_one_ipv6_line_count_together() {
        assert_eq!(from("2001:db8:1:2:3:4:5:6", "", &[]), "2001:db8:1:2::");
        assert_eq!(from("::ffff:192.0.2.1", "", &[]), "192.0.2.1");
    }
}
