//! Addresses and secrets of webhooks: the first line is the address, the second the secret, the rest
//! the body.

#![no_main]

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use heard_jobs::deliver::signature::sign;
use heard_jobs::deliver::webhook::{check_address, is_private};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut lines = text.splitn(3, '\n');
    let [address, secret, body] = [(); 3].map(|()| lines.next().unwrap_or_default());
    for allow_private in [false, true] {
        let Ok(url) = check_address(address, allow_private) else { continue };
        assert!(matches!(url.scheme(), "http" | "https"));
        assert!(url.username().is_empty() && url.password().is_none());
        let host = url.host_str().expect("an address has a host");
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        assert!(allow_private || !literal.is_ok_and(is_private), "{host} is private");
        check_address(url.as_str(), allow_private).expect("what was allowed is allowed as it is written");
    }
    match sign(secret, "message", 7, body) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(signature) => {
            let hash = STANDARD.decode(signature.strip_prefix("v1,").expect("it names its version"));
            assert_eq!(hash.expect("it is base64").len(), 32);
            assert_eq!(sign(secret, "message", 7, body).as_ref(), Ok(&signature));
        }
    }
});
