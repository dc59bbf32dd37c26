//! Posted forms of the respondents' page.

#![no_main]

use heard_fuzz::{VERSION, judged};
use heard_http::respondent::entered::Entered;
use heard_intake::{Context, Sender, validate_response};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Some(entered) = Entered::parse(body) else { return };
    let raw = entered.to_raw(&VERSION);
    judged(raw.clone(), Sender::Public);
    let context: Context<'_> = heard_fuzz::context(Sender::Public);
    if let Ok(valid) = validate_response(&VERSION, raw, &context) {
        // The form that shows the stored answers again sends the same answers.
        let shown = Entered::of_answers(valid.answers()).to_raw(&VERSION);
        let again = validate_response(&VERSION, shown, &context).expect("a form that we wrote is valid");
        assert_eq!(again.answers(), valid.answers());
    }
});
