//! The page with the questions: to answer them, or to correct what was answered.

use std::collections::BTreeSet;

use askama::Template;
use heard_language::Argument;
use heard_model::settings::Workspace;
use heard_model::survey::SurveyVersion;

use super::entered::{Entered, Faults};
use super::frame::Frame;
use super::locale::{PageLanguage, endonym};
use super::question_view::{FieldView, FormInput, QuestionView, fault_words};
use super::words::{Words, language_attributes};

/// Whose survey it is.
#[derive(Clone, Debug, Default)]
pub struct Asker {
    /// The company's name.
    pub company: String,
    /// Whether it is simulated.
    pub simulated: bool,
}

impl Asker {
    /// The company of a workspace.
    pub fn of(workspace: &Workspace) -> Self {
        Self { company: workspace.settings.name.clone(), simulated: workspace.simulated }
    }
}

/// What the form is for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose<'a> {
    /// A new response, with a key against double delivery.
    Answer {
        /// The key.
        key: &'a str,
    },
    /// A correction of what a receipt stands for.
    Correct {
        /// The receipt.
        receipt: &'a str,
    },
}

/// The page.
#[derive(Template)]
#[template(path = "respondent/form.html", whitespace = "minimize")]
pub struct FormPage<'a> {
    frame: Frame,
    heading: Words,
    introduction: Words,
    correcting: Option<&'a str>,
    key: &'a str,
    version: u32,
    languages: Vec<LanguageLink<'a>>,
    summary: Vec<SummaryLine>,
    summary_title: String,
    unsent: bool,
    questions: Vec<QuestionView>,
}

/// A link to the same page in another language.
struct LanguageLink<'a> {
    tag: &'a str,
    attributes: String,
    name: &'a str,
    current: bool,
}

/// A line of the summary of errors.
struct SummaryLine {
    /// Where it leads; nowhere if absent.
    target: Option<String>,
    text: String,
    attributes: String,
}

impl<'a> FormPage<'a> {
    /// The page of a survey's version, with what was entered and what is amiss.
    pub fn new(
        version: &'a SurveyVersion,
        asker: &Asker,
        language: &PageLanguage,
        purpose: Purpose<'a>,
        entered: &Entered,
        faults: &Faults,
    ) -> Self {
        let definition = &version.definition;
        let may_clear = matches!(purpose, Purpose::Correct { .. });
        let input = FormInput { definition, language, entered, faults, may_clear };
        let questions: Vec<QuestionView> = definition
            .questions
            .iter()
            .enumerate()
            .map(|(index, question)| QuestionView::new(&input, index + 1, question))
            .collect();
        let summary = summary(&questions, faults, language);
        let (correcting, key) = match purpose {
            Purpose::Answer { key } => (None, key),
            Purpose::Correct { receipt } => (Some(receipt), ""),
        };
        let title = input.words(&definition.title);
        let heading = match correcting {
            Some(_) => Words::ours(language.say("respondent-correct-title")),
            None => title.clone(),
        };
        let summary_title =
            language.say_with("respondent-errors", &[("count", Argument::from(summary.len()))]);
        let window_title = if summary.is_empty() {
            title.text
        } else {
            format!("{} {}", language.say("respondent-error-prefix"), title.text)
        };
        Self {
            frame: Frame {
                language: language.clone(),
                title: window_title,
                company: asker.company.clone(),
                simulated: asker.simulated,
            },
            heading,
            introduction: input.words(&definition.introduction),
            correcting,
            key,
            version: version.version,
            // A link to another language would lose what was entered.
            languages: if entered.is_empty() && faults.is_empty() {
                language_links(&definition.languages, language)
            } else {
                Vec::new()
            },
            summary,
            summary_title,
            unsent: false,
            questions,
        }
    }

    /// The same page where what was entered could not be kept just now and is to be sent again.
    #[must_use]
    pub fn unsent(mut self) -> Self {
        self.frame.title = format!("{} {}", self.frame.say("respondent-error-prefix"), self.frame.title);
        self.unsent = true;
        self
    }
}

fn language_links<'a>(languages: &'a [String], current: &PageLanguage) -> Vec<LanguageLink<'a>> {
    if languages.len() < 2 {
        return Vec::new();
    }
    languages
        .iter()
        .map(|tag| LanguageLink {
            tag,
            attributes: language_attributes(tag),
            name: endonym(tag),
            current: *tag == current.tag,
        })
        .collect()
}

fn summary(questions: &[QuestionView], faults: &Faults, language: &PageLanguage) -> Vec<SummaryLine> {
    // Several unknown fields are one thing to the respondent.
    let general: BTreeSet<String> = faults.general.iter().map(|fault| fault_words(language, fault)).collect();
    let general =
        general.into_iter().map(|text| SummaryLine { target: None, text, attributes: String::new() });
    let by_question = questions.iter().filter(|question| question.has_error()).map(|question| SummaryLine {
        target: Some(format!("i{}", question.position)),
        text: question.text.text.clone(),
        attributes: question.text.attributes(),
    });
    general.chain(by_question).collect()
}
