//! Known numbers come out of the door as they stand in the reference.

use heard_model::Position;
use heard_model::fact::{FactKind, SCORE_NOT_APPLICABLE, SCORE_SKIPPED};
use heard_model::metric::{Flag, MetricId, MetricQuestion};

use super::company::{Company, OTHER_SURVEY, a_day, close, csat, nps, response, score, summary};
use heard_model::dimension::Dimension;
use heard_model::fact::FactEvent;

fn company_of(scores: &[(usize, heard_model::fact::FactScore)]) -> Company {
    let mut company = Company::default();
    for (times, score) in scores {
        company.accept(*times, &response(a_day(), vec![score.clone()]));
    }
    company
}

#[test]
fn nps_of_fifty_thirty_twenty() {
    let total = company_of(&[(50, nps(9)), (30, nps(7)), (20, nps(6))]).total(MetricId::Nps);
    assert_eq!((total.n, total.flag), (100, None));
    close(total.value, 30.0);
    close(total.low, 14.051_130);
    close(total.high, 44.201_297);
    let parts: Vec<(&str, i64)> = total.parts.iter().map(|part| (part.name.as_str(), part.count)).collect();
    assert_eq!(parts, [("promoters", 50), ("passives", 30), ("detractors", 20)]);
    assert_eq!(total.distribution.len(), 11);
    assert_eq!(total.weighted, None);
}

#[test]
fn nps_of_the_airports_shares() {
    let total = company_of(&[(1436, nps(10)), (968, nps(8)), (342, nps(0))]).total(MetricId::Nps);
    assert_eq!(total.n, 2746);
    assert_eq!(format!("{:.2}", total.value.unwrap()), "39.84");
    let shares: Vec<String> = total.parts.iter().map(|part| format!("{:.2}", part.share * 100.0)).collect();
    assert_eq!(shares, ["52.29", "35.25", "12.45"]);
}

#[test]
fn uniform_answers_score_by_their_scale_and_scales_never_meet() {
    let mut company = Company::default();
    for value in 0..=10 {
        company.accept(4, &response(a_day(), vec![nps(value)]));
    }
    for value in 1..=10 {
        company.accept(4, &response(a_day(), vec![score("nps", FactKind::Nps1To10, (1, 10), value)]));
    }
    close(company.total(MetricId::Nps).value, -500.0 / 11.0);
    close(company.total(MetricId::Nps1To10).value, -40.0);
    assert_eq!(company.total(MetricId::Nps).n, 44);
}

#[test]
fn csat_has_wilsons_interval() {
    let total =
        company_of(&[(50, csat(5)), (31, csat(4)), (100, csat(3)), (82, csat(1))]).total(MetricId::Csat);
    assert_eq!(total.n, 263);
    close(total.value, 81.0 / 263.0);
    close(total.low, 0.255_289);
    close(total.high, 0.366_210);
}

#[test]
fn ease_of_five_and_seven_points_are_different_numbers() {
    let ease = |top: u8, value: u8| score("ease", FactKind::Ces, (1, top), value);
    let company = company_of(&[(20, ease(5, 5)), (20, ease(5, 3)), (10, ease(7, 7))]);
    let five = company.total(MetricId::Ces5);
    assert_eq!((five.n, five.value), (40, Some(4.0)));
    assert_eq!((five.parts[0].name.as_str(), five.parts[0].share), ("top_box", 0.5));
    let seven = company.total(MetricId::Ces7);
    assert_eq!((seven.n, seven.value, seven.flag), (10, Some(7.0), Some(Flag::FewAnswers)));
    assert!(seven.low.unwrap() < 6.0, "ten equal answers are not certain: {seven:?}");
}

#[test]
fn satisfied_advocates_and_the_watch_list() {
    let rating = |value: u8| score("overall", FactKind::Rating, (1, 10), value);
    let total = company_of(&[
        (30, rating(9)),
        (30, rating(7)),
        (40, rating(6)),
        (50, score("overall", FactKind::Rating, (1, 5), 5)),
    ])
    .total(MetricId::SatisfiedShare);
    assert_eq!((total.n, total.value), (100, Some(0.6)));
    let parts: Vec<(&str, f64)> = total.parts.iter().map(|part| (part.name.as_str(), part.share)).collect();
    assert_eq!(parts, [("satisfied", 0.6), ("advocates", 0.3), ("watch_list", 0.4)]);
}

#[test]
fn the_index_rescales_sums_and_mixes_surveys() {
    let index = |(min, max), value| score("", FactKind::Index, (min, max), value);
    let mut company = company_of(&[(20, index((3, 30), 21)), (20, index((3, 30), 22))]);
    close(company.total(MetricId::SatisfactionIndex).value, 68.518_519);
    let other = FactEvent { survey: OTHER_SURVEY, ..response(a_day(), vec![index((2, 10), 10)]) };
    company.accept(40, &other);
    let total = company.total(MetricId::SatisfactionIndex);
    close(total.value, f64::midpoint(68.518_518_518, 100.0));
    assert_eq!((total.n, total.distribution.len()), (80, 0));
    let by_survey =
        MetricQuestion { by: vec![Dimension::Survey], ..MetricQuestion::of(MetricId::SatisfactionIndex) };
    let names: Vec<String> =
        summary(&company.answer(&by_survey).groups).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, [OTHER_SURVEY.to_string(), "After a visit".to_owned()]);
}

#[test]
fn the_index_of_one_question() {
    let company = company_of(&[(40, csat(1)), (40, csat(3))]);
    let question = MetricQuestion {
        question: Some("csat".to_owned()),
        ..MetricQuestion::of(MetricId::SatisfactionIndex)
    };
    let total = company.answer(&question).total;
    assert_eq!((total.n, total.value), (80, Some(25.0)));
}

#[test]
fn what_was_skipped_or_does_not_apply_is_left_out_and_said() {
    let company =
        company_of(&[(8, csat(5)), (3, csat(SCORE_SKIPPED)), (2, csat(SCORE_NOT_APPLICABLE)), (2, csat(2))]);
    let total = company.total(MetricId::Csat);
    assert_eq!((total.n, total.value), (10, Some(0.8)));
    assert_eq!((total.excluded.skipped, total.excluded.not_applicable), (3, 2));
}

#[test]
fn mean_and_distribution_of_a_question() {
    let company = company_of(&[(10, csat(5)), (20, csat(2)), (10, csat(1)), (40, nps(0))]);
    let of = |metric| {
        let question = MetricQuestion { question: Some("csat".to_owned()), ..MetricQuestion::of(metric) };
        company.answer(&question).total
    };
    assert_eq!((of(MetricId::Mean).n, of(MetricId::Mean).value), (40, Some(2.5)));
    let spread = of(MetricId::Distribution);
    let parts: Vec<(&str, f64)> = spread.parts.iter().map(|part| (part.name.as_str(), part.share)).collect();
    assert_eq!(parts, [("1", 0.25), ("2", 0.5), ("3", 0.0), ("4", 0.0), ("5", 0.25)]);
    assert_eq!((spread.n, spread.value), (40, None));
}

#[test]
fn responses_are_counted() {
    let counted = score("", FactKind::Response, (0, 1), 1);
    let company = company_of(&[(7, counted)]);
    let total = company.total(MetricId::Responses);
    assert_eq!((total.n, total.value, total.low, total.flag), (7, Some(7.0), None, None));
}

#[test]
fn nothing_is_no_number() {
    let company = Company::default();
    for metric in MetricId::ALL {
        let question = MetricQuestion {
            question: (metric != MetricId::Responses).then(|| "any".to_owned()),
            ..MetricQuestion::of(metric)
        };
        let total = company.answer(&question).total;
        assert_eq!((total.n, total.flag), (0, Some(Flag::NoData)), "{metric:?}");
        assert!(total.value.is_none_or(|value| value == 0.0 && metric == MetricId::Responses));
    }
}

#[test]
fn weighted_stands_beside_unweighted_or_is_said_to_be_missing() {
    let weighing = |weight, value| FactEvent { weight, ..response(a_day(), vec![nps(value)]) };
    let mut company = Company::default();
    company.accept(40, &weighing(Some(3_000_000), 10)).accept(40, &weighing(Some(1_000_000), 0));
    let total = company.total(MetricId::Nps);
    close(total.value, 0.0);
    let weighted = total.weighted.unwrap();
    close(weighted.value, 50.0);
    close(weighted.effective_n, 160.0 * 160.0 / (40.0 * 10.0));
    assert_eq!(weighted.without_weight, 0);
    company.accept(1, &weighing(None, 10));
    let weighted = company.total(MetricId::Nps).weighted.unwrap();
    assert_eq!((weighted.without_weight, weighted.value, weighted.effective_n), (1, None, None));
    let mut unweighted = Company::default();
    unweighted.accept(3, &weighing(None, 10));
    assert_eq!(unweighted.total(MetricId::Nps).weighted, None);
}

#[test]
fn a_corrected_answer_counts_once_and_the_past_stays() {
    let mut company = company_of(&[(3, nps(0)), (1, nps(10))]);
    company.correct(0, &response(a_day(), vec![nps(10)]));
    let now = company.answer(&MetricQuestion::of(MetricId::Nps));
    assert_eq!((now.total.n, now.total.value), (4, Some(0.0)));
    let at = Position::after;
    assert_eq!((now.as_of, now.arrived_since, now.question.as_of), (at(5), 0, Some(at(5))));
    let then = company.answer(&MetricQuestion { as_of: Some(at(4)), ..MetricQuestion::of(MetricId::Nps) });
    assert_eq!((then.total.n, then.total.value), (4, Some(-50.0)));
    assert_eq!((then.as_of, then.arrived_since), (at(4), 1));
    let future =
        company.answer(&MetricQuestion { as_of: Some(at(900)), ..MetricQuestion::of(MetricId::Nps) });
    assert_eq!(future.as_of, at(5));
    let never = company.answer(&MetricQuestion { as_of: Some(at(0)), ..MetricQuestion::of(MetricId::Nps) });
    assert_eq!((never.as_of, never.arrived_since, never.total.n), (at(0), 5, 0));
}
