//! Numbers as a reader writes them: digits, grouping, signs and percents by ICU.

use std::cell::OnceCell;
use std::str::FromStr;

use heard_model::InterfaceLanguage;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::{Decimal, SignDisplay};
use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu_locale::{Locale, locale};

/// `value` with exactly `decimals` decimals; a number that rounds to zero has no sign.
///
/// ```
/// use heard_language::format_number;
/// use heard_model::InterfaceLanguage;
///
/// assert_eq!(format_number(InterfaceLanguage::En, 2746.0, 0), "2,746");
/// assert_eq!(format_number(InterfaceLanguage::Fa, 39.84, 1), "۳۹٫۸");
/// ```
pub fn format_number(language: InterfaceLanguage, value: f64, decimals: u8) -> String {
    format_decimal(language, value, Digits::exactly(decimals), Sign::Negative)
}

/// A difference: as [`format_number`], with a sign unless it is zero.
pub fn format_signed(language: InterfaceLanguage, value: f64, decimals: u8) -> String {
    format_decimal(language, value, Digits::exactly(decimals), Sign::ExceptZero)
}

/// A share (1 is all) in percent, with exactly `decimals` decimals.
pub fn format_percent(language: InterfaceLanguage, share: f64, decimals: u8) -> String {
    format_percent_digits(language, share, Digits::exactly(decimals), Sign::Negative)
}

/// When a sign is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Below zero only.
    Negative,
    /// Unless it is zero.
    ExceptZero,
}

/// How many digits follow the decimal sign, and whether thousands are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digits {
    pub(crate) minimum: u8,
    pub(crate) maximum: u8,
    pub(crate) grouping: bool,
}

impl Digits {
    /// More decimals than a double holds.
    pub(crate) const MOST: u8 = 20;

    fn exactly(decimals: u8) -> Self {
        let decimals = decimals.min(Self::MOST);
        Self { minimum: decimals, maximum: decimals, grouping: true }
    }
}

pub(crate) fn format_decimal(language: InterfaceLanguage, value: f64, digits: Digits, sign: Sign) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let decimal = to_decimal(value, 0, digits, sign);
    with_formatter(language, digits.grouping, |formatter| formatter.format(&decimal).to_string())
}

pub(crate) fn format_percent_digits(
    language: InterfaceLanguage,
    share: f64,
    digits: Digits,
    sign: Sign,
) -> String {
    if !share.is_finite() {
        return "–".to_owned();
    }
    // A power of ten on the decimal, not a factor on the double: 0.285 is 28.5 %, not 28.499….
    let decimal = to_decimal(share, 2, digits, sign);
    let number =
        with_formatter(language, digits.grouping, |formatter| formatter.format(&decimal).to_string());
    match language {
        InterfaceLanguage::En | InterfaceLanguage::Hu => format!("{number}%"),
        InterfaceLanguage::Ro | InterfaceLanguage::Fi => format!("{number}\u{a0}%"),
        InterfaceLanguage::Fa => format!("{number}٪"),
    }
}

/// The shortest decimal that is the double, half rounded away from zero, as browsers do.
fn to_decimal(value: f64, power: i16, digits: Digits, sign: Sign) -> Decimal {
    let mut decimal = Decimal::from_str(&value.to_string()).unwrap_or_default();
    decimal.multiply_pow10(power);
    let position = -i16::from(digits.maximum);
    if decimal.absolute.digit_at(position - 1) >= 5 {
        decimal.expand(position);
    } else {
        decimal.trunc(position);
    }
    decimal.absolute.trim_end();
    decimal.absolute.pad_end(-i16::from(digits.minimum));
    decimal.absolute.trim_start();
    decimal.apply_sign_display(match sign {
        Sign::Negative => SignDisplay::Negative,
        Sign::ExceptZero => SignDisplay::ExceptZero,
    });
    decimal
}

thread_local! {
    /// By language, with and without grouping; ICU's formatters are not shared between threads.
    static FORMATTERS: [[OnceCell<DecimalFormatter>; 2]; InterfaceLanguage::ALL.len()] = Default::default();
}

#[expect(clippy::expect_used, reason = "what is compiled in is there; the tests print it in every language")]
fn with_formatter<T>(
    language: InterfaceLanguage,
    grouping: bool,
    run: impl FnOnce(&DecimalFormatter) -> T,
) -> T {
    FORMATTERS.with(|formatters| {
        run(formatters[language as usize][usize::from(grouping)].get_or_init(|| {
            let strategy = if grouping { GroupingStrategy::Auto } else { GroupingStrategy::Never };
            DecimalFormatter::try_new(locale_of(language).into(), DecimalFormatterOptions::from(strategy))
                .expect("the numbers of the interface's languages are compiled in")
        }))
    })
}

/// ICU's locale of a language.
pub(crate) fn locale_of(language: InterfaceLanguage) -> Locale {
    match language {
        InterfaceLanguage::En => locale!("en"),
        InterfaceLanguage::Hu => locale!("hu"),
        InterfaceLanguage::Ro => locale!("ro"),
        InterfaceLanguage::Fi => locale!("fi"),
        InterfaceLanguage::Fa => locale!("fa"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_numbers_print_something_calm() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(format_number(InterfaceLanguage::En, value, 1), "–");
            assert_eq!(format_percent(InterfaceLanguage::Fa, value, 1), "–");
        }
        assert_eq!(format_number(InterfaceLanguage::En, -0.04, 1), "0.0");
        assert_eq!(format_signed(InterfaceLanguage::En, 0.04, 1), "0.0");
        assert!(format_number(InterfaceLanguage::En, f64::MAX, 2).starts_with("179,769,313"));
        assert_eq!(format_number(InterfaceLanguage::En, 5e-324, 255), "0.00000000000000000000");
    }
}
