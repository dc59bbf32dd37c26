//! When an answer opens a case.

use heard_model::case::RuleDefinition;
use heard_model::fact::{FactKind, FactScore, SCORE_MAX};
use heard_model::unit::UnitTree;
use heard_model::{SurveyId, UnitId};
use jiff::{Timestamp, ToSpan};

/// The most words that a rule may look for.
pub const MAX_WORDS: usize = 50;
/// The longest deadline, in hours: a year.
pub const MAX_DUE_IN_HOURS: u32 = 8_760;

/// What a rule sees of a response.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its survey.
    pub survey: SurveyId,
    /// Its unit.
    pub unit: UnitId,
    /// Its touchpoint.
    pub touchpoint: Option<&'a str>,
    /// Its scored answers.
    pub scores: &'a [FactScore],
    /// Its words, all text answers.
    pub words: &'a [&'a str],
}

/// Why a rule opened a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// The question whose score was low; absent when words alone were the reason.
    pub question: Option<String>,
    /// That score.
    pub score: Option<u8>,
}

/// Whether every condition of an enabled rule holds, and why. A rule without a condition on
/// scores or words never opens a case.
pub fn matches(rule: &RuleDefinition, candidate: &Candidate<'_>, units: &UnitTree) -> Option<Trigger> {
    let is_about_it = rule.enabled
        && rule.survey.is_none_or(|survey| survey == candidate.survey)
        && rule.unit.is_none_or(|unit| units.branch(unit).contains(&candidate.unit))
        && rule.touchpoint.as_deref().is_none_or(|touchpoint| candidate.touchpoint == Some(touchpoint));
    if !is_about_it || (rule.score_at_most.is_none() && rule.words.is_empty()) {
        return None;
    }
    if !rule.words.is_empty() && !holds_a_word(&rule.words, candidate.words) {
        return None;
    }
    match rule.score_at_most {
        None => Some(Trigger { question: None, score: None }),
        Some(limit) => lowest_score(rule.question.as_deref(), candidate.scores)
            .filter(|lowest| lowest.score <= limit)
            .map(|lowest| Trigger { question: Some(lowest.question.clone()), score: Some(lowest.score) }),
    }
}

/// The lowest score of the asked question, or of any scored question, by share of its scale.
fn lowest_score<'a>(question: Option<&str>, scores: &'a [FactScore]) -> Option<&'a FactScore> {
    scores
        .iter()
        .filter(|answer| is_satisfaction(answer.kind) && answer.score <= SCORE_MAX)
        .filter(|answer| question.is_none_or(|question| answer.question == question))
        .min_by(|a, b| share_of_scale(a).total_cmp(&share_of_scale(b)))
}

fn is_satisfaction(kind: FactKind) -> bool {
    matches!(
        kind,
        FactKind::Nps
            | FactKind::Nps1To10
            | FactKind::Csat
            | FactKind::Ces
            | FactKind::Rating
            | FactKind::Likert
    )
}

fn share_of_scale(answer: &FactScore) -> f64 {
    let range = f64::from(answer.scale.max.saturating_sub(answer.scale.min)).max(1.0);
    f64::from(answer.score.saturating_sub(answer.scale.min)) / range
}

fn holds_a_word(wanted: &[String], texts: &[&str]) -> bool {
    texts.iter().any(|text| {
        let text = text.to_lowercase();
        wanted.iter().any(|word| text.contains(&word.to_lowercase()))
    })
}

/// When a case opened now must be closed.
pub fn due_at(rule: &RuleDefinition, opened_at: Timestamp) -> Timestamp {
    opened_at.checked_add(i64::from(rule.due_in_hours).hours()).unwrap_or(Timestamp::MAX)
}

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleProblem {
    /// No name, or a long one.
    #[error("name must have 1 to 200 characters")]
    Name,
    /// Neither score nor words.
    #[error("give score_at_most or words, or the rule would never open a case")]
    NoCondition,
    /// Too many words, or an empty or long one.
    #[error("words must be at most {MAX_WORDS}, each of 1 to 100 characters")]
    Words,
    /// No deadline, or a far one.
    #[error("due_in_hours must be 1 to {MAX_DUE_IN_HOURS}")]
    Deadline,
}

impl RuleProblem {
    /// The JSON pointer of the field.
    pub fn pointer(&self) -> &'static str {
        match self {
            Self::Name => "/name",
            Self::NoCondition => "/score_at_most",
            Self::Words => "/words",
            Self::Deadline => "/due_in_hours",
        }
    }
}

/// Everything that is wrong with a rule; nothing if it may be stored.
pub fn check_rule(rule: &RuleDefinition) -> Vec<RuleProblem> {
    let mut problems = Vec::new();
    if rule.name.trim().is_empty() || rule.name.chars().count() > 200 {
        problems.push(RuleProblem::Name);
    }
    if rule.score_at_most.is_none() && rule.words.is_empty() {
        problems.push(RuleProblem::NoCondition);
    }
    let is_bad = |word: &String| word.trim().is_empty() || word.chars().count() > 100;
    if rule.words.len() > MAX_WORDS || rule.words.iter().any(is_bad) {
        problems.push(RuleProblem::Words);
    }
    if rule.due_in_hours == 0 || rule.due_in_hours > MAX_DUE_IN_HOURS {
        problems.push(RuleProblem::Deadline);
    }
    problems
}

#[cfg(test)]
mod tests {
    use heard_model::survey::Scale;
    use heard_model::unit::OrganisationUnit;
    use proptest::prelude::*;

    use super::*;

    fn rule(json: &str) -> RuleDefinition {
        serde_json::from_str(json).unwrap()
    }

    fn score(question: &str, kind: FactKind, max: u8, score: u8) -> FactScore {
        let min = u8::from(kind != FactKind::Nps);
        FactScore { question: question.to_owned(), kind, scale: Scale { min, max }, score, choice: None }
    }

    fn id(text: &str) -> UnitId {
        text.parse().unwrap()
    }

    const SURVEY: &str = "00000000-0000-0000-0000-000000000009";
    const ROOT: &str = "00000000-0000-0000-0000-000000000001";
    const SHOP: &str = "00000000-0000-0000-0000-000000000002";

    fn units() -> UnitTree {
        let unit =
            |unit: &str, parent| OrganisationUnit { id: id(unit), parent, name: String::new(), code: None };
        UnitTree::new(vec![unit(ROOT, None), unit(SHOP, Some(id(ROOT)))])
    }

    fn opens(rule_json: &str, scores: &[FactScore], words: &[&str]) -> Option<Trigger> {
        let candidate = Candidate {
            survey: SURVEY.parse().unwrap(),
            unit: id(SHOP),
            touchpoint: Some("delivery"),
            scores,
            words,
        };
        matches(&rule(rule_json), &candidate, &units())
    }

    #[test]
    fn a_low_score_opens_a_case_and_says_which() {
        let scores = [score("nps", FactKind::Nps, 10, 3), score("csat", FactKind::Csat, 5, 4)];
        let trigger = opens(r#"{"name":"low","score_at_most":6,"due_in_hours":24}"#, &scores, &[]).unwrap();
        assert_eq!(trigger, Trigger { question: Some("nps".to_owned()), score: Some(3) });
        assert!(opens(r#"{"name":"low","score_at_most":2,"due_in_hours":24}"#, &scores, &[]).is_none());
        let only_csat = r#"{"name":"low","question":"csat","score_at_most":2,"due_in_hours":24}"#;
        assert!(opens(only_csat, &scores, &[]).is_none());
    }

    #[test]
    fn words_are_found_whatever_the_case_of_letters() {
        let by_word = r#"{"name":"w","words":["lawyer","ÜGYVÉD"],"due_in_hours":24}"#;
        assert!(opens(by_word, &[], &["I shall call my Lawyer."]).is_some());
        assert!(opens(by_word, &[], &["szólok az ügyvédemnek"]).is_some());
        assert!(opens(by_word, &[], &["all is well"]).is_none());
    }

    #[test]
    fn every_condition_must_hold() {
        let scores = [score("csat", FactKind::Csat, 5, 1)];
        for (extra, expected) in [
            (r#""touchpoint":"delivery""#, true),
            (r#""touchpoint":"checkout""#, false),
            (&format!(r#""unit":"{ROOT}""#), true),
            (r#""unit":"00000000-0000-0000-0000-000000000003""#, false),
            (&format!(r#""survey":"{ROOT}""#), false),
            (r#""words":["late"]"#, false),
            (r#""enabled":false"#, false),
        ] {
            let json = format!(r#"{{"name":"r","score_at_most":2,"due_in_hours":1,{extra}}}"#);
            assert_eq!(opens(&json, &scores, &[]).is_some(), expected, "{extra}");
        }
    }

    #[test]
    fn skipped_and_choice_answers_never_open_a_case() {
        let skipped = [
            score("csat", FactKind::Csat, 5, heard_model::fact::SCORE_SKIPPED),
            score("what", FactKind::SingleChoice, 1, 1),
            score("", FactKind::Response, 1, 1),
        ];
        assert!(opens(r#"{"name":"r","score_at_most":250,"due_in_hours":1}"#, &skipped, &[]).is_none());
    }

    #[test]
    fn a_rule_that_cannot_work_is_refused() {
        assert_eq!(check_rule(&rule(r#"{"name":" ","due_in_hours":0}"#)).len(), 3);
        assert_eq!(check_rule(&rule(r#"{"name":"a","words":[""],"due_in_hours":9000}"#)).len(), 2);
        assert!(check_rule(&rule(r#"{"name":"a","score_at_most":6,"due_in_hours":48}"#)).is_empty());
    }

    proptest! {
        #[test]
        fn a_rule_matches_exactly_the_scores_at_or_below_its_limit(limit in 0u8..=10, given in 0u8..=10) {
            let json = format!(r#"{{"name":"r","score_at_most":{limit},"due_in_hours":1}}"#);
            let opened = opens(&json, &[score("nps", FactKind::Nps, 10, given)], &[]).is_some();
            prop_assert_eq!(opened, given <= limit);
        }
    }
}
