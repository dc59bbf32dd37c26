//! The mail about a case that was opened or given to somebody, in the reader's language.

use heard_language::{Argument, message};
use heard_model::case::Case;
use heard_model::person::User;
use heard_model::settings::Workspace;
use heard_model::survey::{Scale, SurveyDefinition};
use heard_model::{CaseId, Scope};
use heard_store::{Delivery, Store, StoreError};
use jiff::tz::TimeZone;

use crate::alert::CASE_OPENED;

/// A mail ready to be sent.
pub(super) struct Written {
    pub(super) subject: String,
    pub(super) body: String,
}

/// What the mail tells, gathered.
struct Facts<'a> {
    workspace: &'a Workspace,
    case: &'a Case,
    person: &'a User,
    unit: String,
    survey: Option<SurveyDefinition>,
    rule: Option<String>,
    url: String,
}

/// Writes the mail; `None` when the case is not there any more.
pub(super) async fn write(
    store: &Store,
    delivery: &Delivery,
    case: CaseId,
    person: &User,
    public_url: &str,
) -> Result<Option<Written>, StoreError> {
    let scope = Scope::all(delivery.workspace);
    let Some(workspace) = store.workspaces().get(delivery.workspace).await? else { return Ok(None) };
    let Some(case) = store.cases().get(&scope, case).await? else { return Ok(None) };
    let units = store.units().tree(workspace.id).await?;
    let rule = match case.rule {
        // Who was given the case is told because of that, not because of a rule.
        Some(rule) if delivery.message.topic == CASE_OPENED => store.rules().get(workspace.id, rule).await?,
        _ => None,
    };
    let facts = Facts {
        unit: units.get(case.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        survey: store.surveys().published(case.survey).await?.map(|survey| survey.version.definition),
        rule: rule.map(|rule| rule.definition.name),
        url: format!("{public_url}/cases/{}", case.id),
        workspace: &workspace,
        case: &case,
        person,
    };
    Ok(Some(facts.write()))
}

impl Facts<'_> {
    fn write(&self) -> Written {
        Written { subject: self.subject(), body: self.body() }
    }

    fn say(&self, id: &str, arguments: &[(&str, Argument)]) -> String {
        message(self.person.language, id, arguments)
    }

    fn subject(&self) -> String {
        let number = ("number", Argument::from(self.case.number));
        let unit = ("unit", Argument::from(self.unit.as_str()));
        match self.scored() {
            Some((score, scale)) => self.say(
                "mail-case-subject",
                &[number, unit, ("score", score.into()), ("min", scale.0.into()), ("max", scale.1.into())],
            ),
            None => self.say("mail-case-subject-words", &[number, unit]),
        }
    }

    fn body(&self) -> String {
        let mut lines = vec![
            self.say("mail-greeting", &[("name", self.person.name.as_str().into())]),
            String::new(),
            self.say("mail-case-opening", &[]),
            self.say(
                match self.case.owner {
                    Some(owner) if owner == self.person.id => "mail-case-yours",
                    _ => "mail-case-nobody",
                },
                &[],
            ),
            self.due(),
            String::new(),
        ];
        lines.extend(self.details());
        lines.extend([String::new(), self.say("mail-case-open", &[]), self.url.clone(), String::new()]);
        if let Some(rule) = &self.rule {
            lines.push(self.say("mail-case-why", &[("rule", rule.as_str().into())]));
        }
        if self.workspace.simulated {
            lines.push(self.say("mail-simulated", &[]));
        }
        lines.push(self.say("mail-signature", &[("company", self.workspace.settings.name.as_str().into())]));
        lines.join("\n")
    }

    fn due(&self) -> String {
        let zone = TimeZone::get(&self.workspace.settings.zone).unwrap_or(TimeZone::UTC);
        let due = self.case.due_at.to_zoned(zone).datetime();
        self.say("mail-case-due", &[("due", Argument::DateTime(due, self.workspace.settings.calendar))])
    }

    fn details(&self) -> Vec<String> {
        let mut details = Vec::new();
        if let Some((score, scale)) = self.scored() {
            let arguments = [("score", score.into()), ("min", scale.0.into()), ("max", scale.1.into())];
            details.push(self.say("mail-case-score", &arguments));
        }
        if let Some(question) = self.question_text() {
            details.push(self.say("mail-case-question", &[("question", question.into())]));
        }
        if let Some(title) = self.survey.as_ref().map(|survey| self.in_language(&survey.title, survey)) {
            details.push(self.say("mail-case-survey", &[("survey", title.into())]));
        }
        details.push(self.say("mail-case-unit", &[("unit", self.unit.as_str().into())]));
        if let Some(touchpoint) = &self.case.touchpoint {
            details.push(self.say("mail-case-touchpoint", &[("touchpoint", touchpoint.as_str().into())]));
        }
        details
    }

    /// The score with its scale's ends.
    fn scored(&self) -> Option<(u32, (u32, u32))> {
        let Scale { min, max } = self.question()?.kind.scale()?;
        Some((u32::from(self.case.score?), (u32::from(min), u32::from(max))))
    }

    fn question(&self) -> Option<&heard_model::survey::Question> {
        // A statement of a matrix is named `question.row`.
        let key = self.case.question.as_deref()?.split('.').next()?;
        self.survey.as_ref()?.questions.iter().find(|question| question.key == key)
    }

    fn question_text(&self) -> Option<String> {
        let survey = self.survey.as_ref()?;
        self.question().map(|question| self.in_language(&question.text, survey))
    }

    fn in_language(&self, text: &heard_model::LocalizedText, survey: &SurveyDefinition) -> String {
        let base = survey.languages.first().map_or("en", String::as_str);
        text.get(self.person.language.tag(), base).to_owned()
    }
}
