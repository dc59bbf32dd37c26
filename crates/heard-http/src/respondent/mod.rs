//! Server-rendered pages for respondents: the form, the receipt, and what to do with it.
//!
//! They need no JavaScript, travel as one request of less than 15 kB, and speak the survey's
//! language; our own words come from the catalogue. An answer goes the way of every answer: the
//! form's fields become a raw response (`heard_intake::form`), which is validated and stored by
//! the same functions as the API's ([`crate::submission`]). The address of the receipt is the
//! only key to it; no page sets a cookie, so there is nothing that another site could misuse.

mod answer;
mod correct;
pub mod entered;
pub mod form_page;
pub mod frame;
pub mod html;
pub mod locale;
pub mod notice_page;
mod open;
pub mod question_view;
mod receipt;
pub mod receipt_page;
mod refusal;
#[cfg(test)]
mod tests;
mod withdraw;
pub mod words;

pub use refusal::Softening;

use crate::mount::Mount;
use crate::state::AppState;

/// Where a survey is opened and sent, as the policy table has it.
pub const PATH: &str = "/s/{survey}";

/// The respondents' routes.
pub fn routes() -> Mount<AppState> {
    Mount::new()
        .get(PATH, open::open)
        .post(PATH, answer::answer)
        .get("/r/{receipt}", receipt::show)
        .get("/r/{receipt}/edit", correct::edit)
        .post("/r/{receipt}/edit", correct::correct)
        .get("/r/{receipt}/withdraw", withdraw::ask)
        .post("/r/{receipt}/withdraw", withdraw::withdraw)
}
