//! Random questions to a simulated company, answered by the product and by a plain evaluator that
//! walks over the changes one by one. `HEARD_DIFFERENTIAL_SEED` and `HEARD_DIFFERENTIAL_QUESTIONS`
//! ask others, and more.

mod draw;
mod judge;
mod questions;
mod reference;
mod shared_database;
mod story;

use heard_aggregate::kernel::Kernel;
use heard_aggregate::{AnswerContext, QuestionError, answer};
use heard_facts::Snapshot;
use heard_model::metric::{Flag, Group, MetricAnswer, MetricId, MetricQuestion};

use draw::Draw;
use judge::{Crowd, differences};
use questions::{Asked, Vocabulary};
use reference::{Asker, Ledger};
use story::Story;

/// The company and the questions, unless the environment says otherwise.
const SEED: u64 = 3;
const QUESTIONS: usize = 1_000;
/// Differences that are shown.
const SHOWN: usize = 12;

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

fn seed() -> u64 {
    from_environment("HEARD_DIFFERENTIAL_SEED").unwrap_or(SEED)
}

/// The questions of the seed.
fn questions(vocabulary: &Vocabulary<'_>) -> Vec<Asked> {
    let many = from_environment("HEARD_DIFFERENTIAL_QUESTIONS");
    let many = many.map_or(QUESTIONS, |many| usize::try_from(many).unwrap());
    let mut draw = Draw::new(seed());
    (0..many).map(|_| vocabulary.ask(&mut draw)).collect()
}

/// The product's answer.
fn ask(
    story: &Story,
    snapshot: &Snapshot,
    kernel: &Kernel,
    asked: &Asked,
) -> Result<MetricAnswer, QuestionError> {
    let context = AnswerContext {
        kernel,
        settings: &asked.settings,
        units: &story.units,
        survey_names: &story.survey_names,
        scope: &asked.scope,
        small_group: asked.small_group,
    };
    answer(snapshot, &context, &asked.question)
}

/// What the product's answer differs in from the plain evaluator's.
fn judged(
    story: &Story,
    ledger: &Ledger,
    asked: &Asked,
    found: &Result<MetricAnswer, QuestionError>,
) -> Vec<String> {
    let asker = Asker {
        ledger,
        units: &story.units,
        surveys: &story.survey_names,
        settings: &asked.settings,
        scope: &asked.scope,
    };
    let question = &asked.question;
    match (found, asker.answer(question)) {
        (Ok(found), Ok(expected)) => {
            let crowd = asked.small_group.map(|least| Crowd {
                least: i64::from(least),
                asked: asker.crowd(question),
                without_filter: asker.crowd(&MetricQuestion { filter: None, ..question.clone() }),
            });
            differences(question, found, &expected, crowd.as_ref())
        }
        (Err(found), Err(expected)) => {
            let name = format!("{found:?}");
            let is_one = expected.iter().any(|expected| name.starts_with(expected));
            if is_one { Vec::new() } else { vec![format!("refused as {name}, should be {expected:?}")] }
        }
        (Err(found), Ok(_)) => vec![format!("refused as {found:?}, should be answered")],
        (Ok(_), Err(expected)) => vec![format!("answered, should be refused as {expected:?}")],
    }
}

fn report(asked: &Asked, differences: &[String]) -> String {
    let mut text = format!(
        "{}\n  scope {:?}, small groups {:?}, week {} fiscal {} {:?}\n",
        serde_json::to_string(&asked.question).unwrap(),
        asked.scope,
        asked.small_group,
        asked.settings.week_start,
        asked.settings.fiscal_year_start,
        asked.settings.calendar,
    );
    differences.iter().take(SHOWN).for_each(|difference| text.push_str(&format!("  - {difference}\n")));
    text
}

/// Asks everything of a projected copy and of the plain evaluator, on two threads.
fn hold_against_the_reference(story: &Story, snapshot: &Snapshot, ledger: &Ledger, asked: &[Asked]) {
    let kernel = Kernel::new(1 << 22, 2);
    let (first, second) = asked.split_at(asked.len() / 2);
    let work = |part: &[Asked]| {
        let (mut wrong, mut answers) = (Vec::new(), Vec::new());
        for asked in part {
            let found = ask(story, snapshot, &kernel, asked);
            let differences = judged(story, ledger, asked, &found);
            if !differences.is_empty() {
                wrong.push(report(asked, &differences));
            }
            answers.push(found);
        }
        (wrong, answers)
    };
    let (wrong, answers) = std::thread::scope(|scope| {
        let other = scope.spawn(|| work(second));
        let (mut wrong, mut answers) = work(first);
        let (theirs, their_answers) = other.join().unwrap();
        wrong.extend(theirs);
        answers.extend(their_answers);
        (wrong, answers)
    });
    assert!(wrong.is_empty(), "{} of {} answers differ:\n{}", wrong.len(), asked.len(), shown(&wrong));
    say_something(&answers);
}

fn shown(wrong: &[String]) -> String {
    wrong.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n")
}

/// Equal answers prove nothing where nobody answered.
fn say_something(answers: &[Result<MetricAnswer, QuestionError>]) {
    let share = |what: &str, least: usize, holds: &dyn Fn(&MetricAnswer) -> bool| {
        let many = answers.iter().flatten().filter(|answer| holds(answer)).count();
        assert!(many * 100 >= least * answers.len(), "only {many} of {} answers {what}", answers.len());
    };
    let any = |answer: &MetricAnswer, holds: &dyn Fn(&Group) -> bool| answer.groups.iter().any(holds);
    share("are about somebody", 40, &|answer| answer.total.n > 0);
    for metric in MetricId::ALL {
        share(&format!("of {metric:?}"), 2, &|answer| answer.question.metric == metric && answer.total.n > 0);
    }
    share("have several groups", 30, &|answer| answer.groups.len() > 1);
    share("hide a group and not all", 3, &|answer| {
        answer.total.n > 0 && any(answer, &|group| group.measure.flag == Some(Flag::Suppressed))
    });
    share("have a weighted number", 5, &|answer| {
        answer.total.weighted.is_some_and(|weighted| weighted.effective_n.is_some())
    });
    share("are compared", 10, &|answer| answer.comparison.as_ref().is_some_and(|found| found.before.n > 0));
    share("are of an earlier time", 10, &|answer| answer.arrived_since > 0);
    let refused = answers.iter().filter(|answer| answer.is_err()).count();
    assert!(refused * 100 >= answers.len(), "only {refused} questions are refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_what_a_walk_over_the_changes_says() {
    let folder = tempfile::tempdir().unwrap();
    let database = heard_testing::database(folder.path()).await;
    let mut story = Story::tell(folder.path(), database, seed()).await;
    story::project(&story.store, 1_000, true).await;
    // Changes of what is in segments stay in memory.
    story.changes(60).await;
    let snapshot = story::project(&story.store, 1_000_000, false).await.snapshot(story.workspace.id);
    assert!(snapshot.segments.len() > 1 && !snapshot.hot.is_empty());
    let changes = story.all_changes().await;
    let vocabulary = Vocabulary::of(&changes, &story.units, story.positions.clone());
    let asked = questions(&vocabulary);
    let ledger = Ledger::new(changes, story.store.committed().borrow().clone());
    tokio::task::block_in_place(|| hold_against_the_reference(&story, &snapshot, &ledger, &asked));
    story.store.close().await.unwrap();
}
