//! What customers write.

use std::collections::BTreeMap;

use heard_simulation::{Company, SimulatedResponse};

use crate::{SEED, responses, words};

fn by_language(responses: &[SimulatedResponse]) -> BTreeMap<&str, Vec<&str>> {
    let mut comments: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for response in responses {
        if let Some(words) = words(response) {
            comments
                .entry(response.raw.language.as_deref().expect("every response has a language"))
                .or_default()
                .push(words);
        }
    }
    comments
}

#[test]
fn a_third_write_and_hardly_ever_the_same() {
    let company = Company::new(SEED);
    let responses = responses(&company, 40_000);
    let comments = by_language(&responses);
    let share = comments.values().map(Vec::len).sum::<usize>() as f64 / responses.len() as f64;
    assert!((0.32..0.38).contains(&share), "{share}");
    assert_eq!(comments.keys().copied().collect::<Vec<_>>(), ["en", "fa", "fi", "hu", "ro"]);
    for (language, comments) in &comments {
        let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
        for comment in comments {
            *counted.entry(comment).or_default() += 1;
        }
        let most = *counted.values().max().unwrap() as f64 / comments.len() as f64;
        let different = counted.len() as f64 / comments.len() as f64;
        println!("{language}: {} comments, {different:.3} different, most {most:.4}", comments.len());
        assert!(most < 0.01, "{language}: one comment is {most} of all");
        assert!(different > 0.6, "{language}: {different} are different");
    }
}

#[test]
fn comments_are_clean_sentences() {
    let company = Company::new(SEED);
    let responses = responses(&company, 40_000);
    for (language, comments) in by_language(&responses) {
        for comment in comments {
            assert!(!comment.contains(['{', '}', '|', '#', '[', ']']), "{language}: {comment}");
            assert!(
                !comment.contains("  ") && !comment.contains(" ,") && !comment.contains(" ."),
                "{comment}"
            );
            assert!(!comment.contains(",,") && !comment.contains(".."), "{comment}");
            assert!(comment.ends_with('.') && comment.chars().count() >= 10, "{language}: {comment}");
            let first = comment.chars().next().unwrap();
            assert!(first.is_uppercase() || !first.is_lowercase(), "{language}: {comment}");
        }
    }
}

#[test]
fn persian_is_written_in_persian() {
    let company = Company::new(SEED);
    let responses = responses(&company, 60_000);
    let comments = &by_language(&responses)["fa"];
    for comment in comments {
        assert!(!comment.chars().any(|letter| letter.is_ascii_alphanumeric()), "{comment}");
        assert!(!comment.contains([',', ';', '?']), "Latin punctuation: {comment}");
        assert!(!comment.contains(['ي', 'ك', 'ى', 'ة']), "Arabic letters: {comment}");
        assert!(!comment.chars().any(|digit| ('٠'..='٩').contains(&digit)), "Arabic digits: {comment}");
    }
    assert!(comments.iter().any(|comment| comment.chars().any(|digit| ('۰'..='۹').contains(&digit))));
    assert!(comments.iter().any(|comment| comment.contains('\u{200c}')));
}

#[test]
fn the_other_languages_are_written_in_latin_letters() {
    let company = Company::new(SEED);
    let responses = responses(&company, 20_000);
    for (language, comments) in by_language(&responses).into_iter().filter(|(language, _)| *language != "fa")
    {
        for comment in comments {
            let foreign = comment.chars().find(|letter| letter.is_alphabetic() && u32::from(*letter) > 0x24F);
            assert_eq!(foreign, None, "{language}: {comment}");
        }
    }
}

#[test]
fn what_is_written_follows_what_happened() {
    let company = Company::new(SEED);
    let (mut late, mut thankful_and_bad) = (0, 0);
    for response in responses(&company, 60_000) {
        let (Some("en"), Some(words)) = (response.raw.language.as_deref(), words(&response)) else {
            continue;
        };
        let delay = response.raw.attributes.get("delivery_delay_days").map(String::as_str);
        if words.contains("on time") {
            assert!(!matches!(delay, Some("1" | "2" | "3" | "5" | "8")), "{delay:?}: {words}");
        }
        if (words.contains("days late") && !words.contains("days later"))
            || words.contains("days after the promised date")
        {
            assert!(!matches!(delay, Some("-1" | "0" | "1")), "{delay:?}: {words}");
            late += usize::from(delay.is_some());
        }
        let score = response.raw.answers.get("delivery").and_then(serde_json::Value::as_u64);
        if score.is_some_and(|score| score <= 2) && words.to_lowercase().contains("thank") {
            thankful_and_bad += 1;
        }
    }
    assert!(late > 3, "{late}");
    assert_eq!(thankful_and_bad, 0);
}
