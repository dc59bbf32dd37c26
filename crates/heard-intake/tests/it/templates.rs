//! The ready surveys.

use heard_intake::templates::{template, templates};
use heard_intake::validate_definition;
use heard_model::{InterfaceLanguage, LocalizedText};

#[test]
fn every_template_may_be_published_in_five_languages() {
    let keys: Vec<&str> = templates().iter().map(|template| template.key.as_str()).collect();
    assert_eq!(
        keys,
        ["relationship_nps", "purchase_csat", "support_ces", "touchpoint_check", "product_feedback"]
    );
    for ready in templates() {
        let definition = &ready.definition;
        validate_definition(definition).unwrap_or_else(|problems| panic!("{}: {problems:?}", ready.key));
        assert_eq!(template(&ready.key), Some(ready));
        let complete = |text: &LocalizedText, what: &str| {
            for language in InterfaceLanguage::ALL {
                let words = text.0.get(language.tag()).map(|words| words.trim());
                assert!(
                    words.is_some_and(|words| !words.is_empty()),
                    "{}: {what} in {}",
                    ready.key,
                    language.tag()
                );
            }
        };
        complete(&ready.name, "name");
        complete(&ready.description, "description");
        complete(&definition.title, "title");
        for question in &definition.questions {
            complete(&question.text, &question.key);
        }
        for language in InterfaceLanguage::ALL {
            assert!(definition.languages.iter().any(|tag| tag == language.tag()), "{}", ready.key);
        }
        assert!((1..=5).contains(&ready.minutes));
    }
    assert_eq!(template("nothing"), None);
}
