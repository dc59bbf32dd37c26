//! Who is calling: passwords, sessions with their proof against foreign pages, and API keys.

pub mod api_key;
pub mod cross_site;
pub mod password;
pub mod session;
pub mod token;
