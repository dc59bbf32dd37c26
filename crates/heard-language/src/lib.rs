//! Locales: one Fluent catalogue, numbers and dates by ICU, for pages, mails and exports.
//!
//! The words stand in `locales/<language>/*.ftl`, which the browser reads too. Numbers, percents
//! and dates come from ICU's data on both sides; `locales/golden.json` holds what they must print
//! and is asserted here and there, so that a number in a mail looks like the number on the screen.
//!
//! ```
//! use heard_language::{format_percent, message};
//! use heard_model::InterfaceLanguage;
//!
//! assert_eq!(message(InterfaceLanguage::En, "respondent-send", &[]), "Send");
//! assert_eq!(format_percent(InterfaceLanguage::Fa, 0.405, 1), "۴۰٫۵٪");
//! ```

mod argument;
mod catalogue;
mod date;
mod number;
mod relative;

pub use argument::Argument;
pub use catalogue::{CATALOGUE_FILES, CatalogueFile, has_message, message};
pub use date::{DateStyle, format_date, format_date_time, format_time};
pub use number::{format_number, format_percent, format_signed};
pub use relative::{RelativeUnit, format_relative, format_relative_instant};
