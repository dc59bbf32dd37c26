//! Locales: one Fluent catalogue, numbers and dates by ICU, for pages, mails and exports.
