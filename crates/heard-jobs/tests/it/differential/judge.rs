//! Holds an answer of the product against the plain evaluator's: every field, the order, and of
//! small groups that what must be hidden is and nothing else is different.

use std::collections::BTreeMap;

use heard_model::metric::{Comparison, Flag, Group, Measure, MetricAnswer, MetricQuestion, Weighted};
use jiff::civil::Date;

use crate::differential::reference::{Answered, Place, Values, without_choice};

/// How many people are in each cell.
pub struct Crowd {
    /// Below this many a result is hidden.
    pub least: i64,
    pub asked: BTreeMap<Place, i64>,
    pub without_filter: BTreeMap<Place, i64>,
}

/// All differences, in words.
pub fn differences(
    question: &MetricQuestion,
    found: &MetricAnswer,
    expected: &Answered,
    crowd: Option<&Crowd>,
) -> Vec<String> {
    let mut judge = Judge { question, crowd, said: Vec::new() };
    judge.equal("as_of", &found.as_of, &expected.as_of);
    judge.equal("arrived_since", &found.arrived_since, &expected.arrived_since);
    judge.total(found, expected);
    judge.groups(&found.groups, &expected.groups);
    judge.order(&found.groups);
    if let Some(crowd) = crowd {
        judge.hiding(found, crowd);
    }
    judge.said
}

struct Judge<'a> {
    question: &'a MetricQuestion,
    crowd: Option<&'a Crowd>,
    said: Vec<String>,
}

fn is_hidden(measure: &Measure) -> bool {
    measure.flag == Some(Flag::Suppressed)
}

impl Judge<'_> {
    fn say(&mut self, what: String) {
        self.said.push(what);
    }

    fn equal<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, found: &T, expected: &T) {
        if found != expected {
            self.say(format!("{what}: {found:?} should be {expected:?}"));
        }
    }

    fn near(&mut self, what: &str, found: Option<f64>, expected: Option<f64>) {
        let is_near = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() <= 1e-9 + 1e-8 * expected.abs(),
            (found, expected) => found.is_none() && expected.is_none(),
        };
        if !is_near {
            self.say(format!("{what}: {found:?} should be {expected:?}"));
        }
    }

    fn total(&mut self, found: &MetricAnswer, expected: &Answered) {
        self.measure("total", &found.total, &expected.total);
        if is_hidden(&found.total) {
            self.equal("comparison of what is hidden", &found.comparison.is_some(), &false);
        } else {
            self.comparison("total", found.comparison.as_ref(), expected.comparison.as_ref());
        }
    }

    /// The groups by period and keys; the order apart.
    fn groups(&mut self, found: &[Group], expected: &[Group]) {
        let name = |group: &Group| format!("{:?} {:?}", group.period, group.keys);
        let mut found: BTreeMap<String, &Group> = found.iter().map(|group| (name(group), group)).collect();
        for group in expected {
            let name = name(group);
            let Some(found) = found.remove(&name) else {
                self.say(format!("missing: {name}, {:?}", group.measure));
                continue;
            };
            self.measure(&name, &found.measure, &group.measure);
            if is_hidden(&found.measure) {
                self.equal("comparison of what is hidden", &found.comparison.is_some(), &false);
            } else {
                self.comparison(&name, found.comparison.as_ref(), group.comparison.as_ref());
            }
        }
        for (name, group) in found {
            self.say(format!("too much: {name}, {:?}", group.measure));
        }
    }

    /// By period; within it by how many answers are shown of the values, then by label.
    fn order(&mut self, found: &[Group]) {
        let shown = |group: &Group| match (is_hidden(&group.measure), self.choice_place()) {
            (true, _) => 0,
            (false, None) => group.measure.n,
            (false, Some(_)) => group
                .measure
                .distribution
                .iter()
                .filter(|point| point.score == 1)
                .map(|point| point.count)
                .sum(),
        };
        let mut answers: BTreeMap<Values, i64> = BTreeMap::new();
        for group in found {
            *answers.entry(values(group)).or_default() += shown(group);
        }
        let mut sorted: Vec<&Group> = found.iter().collect();
        sorted.sort_by(|one, other| {
            let labels = |group: &Group| group.keys.iter().map(|key| key.label.clone()).collect::<Vec<_>>();
            let start = |group: &Group| group.period.map(|period| period.start);
            (start(one), -answers[&values(one)], labels(one), &one.keys).cmp(&(
                start(other),
                -answers[&values(other)],
                labels(other),
                &other.keys,
            ))
        });
        if sorted.iter().zip(found).any(|(sorted, found)| !std::ptr::eq(*sorted, found)) {
            let keys: Vec<_> = found.iter().map(|group| &group.keys).collect();
            self.say(format!("order: {keys:?}"));
        }
    }

    fn choice_place(&self) -> Option<usize> {
        self.question.by.iter().position(|dimension| *dimension == heard_model::dimension::Dimension::Choice)
    }

    fn measure(&mut self, name: &str, found: &Measure, expected: &Measure) {
        if is_hidden(found) && self.crowd.is_some() {
            let shows = found.n != 0
                || found.value.or(found.low).or(found.high).is_some()
                || found.excluded.skipped + found.excluded.not_applicable != 0
                || !found.parts.is_empty()
                || !found.distribution.is_empty()
                || found.weighted.is_some();
            return self.equal(&format!("{name} hidden and shown"), &shows, &false);
        }
        self.equal(&format!("{name} n"), &found.n, &expected.n);
        self.equal(&format!("{name} flag"), &found.flag, &expected.flag);
        self.equal(&format!("{name} excluded"), &found.excluded, &expected.excluded);
        self.equal(&format!("{name} distribution"), &found.distribution, &expected.distribution);
        self.near(&format!("{name} value"), found.value, expected.value);
        self.near(&format!("{name} low"), found.low, expected.low);
        self.near(&format!("{name} high"), found.high, expected.high);
        self.parts(name, found, expected);
        self.weighted(name, found.weighted, expected.weighted);
    }

    fn parts(&mut self, name: &str, found: &Measure, expected: &Measure) {
        let counts = |measure: &Measure| {
            measure.parts.iter().map(|part| (part.name.clone(), part.count)).collect::<Vec<_>>()
        };
        self.equal(&format!("{name} parts"), &counts(found), &counts(expected));
        for (found, expected) in found.parts.iter().zip(&expected.parts) {
            let name = format!("{name} part {}", expected.name);
            self.near(&name, Some(found.share), Some(expected.share));
            self.near(&name, Some(found.low), Some(expected.low));
            self.near(&name, Some(found.high), Some(expected.high));
        }
    }

    fn weighted(&mut self, name: &str, found: Option<Weighted>, expected: Option<Weighted>) {
        let without = |weighted: Option<Weighted>| weighted.map(|weighted| weighted.without_weight);
        self.equal(&format!("{name} without weight"), &without(found), &without(expected));
        let Some((found, expected)) = found.zip(expected) else { return };
        self.near(&format!("{name} weighted value"), found.value, expected.value);
        self.near(&format!("{name} weighted low"), found.low, expected.low);
        self.near(&format!("{name} weighted high"), found.high, expected.high);
        self.near(&format!("{name} effective n"), found.effective_n, expected.effective_n);
    }

    fn comparison(&mut self, name: &str, found: Option<&Comparison>, expected: Option<&Comparison>) {
        let name = format!("{name} compared");
        let Some((found, expected)) = found.zip(expected) else {
            // With small groups the earlier number may be one that is hidden.
            if self.crowd.is_none() || found.is_some() {
                self.equal(&name, &found.is_some(), &expected.is_some());
            }
            return;
        };
        if let Some(crowd) = self.crowd
            && (1..crowd.least).contains(&expected.before.n)
        {
            self.say(format!("{name}: an earlier number of {} is shown", expected.before.n));
        }
        self.equal(&format!("{name} period"), &found.period, &expected.period);
        self.measure(&format!("{name} before"), &found.before, &expected.before);
        self.near(&format!("{name} difference"), found.difference, expected.difference);
        self.near(&format!("{name} low"), found.low, expected.low);
        self.near(&format!("{name} high"), found.high, expected.high);
        self.near(&format!("{name} p"), found.p_value, expected.p_value);
        self.equal(&format!("{name} sureness"), &found.sureness, &expected.sureness);
        let superior = |comparison: &Comparison| comparison.superiority.map(|found| found.value);
        self.near(&format!("{name} superiority"), superior(found), superior(expected));
        if let Some((found, expected)) = found.superiority.zip(expected.superiority) {
            self.near(&format!("{name} superiority low"), Some(found.low), Some(expected.low));
            self.near(&format!("{name} superiority high"), Some(found.high), Some(expected.high));
        }
    }

    /// What must be hidden is; where nothing must be, nothing is; and what is hidden is more than
    /// what the total gives away. In a list it is exactly the smallest groups that do.
    fn hiding(&mut self, found: &MetricAnswer, crowd: &Crowd) {
        let left_out = |place: &Place, n: i64| crowd.without_filter.get(place).copied().unwrap_or(0) - n;
        let is_few = |people: i64| people != 0 && people < crowd.least;
        let is_exposed = |n: i64, left_out: i64| n != 0 && (is_few(n) || is_few(left_out));
        let all: i64 = crowd.asked.values().sum();
        let all_left_out = crowd.without_filter.values().sum::<i64>() - all;
        let total_exposed = is_exposed(all, all_left_out);
        let hidden: BTreeMap<Place, bool> =
            found.groups.iter().map(|group| (self.place(group), is_hidden(&group.measure))).collect();
        if total_exposed || is_hidden(&found.total) {
            let everything = is_hidden(&found.total) && hidden.values().all(|hidden| *hidden);
            self.equal("everything is hidden", &everything, &true);
        }
        if total_exposed || hidden.is_empty() {
            return;
        }
        let exposed: Vec<&Place> = crowd
            .asked
            .iter()
            .filter(|(place, n)| is_exposed(**n, left_out(place, **n)))
            .map(|(place, _)| place)
            .collect();
        for place in &exposed {
            self.equal(&format!("{place:?} is hidden"), &hidden.get(*place).copied().unwrap_or(true), &true);
        }
        let people: Vec<i64> = crowd
            .asked
            .iter()
            .filter(|(place, n)| **n > 0 && hidden.get(*place).copied().unwrap_or(false))
            .map(|(_, n)| *n)
            .collect();
        if exposed.is_empty() {
            return self.equal("hidden for no reason", &people, &Vec::new());
        }
        if !is_hidden(&found.total) {
            let enough = people.len() >= 2 && people.iter().sum::<i64>() >= crowd.least;
            let nothing_else = people.iter().sum::<i64>() == all;
            self.equal("the total gives away what is hidden", &(enough || nothing_else), &true);
        }
        if self.is_list(crowd) {
            let exposed: Vec<i64> = exposed.iter().map(|place| crowd.asked[*place]).collect();
            self.list(people, exposed, crowd);
        }
    }

    fn list(&mut self, mut hidden: Vec<i64>, exposed: Vec<i64>, crowd: &Crowd) {
        let mut open: Vec<i64> = crowd.asked.values().copied().filter(|n| *n > 0).collect();
        for n in &exposed {
            open.remove(open.iter().position(|one| one == n).unwrap());
        }
        open.sort_unstable();
        let mut expected = exposed;
        for next in open {
            if expected.len() < 2 || expected.iter().sum::<i64>() < crowd.least {
                expected.push(next);
            }
        }
        expected.sort_unstable();
        hidden.sort_unstable();
        self.equal("sizes of what is hidden", &hidden, &expected);
    }

    /// Whether the cells differ in one thing at most, those included that the filter leaves empty.
    fn is_list(&self, crowd: &Crowd) -> bool {
        let places = || crowd.asked.keys().chain(crowd.without_filter.keys());
        let coordinate = |place: &Place, at: usize| match at {
            0 => format!("{:?}", place.0),
            at => format!("{:?}", place.1.get(at - 1)),
        };
        let differ = |at: usize| {
            let first = places().next().map(|place| coordinate(place, at));
            places().any(|place| Some(coordinate(place, at)) != first)
        };
        (0..3).filter(|at| differ(*at)).count() <= 1
    }

    fn place(&self, group: &Group) -> Place {
        let start: Option<Date> = group.period.map(|period| period.start);
        (start, without_choice(self.question, values(group)))
    }
}

fn values(group: &Group) -> Values {
    group.keys.iter().map(|key| key.value.clone()).collect()
}
