//! Entities: one table each. Instants are milliseconds since 1970 UTC; lists and objects are JSON.

pub mod api_key;
pub mod audit;
pub mod case;
pub mod case_event;
pub mod contact;
pub mod counter;
pub mod delivery;
pub mod dictionary;
pub mod idempotency;
pub mod invitation;
pub mod outbox;
pub mod position;
pub mod recent_key;
pub mod response;
pub mod response_change;
pub mod rule;
pub mod secret;
pub mod segment;
pub mod segment_part;
pub mod session;
pub mod survey;
pub mod survey_version;
pub mod unit;
pub mod user;
pub mod webhook;
pub mod workspace;
