//! Customers: where they live, which language they answer in, how easily they are pleased.

use heard_model::InterfaceLanguage as Language;

use crate::draw::{Draw, Purpose};
use crate::units::{SHOPS, Shop};

/// A country that the company sells in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Country {
    /// Hungary.
    Hungary,
    /// Romania.
    Romania,
    /// Finland.
    Finland,
    /// Ireland.
    Ireland,
}

impl Country {
    const ALL: [Self; 4] = [Self::Hungary, Self::Romania, Self::Finland, Self::Ireland];
    const WEIGHTS: [u32; 4] = [38, 27, 22, 13];

    /// ISO 3166-1 alpha-2.
    pub fn code(self) -> &'static str {
        ["HU", "RO", "FI", "IE"][self as usize]
    }

    /// How much kinder its customers score than the average; habits of rating differ.
    fn kindness(self) -> f64 {
        [-0.05, 0.12, -0.1, 0.05][self as usize]
    }

    /// Weights of the languages in the order of [`Language::ALL`].
    fn languages(self) -> [u32; 5] {
        match self {
            Self::Hungary => [60, 920, 5, 0, 15],
            Self::Romania => [60, 45, 880, 0, 15],
            Self::Finland => [110, 5, 5, 780, 100],
            Self::Ireland => [930, 10, 25, 0, 35],
        }
    }
}

/// How long somebody has been a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Came lately.
    New,
    /// Came back.
    Returning,
    /// Has come back for long.
    Loyal,
}

impl Segment {
    /// Its label.
    pub fn label(self) -> &'static str {
        ["new", "returning", "loyal"][self as usize]
    }

    /// What it adds to satisfaction.
    pub(crate) fn warmth(self) -> f64 {
        [-0.12, 0.0, 0.15][self as usize]
    }

    /// The weight of its answers in the relationship survey, which loyal customers answer more
    /// often than their share of all customers.
    pub(crate) fn weight(self) -> f64 {
        [1.38, 1.04, 0.72][self as usize]
    }
}

/// A customer; nobody real.
#[derive(Debug)]
pub struct Customer {
    /// 0, 1, 2 … in the order of their coming.
    pub number: u64,
    /// Where.
    pub country: Country,
    /// Answers in it.
    pub language: Language,
    /// How long a customer at the moment.
    pub segment: Segment,
    /// Label of the age group.
    pub age_group: &'static str,
    pub(crate) shop: &'static Shop,
    /// Whether the app rather than the web.
    pub(crate) prefers_app: bool,
    /// What this person adds to every score.
    pub(crate) mood: f64,
}

impl Customer {
    /// Who gives the response at `position`: anybody who has come before.
    pub(crate) fn of_response(seed: u64, position: u64, draw: &mut Draw) -> Self {
        let known = 400 + position * 2 / 5;
        let number = draw.below(known as usize) as u64;
        let segment = match number * 20 / known {
            15.. => Segment::New,
            8..15 => Segment::Returning,
            _ => Segment::Loyal,
        };
        Self::new(seed, number, segment)
    }

    fn new(seed: u64, number: u64, segment: Segment) -> Self {
        let mut draw = Draw::new(seed, Purpose::Customer, number);
        let country = Country::ALL[draw.weighted(&Country::WEIGHTS)];
        let language = Language::ALL[draw.weighted(&country.languages())];
        let shops = SHOPS[country as usize];
        let shop = pick_shop(shops, &mut draw);
        let age_group = ["18–29", "30–44", "45–59", "60+"][draw.weighted(&[22, 34, 27, 17])];
        let prefers_app = draw.chance(if age_group == "60+" { 0.15 } else { 0.4 });
        let mood = 0.42 * draw.normal() + country.kindness();
        Self { number, country, language, segment, age_group, shop, prefers_app, mood }
    }
}

fn pick_shop(shops: &'static [Shop], draw: &mut Draw) -> &'static Shop {
    let total: u32 = shops.iter().map(|shop| shop.weight).sum();
    let mut rest = draw.below(total as usize) as u32;
    for shop in shops {
        if rest < shop.weight {
            return shop;
        }
        rest -= shop.weight;
    }
    &shops[0]
}
