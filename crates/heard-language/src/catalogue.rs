//! The catalogue: every message of every language, embedded at compile time.

use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions, FluentNumberStyle};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use heard_model::InterfaceLanguage;
use intl_memoizer::concurrent::IntlLangMemoizer;

use crate::argument::{Argument, Moment};
use crate::date::{DateStyle, format_date, format_date_time};
use crate::number::{Digits, Sign, format_decimal, format_percent_digits};

/// A file of the catalogue as it was when this was compiled.
#[derive(Clone, Copy, Debug)]
pub struct CatalogueFile {
    /// The language's tag: the name of the folder.
    pub tag: &'static str,
    /// The file's name.
    pub name: &'static str,
    /// What stands in it.
    pub text: &'static str,
}

/// The catalogue's files, by language and name.
pub const CATALOGUE_FILES: &[CatalogueFile] = include!(concat!(env!("OUT_DIR"), "/catalogue_files.rs"));

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: [OnceLock<Bundle>; InterfaceLanguage::ALL.len()] =
    [const { OnceLock::new() }; InterfaceLanguage::ALL.len()];

/// The message `id` in `language`, else in English, else the id itself (a test keeps all
/// languages complete, so only a mistyped id ends there). `id.attribute` reads an attribute.
pub fn message(language: InterfaceLanguage, id: &str, arguments: &[(&str, Argument)]) -> String {
    [language, InterfaceLanguage::En]
        .into_iter()
        .find_map(|language| format(language, id, arguments))
        .unwrap_or_else(|| id.to_owned())
}

/// Whether `language` itself has the message `id`.
pub fn has_message(language: InterfaceLanguage, id: &str) -> bool {
    bundle(language).has_message(id)
}

fn format(language: InterfaceLanguage, id: &str, arguments: &[(&str, Argument)]) -> Option<String> {
    let bundle = bundle(language);
    let (message_id, attribute) = id.split_once('.').map_or((id, None), |(id, name)| (id, Some(name)));
    let message = bundle.get_message(message_id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut values = FluentArgs::with_capacity(arguments.len());
    for (name, argument) in arguments {
        values.set(*name, argument.to_fluent(language.is_right_to_left()));
    }
    // An error here is a variable that was not given; Fluent prints `{$name}` in its place.
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned())
}

fn bundle(language: InterfaceLanguage) -> &'static Bundle {
    BUNDLES[language as usize].get_or_init(|| new_bundle(language))
}

#[expect(clippy::expect_used, reason = "everything here is part of the program; the tests make every bundle")]
fn new_bundle(language: InterfaceLanguage) -> Bundle {
    let locale = language.tag().parse().expect("the tags of the interface's languages are well formed");
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // Isolation is done by `Argument`, only where directions meet.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(number_formatter(language)));
    bundle.add_function("NUMBER", number_function).expect("a new bundle has no functions");
    bundle
        .add_function("DATETIME", move |values, options| date_time_function(language, values, options))
        .expect("a new bundle has no such function");
    for file in CATALOGUE_FILES.iter().filter(|file| file.tag == language.tag()) {
        // What cannot be parsed, or stands twice, is found by the tests; what can is served.
        let resource = FluentResource::try_new(file.text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource(resource).ok();
    }
    bundle
}

type NumberFormatter = fn(&FluentValue, &IntlLangMemoizer) -> Option<String>;

/// Fluent takes a plain function, without the language, so each language has one.
fn number_formatter(language: InterfaceLanguage) -> NumberFormatter {
    match language {
        InterfaceLanguage::En => |value, _| format_value(InterfaceLanguage::En, value),
        InterfaceLanguage::Hu => |value, _| format_value(InterfaceLanguage::Hu, value),
        InterfaceLanguage::Ro => |value, _| format_value(InterfaceLanguage::Ro, value),
        InterfaceLanguage::Fi => |value, _| format_value(InterfaceLanguage::Fi, value),
        InterfaceLanguage::Fa => |value, _| format_value(InterfaceLanguage::Fa, value),
    }
}

fn format_value(language: InterfaceLanguage, value: &FluentValue) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(format_fluent_number(language, number)),
        _ => None,
    }
}

/// Prints a number by the options that ECMA-402 knows too.
fn format_fluent_number(language: InterfaceLanguage, number: &FluentNumber) -> String {
    let options = &number.options;
    let is_percent = options.style == FluentNumberStyle::Percent;
    let usual_maximum = if is_percent { 0 } else { 3 };
    let minimum = options.minimum_fraction_digits.unwrap_or(0).min(usize::from(Digits::MOST));
    let maximum = options.maximum_fraction_digits.unwrap_or(usual_maximum).min(usize::from(Digits::MOST));
    let digits = Digits {
        minimum: u8::try_from(minimum).unwrap_or(Digits::MOST),
        maximum: u8::try_from(maximum.max(minimum)).unwrap_or(Digits::MOST),
        grouping: options.use_grouping,
    };
    if is_percent {
        format_percent_digits(language, number.value, digits, Sign::Negative)
    } else {
        format_decimal(language, number.value, digits, Sign::Negative)
    }
}

fn number_function<'a>(values: &[FluentValue<'a>], options: &FluentArgs) -> FluentValue<'a> {
    let Some(FluentValue::Number(number)) = values.first() else {
        return FluentValue::Error;
    };
    let mut merged: FluentNumberOptions = number.options.clone();
    merged.merge(options);
    FluentValue::Number(FluentNumber::new(number.value, merged))
}

fn date_time_function<'a>(
    language: InterfaceLanguage,
    values: &[FluentValue<'a>],
    options: &FluentArgs,
) -> FluentValue<'a> {
    let Some(FluentValue::Custom(value)) = values.first() else {
        return FluentValue::Error;
    };
    let Some(moment) = value.as_any().downcast_ref::<Moment>() else {
        return FluentValue::Error;
    };
    let style = match options.get("dateStyle") {
        Some(FluentValue::String(name)) => DateStyle::from_name(name).unwrap_or(DateStyle::Medium),
        _ => DateStyle::Medium,
    };
    let text = if moment.with_time && options.get("timeStyle").is_some() {
        format_date_time(language, moment.calendar, moment.moment)
    } else {
        format_date(language, moment.calendar, moment.moment.date(), style)
    };
    FluentValue::String(text.into())
}
