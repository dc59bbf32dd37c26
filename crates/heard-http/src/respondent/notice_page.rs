//! Pages that only say something: closed, not found, busy, withdrawn; and "withdraw?".

use askama::Template;

use super::form_page::Asker;
use super::frame::Frame;
use super::locale::PageLanguage;

/// What a page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The survey takes no more answers.
    Closed,
    /// There is no such survey.
    Missing,
    /// Heard cannot take the answer right now.
    Busy,
    /// The form cannot be read.
    Unreadable,
    /// The form was sent before, with other answers.
    Received,
    /// The answers are withdrawn.
    Withdrawn,
    /// There is no such receipt.
    NoReceipt,
}

impl Notice {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Closed,
        Self::Missing,
        Self::Busy,
        Self::Unreadable,
        Self::Received,
        Self::Withdrawn,
        Self::NoReceipt,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Missing => "missing",
            Self::Busy => "busy",
            Self::Unreadable => "unreadable",
            Self::Received => "received",
            Self::Withdrawn => "withdrawn",
            Self::NoReceipt => "no-receipt",
        }
    }
}

/// A page that says something.
#[derive(Template)]
#[template(path = "respondent/notice.html", whitespace = "minimize")]
pub struct NoticePage {
    frame: Frame,
    heading: String,
    body: String,
    link: Option<(String, String)>,
}

impl NoticePage {
    /// The page of a notice.
    pub fn new(notice: Notice, asker: &Asker, language: &PageLanguage) -> Self {
        let heading = language.say(&format!("respondent-{}-title", notice.name()));
        Self {
            frame: Frame {
                language: language.clone(),
                title: heading.clone(),
                company: asker.company.clone(),
                simulated: asker.simulated,
            },
            heading,
            body: language.say(&format!("respondent-{}-body", notice.name())),
            link: None,
        }
    }

    /// With a link to a receipt.
    #[must_use]
    pub fn with_receipt(mut self, receipt: &str) -> Self {
        let text = self.frame.say("respondent-received-open");
        self.link = Some((format!("/r/{receipt}"), text));
        self
    }
}

/// The question before a withdrawal.
#[derive(Template)]
#[template(path = "respondent/withdraw.html", whitespace = "minimize")]
pub struct WithdrawPage<'a> {
    frame: Frame,
    receipt: &'a str,
}

impl<'a> WithdrawPage<'a> {
    /// The question about a receipt's response.
    pub fn new(receipt: &'a str, asker: &Asker, language: &PageLanguage) -> Self {
        let frame = Frame {
            language: language.clone(),
            title: language.say("respondent-withdraw-title"),
            company: asker.company.clone(),
            simulated: asker.simulated,
        };
        Self { frame, receipt }
    }
}
