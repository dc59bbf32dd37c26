//! The words of the domain: identifiers, surveys, answers, metrics, cases, and the policy of
//! who may do what. Every other room speaks this language; this one depends on none of ours.
//!
//! Types that cross the door (`serde`, `utoipa`) are the contract of the public API, so a field
//! renamed here is a field renamed for every integrator.

pub mod calendar;
pub mod case;
pub mod clock;
pub mod contact;
pub mod day;
pub mod dimension;
pub mod fact;
pub mod fail_point;
pub mod filter;
pub mod finding;
pub mod id;
pub mod language;
pub mod metric;
pub mod person;
pub mod policy;
pub mod position;
pub mod response;
pub mod settings;
pub mod survey;
pub mod turns;
pub mod unit;
pub mod zone;

pub use clock::{Clock, Entropy, FixedClock, SeededEntropy, SystemClock, SystemEntropy};
pub use fail_point::fail_point;
pub use id::*;
pub use language::{InterfaceLanguage, LocalizedText};
pub use policy::{Action, Principal, Role, Scope, UnitScope};
pub use position::Position;
pub use turns::Turns;
pub use zone::{EarlierZone, UnknownZone, Zones};
