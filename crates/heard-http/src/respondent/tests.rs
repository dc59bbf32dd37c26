//! The pages as they are sent: snapshots, sizes, hostile texts, forms that come back.

use askama::Template;
use heard_intake::{AnswerFault, AnswerProblem, templates::templates};
use heard_model::LocalizedText;
use heard_model::response::Answers;
use heard_model::survey::{Choice, Question, QuestionKind, SurveyDefinition, SurveyVersion};
use heard_model::{InterfaceLanguage, SurveyId};
use jiff::civil::date;
use serde_json::json;
use uuid::Uuid;

use super::entered::{Entered, Faults, field_name};
use super::form_page::{Asker, FormPage, Purpose};
use super::html::STYLE;
use super::locale::PageLanguage;
use super::notice_page::{Notice, NoticePage, WithdrawPage};
use super::receipt_page::{ReceiptPage, Said};

/// What a page may weigh.
const MOST_BYTES: usize = 15_000;
const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAA";
const RECEIPT: &str = "AaIEPnQQePGfa66p_5ZwOlOBWSvTlbJyySamFtl72vQ";

fn version(definition: SurveyDefinition) -> SurveyVersion {
    SurveyVersion { survey: SurveyId(Uuid::from_u128(7)), version: 3, definition }
}

fn asker() -> Asker {
    Asker { company: "Lumen & Co".to_owned(), simulated: true }
}

fn both(english: &str, persian: &str) -> LocalizedText {
    LocalizedText::from([("en", english), ("fa", persian)])
}

fn question(key: &str, text: LocalizedText, kind: QuestionKind) -> Question {
    Question {
        key: key.to_owned(),
        text,
        help: LocalizedText::default(),
        required: false,
        low: both("Bad", "بد"),
        high: both("Good", "خوب"),
        kind,
    }
}

fn choices() -> Vec<Choice> {
    vec![
        Choice { key: "price".to_owned(), text: both("Price", "قیمت") },
        Choice { key: "speed".to_owned(), text: both("Speed", "سرعت") },
    ]
}

/// A survey with each kind of question once.
fn every_kind() -> SurveyVersion {
    let mut questions = vec![
        question("nps", both("Recommend?", "توصیه می‌کنید؟"), QuestionKind::Nps),
        question("nps10", both("From 1 to 10?", ""), QuestionKind::Nps1To10),
        question("csat", both("Satisfied?", "راضی هستید؟"), QuestionKind::Csat),
        question("ces", both("Easy?", "آسان بود؟"), QuestionKind::Ces { points: 7 }),
        question("rating", both("Rate it", "امتیاز دهید"), QuestionKind::Rating { points: 3 }),
        question("one", both("Which?", "کدام؟"), QuestionKind::SingleChoice { choices: choices() }),
        question("many", both("Which ones?", "کدام‌ها؟"), QuestionKind::MultipleChoice { choices: choices() }),
        question("grid", both("Agree?", "موافقید؟"), QuestionKind::Matrix { points: 4, rows: choices() }),
        question("word", both("One word?", "یک کلمه؟"), QuestionKind::Text { long: false }),
        question("words", both("Why?", "چرا؟"), QuestionKind::Text { long: true }),
    ];
    questions[0].required = true;
    questions[0].help = both("Be honest.", "راستش را بگویید.");
    version(SurveyDefinition {
        title: both("How was it?", "چطور بود؟"),
        introduction: both("A minute.", "یک دقیقه."),
        languages: vec!["en".to_owned(), "fa".to_owned()],
        questions,
        ..SurveyDefinition::default()
    })
}

fn form(version: &SurveyVersion, tag: &str, entered: &Entered, faults: &Faults) -> String {
    let language = PageLanguage::of(tag);
    let purpose = Purpose::Answer { key: KEY };
    FormPage::new(version, &asker(), &language, purpose, entered, faults).render().unwrap()
}

fn correction(version: &SurveyVersion, tag: &str, answers: &Answers) -> String {
    let language = PageLanguage::of(tag);
    let purpose = Purpose::Correct { receipt: RECEIPT };
    let entered = Entered::of_answers(answers);
    FormPage::new(version, &asker(), &language, purpose, &entered, &Faults::default()).render().unwrap()
}

fn receipt(version: &SurveyVersion, tag: &str, answers: &Answers) -> String {
    let said = Said {
        version,
        answers,
        sent_at: date(2026, 11, 3).at(16, 5, 0, 0),
        corrected_at: Some(date(2026, 11, 4).at(9, 7, 0, 0)),
    };
    ReceiptPage::new(RECEIPT, &said, &asker(), &PageLanguage::of(tag), true).render().unwrap()
}

/// The page without its style sheet and blank lines.
fn bare(page: &str) -> String {
    let page = page.replace(STYLE.as_str(), "…");
    page.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

fn answers() -> Answers {
    serde_json::from_value(json!({
        "nps": 9, "csat": 2, "one": "price", "many": ["price", "speed"],
        "grid": {"price": 1, "speed": 4}, "words": "Quick\n<b>but</b> سرد",
    }))
    .unwrap()
}

#[test]
fn the_form_in_english_and_persian() {
    let version = every_kind();
    for tag in ["en", "fa"] {
        let page = form(&version, tag, &Entered::default(), &Faults::default());
        insta::assert_snapshot!(format!("form_{tag}"), bare(&page));
    }
}

#[test]
fn what_is_amiss_stands_above_and_beside_and_nothing_entered_is_lost() {
    let version = every_kind();
    let problem = |path: &str, fault| AnswerProblem { path: path.to_owned(), fault };
    let problems = vec![
        problem("/answers/nps", AnswerFault::Required),
        problem("/answers/grid/speed", AnswerFault::Required),
        problem("/answers/words", AnswerFault::TooLong { length: 10_020, max: 10_000 }),
        problem(
            "/answers/evil",
            AnswerFault::UnknownQuestion { key: "evil".to_owned(), known: String::new() },
        ),
    ];
    let faults = Faults::of(&version, problems);
    let entered =
        Entered::parse(b"q.csat=2&q.many=speed&q.grid.price=3&q.words=%0A%3C/textarea%3E&q.word=%22x")
            .unwrap();
    for tag in ["en", "fa"] {
        insta::assert_snapshot!(format!("errors_{tag}"), bare(&form(&version, tag, &entered, &faults)));
    }
}

#[test]
fn the_receipt_and_its_correction() {
    let version = every_kind();
    for tag in ["en", "fa"] {
        insta::assert_snapshot!(format!("receipt_{tag}"), bare(&receipt(&version, tag, &answers())));
        insta::assert_snapshot!(format!("correction_{tag}"), bare(&correction(&version, tag, &answers())));
    }
}

#[test]
fn every_page_of_every_template_in_every_language_is_light() {
    for template in templates() {
        let version = version(template.definition.clone());
        let problems = version.definition.questions.iter().map(|question| AnswerProblem {
            path: format!("/answers/{}", question.key),
            fault: AnswerFault::Required,
        });
        let faults = Faults::of(&version, problems.collect());
        for language in InterfaceLanguage::ALL {
            let tag = language.tag();
            let pages = [
                form(&version, tag, &Entered::default(), &Faults::default()),
                form(&version, tag, &Entered::default(), &faults),
                correction(&version, tag, &Answers::new()),
                receipt(&version, tag, &Answers::new()),
            ];
            for page in pages {
                assert!(page.len() < MOST_BYTES, "{} in {tag} weighs {}", template.key, page.len());
            }
        }
    }
}

#[test]
fn notices_speak_every_language() {
    for language in InterfaceLanguage::ALL.map(|language| PageLanguage::of(language.tag())) {
        for notice in Notice::ALL {
            let page = NoticePage::new(notice, &asker(), &language).with_receipt(RECEIPT).render().unwrap();
            assert!(!page.contains("respondent-"), "{notice:?} in {} shows a key", language.tag);
            assert!(page.len() < MOST_BYTES);
        }
        let page = WithdrawPage::new(RECEIPT, &asker(), &language).render().unwrap();
        assert!(!page.contains("respondent-"));
    }
}

#[test]
fn hostile_texts_stay_texts() {
    const HOSTILE: &str = r#""><script>alert(1)</script><img src=x onerror='a'></textarea>&"#;
    let mut version = every_kind();
    version.definition.title = both(HOSTILE, HOSTILE);
    version.definition.thanks = both(HOSTILE, HOSTILE);
    for question in &mut version.definition.questions {
        for text in [&mut question.text, &mut question.help, &mut question.low, &mut question.high] {
            *text = both(HOSTILE, HOSTILE);
        }
    }
    let asker = Asker { company: HOSTILE.to_owned(), simulated: false };
    let entered = Entered::parse(
        format!("q.word={}&q.words={}&q.nps={}", encode(HOSTILE), encode(HOSTILE), encode(HOSTILE))
            .as_bytes(),
    )
    .unwrap();
    let language = PageLanguage::of("en");
    let purpose = Purpose::Answer { key: HOSTILE };
    let answers: Answers = serde_json::from_value(json!({"words": HOSTILE, "word": HOSTILE})).unwrap();
    let said = Said {
        version: &version,
        answers: &answers,
        sent_at: date(2026, 1, 1).at(0, 0, 0, 0),
        corrected_at: None,
    };
    for page in [
        FormPage::new(&version, &asker, &language, purpose, &entered, &Faults::default()).render().unwrap(),
        ReceiptPage::new(RECEIPT, &said, &asker, &language, false).render().unwrap(),
        NoticePage::new(Notice::Closed, &asker, &language).render().unwrap(),
    ] {
        assert!(page.contains("script"), "the text is shown");
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("onerror='"), "{page}");
        assert!(page.matches("</textarea>").count() <= 1);
        assert!(!page.contains("style="), "a style attribute would be refused by the policy");
    }
}

/// What a browser sends for the page: all checked and filled fields.
fn submitted(page: &str) -> String {
    let mut fields = Vec::new();
    for input in page.split("<input ").skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
        let attribute = |name: &str| {
            input
                .split(&format!("{name}=\""))
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .unwrap_or_default()
        };
        let is_choice = matches!(attribute("type"), "radio" | "checkbox");
        if !is_choice || input.ends_with(" checked") || input.contains(" checked ") {
            fields.push(format!("{}={}", encode(attribute("name")), encode(&unescape(attribute("value")))));
        }
    }
    for area in page.split("<textarea ").skip(1) {
        let name = area.split("name=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let text = area.split_once('>').and_then(|(_, rest)| rest.split_once("</textarea>")).unwrap().0;
        // Parsers drop the first line break of a text area; browsers send CR LF.
        let text = unescape(text.strip_prefix('\n').unwrap_or(text)).replace('\n', "\r\n");
        fields.push(format!("{}={}", encode(name), encode(&text)));
    }
    fields.join("&")
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn unescape(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

#[test]
fn a_correction_sent_unchanged_says_the_same() {
    let version = every_kind();
    let mut answers = answers();
    answers.insert("word".to_owned(), json!("\"& 'quoted'"));
    answers.insert("words".to_owned(), json!("\n\nafter two breaks\n<i>&amp;"));
    for tag in ["en", "fa"] {
        let page = correction(&version, tag, &answers);
        let raw = Entered::parse(submitted(&page).as_bytes()).unwrap().to_raw(&version);
        let mut sent = raw.answers;
        sent.retain(|_, value| !value.is_null() && *value != json!(""));
        assert_eq!(sent, answers, "{tag}");
        assert_eq!(raw.language.as_deref(), Some(tag));
    }
}

#[test]
fn a_radio_group_can_be_emptied_when_correcting() {
    let version = every_kind();
    let page = correction(&version, "en", &answers());
    let none = |key: &str| format!(r#"name="{}" value="""#, field_name(key, None));
    assert!(page.contains(&none("csat")) && page.contains(&none("one")));
    assert!(!page.contains(&none("nps")), "a required question cannot be emptied");
    let fresh = form(&version, "en", &Entered::default(), &Faults::default());
    assert!(!fresh.contains(&none("csat")));
}
