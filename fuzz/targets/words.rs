//! Foreign words and numbers within our own messages: the first byte chooses the language, the rest
//! is the text.

#![no_main]

use heard_language::{Argument, format_number, format_percent, format_signed, message};
use heard_model::InterfaceLanguage;
use libfuzzer_sys::fuzz_target;

const LANGUAGES: [InterfaceLanguage; 5] = [
    InterfaceLanguage::En,
    InterfaceLanguage::Hu,
    InterfaceLanguage::Ro,
    InterfaceLanguage::Fi,
    InterfaceLanguage::Fa,
];

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let language = LANGUAGES[usize::from(*choice) % LANGUAGES.len()];
    if let Ok(text) = std::str::from_utf8(bytes) {
        // Whatever is asked for, something is said.
        assert!(!message(language, "respondent-send", &[("name", Argument::from(text))]).is_empty());
        let _ = message(language, text, &[(text, Argument::from(text))]);
    }
    if let Some((number, rest)) = bytes.split_first_chunk::<8>() {
        let number = f64::from_le_bytes(*number);
        let decimals = rest.first().copied().unwrap_or(0);
        for printed in [
            format_number(language, number, decimals),
            format_signed(language, number, decimals),
            format_percent(language, number, decimals),
        ] {
            assert!(!printed.is_empty());
        }
        let _ = message(language, "respondent-send", &[("n", Argument::Number(number))]);
    }
});
