//! Every message stands in all languages, with the same variables, and can be parsed.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;
use heard_language::{Argument, CATALOGUE_FILES, has_message, message};
use heard_model::InterfaceLanguage;
use heard_model::calendar::Calendar;
use heard_model::metric::MetricId;

type Messages = BTreeMap<String, Variables>;

/// The variables that a message names.
#[derive(Default)]
struct Variables {
    /// Those that readers see.
    printed: BTreeSet<String>,
    /// Those that choose a form.
    choosing: BTreeSet<String>,
}

impl Variables {
    fn all(&self) -> BTreeSet<String> {
        self.printed.union(&self.choosing).cloned().collect()
    }
}

/// The messages of a language, `id` or `id.attribute`, with the variables that each names.
fn messages(tag: &str) -> Messages {
    let mut messages = Messages::new();
    for file in CATALOGUE_FILES.iter().filter(|file| file.tag == tag) {
        let resource = parser::parse(file.text)
            .unwrap_or_else(|(_, errors)| panic!("{tag}/{} cannot be parsed: {errors:?}", file.name));
        for entry in resource.body {
            let Entry::Message(entry) = entry else { continue };
            let patterns = entry.value.iter().map(|value| (entry.id.name.to_owned(), value)).chain(
                entry
                    .attributes
                    .iter()
                    .map(|attribute| (format!("{}.{}", entry.id.name, attribute.id.name), &attribute.value)),
            );
            for (id, pattern) in patterns {
                let mut variables = Variables::default();
                collect_pattern(pattern, &mut variables);
                let first = messages.insert(id.clone(), variables).is_none();
                assert!(first, "{tag}/{}: {id} stands twice", file.name);
            }
        }
    }
    messages
}

fn collect_pattern(pattern: &Pattern<&str>, variables: &mut Variables) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect_expression(expression, variables);
        }
    }
}

fn collect_expression(expression: &Expression<&str>, variables: &mut Variables) {
    match expression {
        Expression::Inline(inline) => collect_inline(inline, variables),
        Expression::Select { selector, variants } => {
            let mut choosing = Variables::default();
            collect_inline(selector, &mut choosing);
            variables.choosing.extend(choosing.printed);
            for variant in variants {
                collect_pattern(&variant.value, variables);
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<&str>, variables: &mut Variables) {
    match inline {
        InlineExpression::VariableReference { id } => {
            variables.printed.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            positional.iter().for_each(|argument| collect_inline(argument, variables));
        }
        InlineExpression::Placeable { expression } => collect_expression(expression, variables),
        _ => {}
    }
}

#[test]
fn every_language_is_whole() {
    let english = messages("en");
    assert!(english.len() > 80);
    let mut faults = Vec::new();
    for language in InterfaceLanguage::ALL {
        let own = messages(language.tag());
        let tag = language.tag();
        faults
            .extend(english.keys().filter(|id| !own.contains_key(*id)).map(|id| format!("{tag} lacks {id}")));
        faults.extend(
            own.keys()
                .filter(|id| !english.contains_key(*id))
                .map(|id| format!("{tag} has {id}, English not")),
        );
        for (id, variables) in &own {
            let known = english.get(id).map(Variables::all).unwrap_or_default();
            faults.extend(
                variables
                    .all()
                    .difference(&known)
                    .map(|name| format!("{tag}: {id} names the unknown variable {name}")),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What an English reader is told, others are told too; how many forms that takes is their own.
#[test]
fn no_language_loses_a_variable() {
    let english = messages("en");
    let mut faults = Vec::new();
    for language in InterfaceLanguage::ALL {
        for (id, variables) in messages(language.tag()) {
            let missing = english[&id].printed.difference(&variables.printed);
            faults.extend(missing.map(|name| format!("{language:?}: {id} does not say {name}")));
        }
    }
    // The Hungarian line says "the company" where a suffix on a name would be wrong, the Finnish too.
    faults.retain(|fault| !fault.ends_with("respondent-next-kept does not say company"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_metric_is_explained() {
    for metric in MetricId::ALL {
        let id = serde_json::to_value(metric).unwrap().as_str().unwrap().replace('_', "-");
        for part in ["name", "description", "formula"] {
            let key = format!("metric-{id}-{part}");
            assert!(has_message(InterfaceLanguage::En, &key), "{key} is missing");
        }
    }
}

#[test]
fn an_unknown_message_is_its_own_id() {
    assert_eq!(message(InterfaceLanguage::Fa, "no-such-message", &[]), "no-such-message");
}

#[test]
fn numbers_and_days_in_messages_follow_the_language() {
    let at = Argument::DateTime(jiff::civil::date(2026, 11, 3).at(16, 5, 0, 0), Calendar::SolarHijri);
    assert_eq!(
        message(InterfaceLanguage::Fa, "respondent-sent-at", &[("at", at)]),
        "زمان ارسال: ۱۲ آبان ۱۴۰۵، ۱۶:۰۵"
    );
    let at = Argument::DateTime(jiff::civil::date(2026, 11, 3).at(16, 5, 0, 0), Calendar::Gregorian);
    assert_eq!(
        message(InterfaceLanguage::Fi, "respondent-sent-at", &[("at", at)]),
        "Lähetetty: 3.11.2026 klo 16.05"
    );
    assert_eq!(
        message(InterfaceLanguage::En, "respondent-fault-too-long", &[("count", Argument::from(1_200_i64))]),
        "This is 1,200 characters too long."
    );
    assert_eq!(
        message(InterfaceLanguage::Ro, "respondent-errors", &[("count", Argument::from(20_i64))]),
        "20 de lucruri mai trebuie verificate"
    );
}
