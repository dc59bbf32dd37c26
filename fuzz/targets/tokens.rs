//! What we gave out and get back: cursors of pages, receipts, API keys. The first byte chooses which.

#![no_main]

use heard_fuzz::prints_back;
use heard_http::ReceiptKey;
use heard_http::auth::api_key;
use heard_store::Cursor;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match choice % 3 {
        0 => prints_back::<Cursor>(text),
        1 => {
            let key = ReceiptKey::new(&[7; 32]);
            if let Some(response) = key.response(text) {
                assert_eq!(key.token(response), text, "only what we made is a receipt");
            }
        }
        _ => {
            if api_key::is_key(text) {
                assert!(text.starts_with("heard_") && text.len() == 58);
            }
        }
    }
});
