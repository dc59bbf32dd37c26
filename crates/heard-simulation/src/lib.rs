//! A deterministic company with planted effects: for the demo, tests and benchmarks.
//!
//! The company sells things for the home in shops of four countries, on the web and in an app,
//! and helps its customers from a contact centre. It does not exist, nor do its customers and
//! agents; whatever shows it says so ([`Company::settings`] carries the words in its name).
//!
//! A response's way through this room: the [`timeline`] says when (growth, weekdays, hours, the
//! December rush), the `customer` says who (country, language, mood), the `situation` says
//! what happened (unit, agent, minutes waited, days late), [`effects`] adds what was planted,
//! `answers` turns all of it into scores, and `comment` into words of five languages.
//!
//! Everything follows from the seed, the number of responses and the last day. Each response
//! draws from a stream of its own, so any part of the sequence can be had without the rest.
//! The arithmetic uses nothing but `+ − × ÷`, so it is the same on every machine.
//!
//! ```
//! use heard_simulation::Company;
//!
//! let company = Company::new(7);
//! let until = jiff::civil::date(2026, 11, 22);
//! let first = company.responses(1_000, until).next().unwrap();
//! assert_eq!(first.raw.language.as_deref().map(str::len), Some(2));
//! assert!(company.planted_effects(until).iter().any(|effect| effect.key == "delivery_breaks"));
//! ```

mod answers;
mod comment;
mod company;
mod customer;
mod draw;
pub mod effects;
mod grammar;
mod operations;
mod responses;
mod rules;
mod situation;
mod surveys;
pub mod timeline;
mod units;

pub use company::{Company, SimulatedAgent};
pub use effects::{Cell, Direction, EffectKind, PlantedEffect};
pub use responses::{Responses, SimulatedResponse};
pub use rules::SimulatedRule;
pub use surveys::{SimulatedSurvey, SurveyKey};
