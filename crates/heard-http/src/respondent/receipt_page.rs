//! The receipt: what was said, what becomes of it, and how to correct or withdraw it.

use askama::Template;
use heard_language::{Argument, format_number};
use heard_model::response::Answers;
use heard_model::survey::{Choice, Question, QuestionKind, Scale, SurveyVersion};
use jiff::civil::DateTime;
use serde_json::Value;

use super::entered::{Entered, Faults};
use super::form_page::Asker;
use super::frame::Frame;
use super::locale::PageLanguage;
use super::question_view::FormInput;
use super::words::Words;

/// A stored response as its receipt shows it.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// The version that was answered.
    pub version: &'a SurveyVersion,
    /// The answers as they are now.
    pub answers: &'a Answers,
    /// When it was sent, in the company's time zone.
    pub sent_at: DateTime,
    /// When it was last corrected, if ever.
    pub corrected_at: Option<DateTime>,
}

/// The receipt.
#[derive(Template)]
#[template(path = "respondent/receipt.html", whitespace = "minimize")]
pub struct ReceiptPage<'a> {
    frame: Frame,
    receipt: &'a str,
    thanks: Words,
    just_corrected: bool,
    sent_at: String,
    corrected_at: Option<String>,
    answers: Vec<SaidView>,
    next_read: String,
    next_kept: String,
}

/// One question with what was said to it.
struct SaidView {
    text: Words,
    /// Nothing for "no answer".
    lines: Vec<SaidLine>,
}

/// One line of what was said.
struct SaidLine {
    /// The statement of a matrix.
    row: Words,
    /// A score with its scale, a choice, or words.
    said: Words,
    /// Words of the respondent, in whatever language.
    is_own_words: bool,
}

impl<'a> ReceiptPage<'a> {
    /// The receipt of a response.
    pub fn new(
        receipt: &'a str,
        said: &Said,
        asker: &Asker,
        language: &PageLanguage,
        just_corrected: bool,
    ) -> Self {
        let definition = &said.version.definition;
        let (entered, faults) = (Entered::default(), Faults::default());
        let input = FormInput { definition, language, entered: &entered, faults: &faults, may_clear: false };
        let own_thanks = input.words(&definition.thanks);
        let thanks =
            if own_thanks.is_empty() { Words::ours(language.say("respondent-thanks")) } else { own_thanks };
        let at = |moment: DateTime| [("at", Argument::DateTime(moment, language.calendar()))];
        let company = || [("company", Argument::from(asker.company.as_str()))];
        Self {
            frame: Frame {
                language: language.clone(),
                title: language.say("respondent-receipt"),
                company: asker.company.clone(),
                simulated: asker.simulated,
            },
            receipt,
            thanks,
            just_corrected,
            sent_at: language.say_with("respondent-sent-at", &at(said.sent_at)),
            corrected_at: said
                .corrected_at
                .map(|moment| language.say_with("respondent-corrected-at", &at(moment))),
            answers: definition
                .questions
                .iter()
                .map(|question| SaidView {
                    text: input.words(&question.text),
                    lines: said
                        .answers
                        .get(&question.key)
                        .map_or_else(Vec::new, |answer| lines(&input, question, answer)),
                })
                .collect(),
            next_read: language.say_with("respondent-next-read", &company()),
            next_kept: language.say_with("respondent-next-kept", &company()),
        }
    }
}

fn lines(input: &FormInput, question: &Question, answer: &Value) -> Vec<SaidLine> {
    match (&question.kind, answer) {
        (QuestionKind::Text { .. }, Value::String(words)) => {
            let said = Words::ours(words.clone());
            vec![SaidLine { row: Words::default(), said, is_own_words: true }]
        }
        (QuestionKind::SingleChoice { choices }, Value::String(key)) => {
            chosen(input, choices, std::slice::from_ref(key))
        }
        (QuestionKind::MultipleChoice { choices }, Value::Array(keys)) => {
            let keys: Vec<String> = keys.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect();
            chosen(input, choices, &keys)
        }
        (QuestionKind::Matrix { rows, points }, Value::Object(scores)) => rows
            .iter()
            .filter_map(|row| {
                let said = score(input, Scale { min: 1, max: *points }, scores.get(&row.key)?)?;
                Some(SaidLine { row: input.words(&row.text), said, is_own_words: false })
            })
            .collect(),
        (kind, answer) => kind
            .scale()
            .and_then(|scale| score(input, scale, answer))
            .map(|said| SaidLine { row: Words::default(), said, is_own_words: false })
            .into_iter()
            .collect(),
    }
}

fn chosen(input: &FormInput, choices: &[Choice], keys: &[String]) -> Vec<SaidLine> {
    choices
        .iter()
        .filter(|choice| keys.contains(&choice.key))
        .map(|choice| SaidLine {
            row: Words::default(),
            said: input.words(&choice.text),
            is_own_words: false,
        })
        .collect()
}

fn score(input: &FormInput, scale: Scale, score: &Value) -> Option<Words> {
    let print = |number: f64| Argument::from(format_number(input.language.interface, number, 0));
    let arguments = [
        ("score", print(score.as_f64()?)),
        ("min", print(f64::from(scale.min))),
        ("max", print(f64::from(scale.max))),
    ];
    Some(Words::ours(input.language.say_with("respondent-score", &arguments)))
}
