//! A question as the template shows it: names, ids, labels, what was entered and what is amiss.

use heard_intake::AnswerFault;
use heard_language::{Argument, format_number};
use heard_model::survey::{Choice, Question, QuestionKind, Scale, SurveyDefinition};

use super::entered::{Entered, Faults, field_name};
use super::locale::PageLanguage;
use super::words::Words;

/// What a form is made of besides the questions.
#[derive(Clone, Copy, Debug)]
pub struct FormInput<'a> {
    /// What the survey asks.
    pub definition: &'a SurveyDefinition,
    /// In which language.
    pub language: &'a PageLanguage,
    /// What was entered so far.
    pub entered: &'a Entered,
    /// What is amiss.
    pub faults: &'a Faults,
    /// Whether an answer may be taken away again (a correction), since radio buttons cannot.
    pub may_clear: bool,
}

impl FormInput<'_> {
    /// A text of the survey in the page's language.
    pub fn words(&self, localized: &heard_model::LocalizedText) -> Words {
        let base = self.definition.languages.first().map_or("en", String::as_str);
        Words::of(localized, &self.language.tag, base)
    }

    fn number(&self, value: u8) -> String {
        format_number(self.language.interface, f64::from(value), 0)
    }
}

/// A question on a form.
#[derive(Clone, Debug)]
pub struct QuestionView {
    /// 1, 2, 3 …; ids are made of it.
    pub position: usize,
    /// The words of the question.
    pub text: Words,
    /// A line below it.
    pub help: Words,
    /// Whether it must be answered.
    pub required: bool,
    /// What is amiss, in words.
    pub error: Option<String>,
    /// What is shown for an answer.
    pub field: FieldView,
}

/// What is shown for an answer.
#[derive(Clone, Debug)]
pub enum FieldView {
    /// One scale.
    Scale(ScaleView),
    /// Choices, one or several.
    Choices {
        /// Whether several may be taken.
        multiple: bool,
        /// The field's name.
        name: String,
        /// The choices.
        options: Vec<OptionView>,
    },
    /// Statements on one scale.
    Matrix {
        /// The ends of the scale.
        ends: EndsView,
        /// The statements.
        rows: Vec<RowView>,
    },
    /// Words.
    Text {
        /// The field's name.
        name: String,
        /// Several lines.
        long: bool,
        /// What was entered.
        value: String,
    },
}

/// The points of a scale.
#[derive(Clone, Debug)]
pub struct ScaleView {
    /// The field's name.
    pub name: String,
    /// The points, lowest first.
    pub points: Vec<PointView>,
    /// What the ends mean.
    pub ends: EndsView,
    /// Whether "no answer" is offered, and taken.
    pub none: Option<bool>,
}

/// A point of a scale.
#[derive(Clone, Debug)]
pub struct PointView {
    /// The score.
    pub value: u8,
    /// Its digits.
    pub label: String,
    /// Whether it is taken.
    pub checked: bool,
}

/// What the ends of a scale mean.
#[derive(Clone, Debug, Default)]
pub struct EndsView {
    /// The lowest score's digits.
    pub min: String,
    /// What it means.
    pub low: Words,
    /// The highest score's digits.
    pub max: String,
    /// What it means.
    pub high: Words,
}

impl EndsView {
    /// Whether neither end has words.
    pub fn is_empty(&self) -> bool {
        self.low.is_empty() && self.high.is_empty()
    }
}

/// A choice.
#[derive(Clone, Debug)]
pub struct OptionView {
    /// Its key; empty for "no answer".
    pub value: String,
    /// Its words.
    pub text: Words,
    /// Whether it is taken.
    pub checked: bool,
}

/// A statement of a matrix.
#[derive(Clone, Debug)]
pub struct RowView {
    /// Its words.
    pub text: Words,
    /// Its scale.
    pub scale: ScaleView,
    /// What is amiss, in words.
    pub error: Option<String>,
}

impl QuestionView {
    /// The view of a question.
    pub fn new(input: &FormInput, position: usize, question: &Question) -> Self {
        let name = field_name(&question.key, None);
        Self {
            position,
            text: input.words(&question.text),
            help: input.words(&question.help),
            required: question.required,
            error: input.faults.by_field.get(&name).map(|fault| fault_words(input.language, fault)),
            field: field(input, question, name),
        }
    }

    /// The ids that describe the question: error, help, ends of the scale.
    pub fn described_by(&self) -> String {
        let position = self.position;
        let ends = match &self.field {
            FieldView::Scale(scale) => Some(&scale.ends),
            FieldView::Matrix { ends, .. } => Some(ends),
            _ => None,
        };
        let parts = [
            self.error.is_some().then(|| format!("e{position}")),
            (!self.help.is_empty()).then(|| format!("h{position}")),
            ends.is_some_and(|ends| !ends.is_empty()).then(|| format!("s{position}")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Whether something about it is amiss.
    pub fn has_error(&self) -> bool {
        let in_rows = match &self.field {
            FieldView::Matrix { rows, .. } => rows.iter().any(|row| row.error.is_some()),
            _ => false,
        };
        in_rows || self.error.is_some()
    }

    /// Whether it is shown as one group of radio buttons.
    pub fn is_radio_group(&self) -> bool {
        matches!(self.field, FieldView::Scale(_) | FieldView::Choices { multiple: false, .. })
    }
}

fn field(input: &FormInput, question: &Question, name: String) -> FieldView {
    let clear = input.may_clear && !question.required;
    match &question.kind {
        QuestionKind::SingleChoice { choices } => {
            let mut options = options(input, &name, choices);
            if clear {
                let text = Words::ours(input.language.say("respondent-no-answer"));
                let checked = options.iter().all(|option| !option.checked);
                options.push(OptionView { value: String::new(), text, checked });
            }
            FieldView::Choices { multiple: false, options, name }
        }
        QuestionKind::MultipleChoice { choices } => {
            FieldView::Choices { multiple: true, options: options(input, &name, choices), name }
        }
        QuestionKind::Matrix { rows, points } => matrix(input, question, rows, *points, clear),
        QuestionKind::Text { long } => {
            let value = input.entered.value(&name).unwrap_or_default().to_owned();
            FieldView::Text { long: *long, value, name }
        }
        scored => match scored.scale() {
            Some(scale) => FieldView::Scale(scale_view(input, question, scale, name, clear)),
            None => FieldView::Text { long: false, value: String::new(), name },
        },
    }
}

fn options(input: &FormInput, name: &str, choices: &[Choice]) -> Vec<OptionView> {
    choices
        .iter()
        .map(|choice| OptionView {
            value: choice.key.clone(),
            text: input.words(&choice.text),
            checked: input.entered.has(name, &choice.key),
        })
        .collect()
}

fn matrix(input: &FormInput, question: &Question, rows: &[Choice], points: u8, clear: bool) -> FieldView {
    let scale = Scale { min: 1, max: points };
    let rows = rows
        .iter()
        .map(|row| {
            let name = field_name(&question.key, Some(&row.key));
            RowView {
                text: input.words(&row.text),
                error: input.faults.by_field.get(&name).map(|fault| fault_words(input.language, fault)),
                scale: scale_view(input, question, scale, name, clear),
            }
        })
        .collect();
    FieldView::Matrix { ends: ends(input, question, scale), rows }
}

fn scale_view(input: &FormInput, question: &Question, scale: Scale, name: String, clear: bool) -> ScaleView {
    let entered = input.entered.value(&name).map(str::trim);
    let points: Vec<PointView> = (scale.min..=scale.max)
        .map(|value| PointView {
            value,
            label: input.number(value),
            checked: entered == Some(value.to_string().as_str()),
        })
        .collect();
    let none = clear.then(|| points.iter().all(|point| !point.checked));
    ScaleView { name, points, ends: ends(input, question, scale), none }
}

fn ends(input: &FormInput, question: &Question, scale: Scale) -> EndsView {
    EndsView {
        min: input.number(scale.min),
        low: input.words(&question.low),
        max: input.number(scale.max),
        high: input.words(&question.high),
    }
}

/// A fault in the respondent's words.
pub fn fault_words(language: &PageLanguage, fault: &AnswerFault) -> String {
    match fault {
        AnswerFault::Required => language.say("respondent-fault-required"),
        AnswerFault::NothingAnswered => language.say("respondent-fault-nothing-answered"),
        AnswerFault::TooLong { length, max } => {
            let count = Argument::from(length.saturating_sub(*max));
            language.say_with("respondent-fault-too-long", &[("count", count)])
        }
        _ => language.say("respondent-fault-other"),
    }
}
