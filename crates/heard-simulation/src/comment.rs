//! What customers write: a theme that fits what happened, in the words of their language.

use heard_model::InterfaceLanguage as Language;

use crate::SurveyKey;
use crate::answers::Scored;
use crate::customer::Segment;
use crate::draw::Draw;
use crate::grammar::{Phrase, Sections};
use crate::situation::{Product, Situation};

/// What a comment is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Waiting in a shop.
    Queue,
    /// Waiting for the contact centre.
    Hold,
    /// The delivery.
    Delivery,
    /// The people in a shop.
    Staff,
    /// The help of the contact centre.
    Support,
    /// What things cost.
    Price,
    /// How good the things are.
    Quality,
    /// Website and app.
    Website,
    /// Sending things back.
    Returns,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Bad,
    Good,
}

impl Theme {
    fn section(self, tone: Tone) -> &'static str {
        let [bad, good] = match self {
            Self::Queue => ["queue -", "queue +"],
            Self::Hold => ["hold -", "hold +"],
            Self::Delivery => ["delivery -", "delivery +"],
            Self::Staff => ["staff -", "staff +"],
            Self::Support => ["support -", "support +"],
            Self::Price => ["price -", "price +"],
            Self::Quality => ["quality -", "quality +"],
            Self::Website => ["website -", "website +"],
            Self::Returns => ["returns -", "returns +"],
        };
        if tone == Tone::Bad { bad } else { good }
    }

    /// Whether somebody to whom this happened could say it.
    fn fits(self, tone: Tone, situation: &Situation) -> bool {
        let minutes = situation.waiting.map(|waiting| waiting.minutes());
        let days = situation.delay.map(|delay| delay.days());
        match (self, tone) {
            (Self::Queue | Self::Hold, Tone::Bad) => minutes.is_some_and(|minutes| minutes >= 8),
            (Self::Queue | Self::Hold, Tone::Good) => minutes.is_some_and(|minutes| minutes <= 3),
            (Self::Delivery, Tone::Bad) => days.is_none_or(|days| days >= 2),
            (Self::Delivery, Tone::Good) => days.is_none_or(|days| days <= 0),
            _ => true,
        }
    }
}

/// The themes that answers to a survey are about, the most frequent first. One of them fits
/// whatever happened.
fn themes(situation: &Situation) -> &'static [Theme] {
    let is_online = situation.unit.starts_with("online");
    match situation.survey {
        SurveyKey::Relationship if is_online => {
            &[Theme::Price, Theme::Quality, Theme::Delivery, Theme::Website]
        }
        SurveyKey::Relationship => &[Theme::Price, Theme::Staff, Theme::Quality],
        SurveyKey::Purchase if is_online => &[Theme::Quality, Theme::Price, Theme::Website, Theme::Delivery],
        SurveyKey::Purchase => &[Theme::Quality, Theme::Price, Theme::Staff, Theme::Queue],
        SurveyKey::Visit => &[Theme::Queue, Theme::Staff, Theme::Price],
        SurveyKey::Delivery => &[Theme::Delivery, Theme::Quality],
        SurveyKey::Support => &[Theme::Support, Theme::Hold],
        SurveyKey::Website => &[Theme::Website, Theme::Price],
        SurveyKey::Product => &[Theme::Quality, Theme::Price],
        SurveyKey::Returns => &[Theme::Returns, Theme::Quality],
    }
}

/// The theme of the strongest thing that went wrong, if one did.
fn cause(situation: &Situation) -> Option<Theme> {
    let causes = situation.causes;
    let is_support = situation.survey == SurveyKey::Support;
    let (waiting, people) =
        if is_support { (Theme::Hold, Theme::Support) } else { (Theme::Queue, Theme::Staff) };
    [
        (causes.waiting, waiting),
        (causes.delay, Theme::Delivery),
        (causes.staff, people),
        (causes.product, Theme::Quality),
        (causes.website, Theme::Website),
    ]
    .into_iter()
    .filter(|(effect, theme)| *effect <= -0.35 && theme.fits(Tone::Bad, situation))
    .min_by(|one, other| one.0.total_cmp(&other.0))
    .map(|(_, theme)| theme)
}

/// A clause to say: a theme and how it was.
type Clause = (Theme, Tone);

/// The phrases of the five languages.
#[derive(Debug)]
pub(crate) struct Phrases([Sections; 5]);

/// Names of the products in each language, in the order of the products.
const PRODUCT_NAMES: [[&str; 12]; 5] = [
    [
        "the kettle",
        "the desk lamp",
        "the office chair",
        "the bookshelf",
        "the rug",
        "the frying pan",
        "the duvet",
        "the garden table",
        "the mirror",
        "the vacuum cleaner",
        "the wardrobe",
        "the coffee maker",
    ],
    [
        "a vízforraló",
        "az asztali lámpa",
        "az irodai szék",
        "a könyvespolc",
        "a szőnyeg",
        "a serpenyő",
        "a paplan",
        "a kerti asztal",
        "a tükör",
        "a porszívó",
        "a ruhásszekrény",
        "a kávéfőző",
    ],
    [
        "fierbătorul",
        "lampa de birou",
        "scaunul de birou",
        "raftul de cărți",
        "covorul",
        "tigaia",
        "pilota",
        "masa de grădină",
        "oglinda",
        "aspiratorul",
        "dulapul",
        "cafetiera",
    ],
    [
        "vedenkeitin",
        "pöytälamppu",
        "työtuoli",
        "kirjahylly",
        "matto",
        "paistinpannu",
        "peitto",
        "puutarhapöytä",
        "peili",
        "imuri",
        "vaatekaappi",
        "kahvinkeitin",
    ],
    [
        "کتری برقی",
        "چراغ مطالعه",
        "صندلی اداری",
        "قفسهٔ کتاب",
        "قالیچه",
        "ماهیتابه",
        "لحاف",
        "میز باغچه",
        "آینه",
        "جاروبرقی",
        "کمد لباس",
        "قهوه‌ساز",
    ],
];

impl Phrases {
    pub(crate) fn new() -> Self {
        Self(
            [
                include_str!("../phrases/en.txt"),
                include_str!("../phrases/hu.txt"),
                include_str!("../phrases/ro.txt"),
                include_str!("../phrases/fi.txt"),
                include_str!("../phrases/fa.txt"),
            ]
            .map(Sections::parse),
        )
    }

    /// What the customer writes; `None` for the two thirds that write nothing.
    pub(crate) fn comment(&self, situation: &Situation, scored: &Scored, draw: &mut Draw) -> Option<String> {
        let contentment = scored.contentment;
        let eagerness = match contentment {
            ..0.3 => 0.55,
            ..0.6 => 0.38,
            ..0.9 => 0.27,
            _ => 0.34,
        };
        if !draw.chance(eagerness) {
            return None;
        }
        let writer = Writer::new(self, situation, draw);
        Some(match contentment {
            ..0.45 => writer.bad(draw),
            ..0.62 => writer.mixed(draw),
            ..0.8 if draw.chance(0.35) => writer.mixed(draw),
            _ => writer.good(draw),
        })
    }
}

/// Somebody who writes.
struct Writer<'a> {
    situation: &'a Situation,
    language: Language,
    sections: &'a Sections,
    minutes: u32,
    days: i32,
    product: Product,
}

impl<'a> Writer<'a> {
    fn new(phrases: &'a Phrases, situation: &'a Situation, draw: &mut Draw) -> Self {
        let language = situation.customer.language;
        let waited = situation.waiting.map_or(12, |waiting| waiting.minutes());
        let late = situation.delay.map_or(3, |delay| delay.days());
        Self {
            situation,
            language,
            sections: &phrases.0[language as usize],
            minutes: (waited + draw.below(4) as u32).max(8),
            days: (late + i32::from(draw.chance(0.3))).max(2),
            product: situation.product.unwrap_or_else(|| Product::draw(draw)),
        }
    }

    fn bad(&self, draw: &mut Draw) -> String {
        let cause = cause(self.situation).filter(|_| draw.chance(0.85));
        let first = cause.unwrap_or_else(|| self.theme(Tone::Bad, None, draw));
        self.alike(Tone::Bad, first, "closing -", draw)
    }

    fn good(&self, draw: &mut Draw) -> String {
        let first = self.theme(Tone::Good, None, draw);
        self.alike(Tone::Good, first, "closing +", draw)
    }

    /// A theme, or two of the same tone.
    fn alike(&self, tone: Tone, first: Theme, closing: &str, draw: &mut Draw) -> String {
        let mut text = self.opening(draw);
        let second = self.theme(tone, Some(first), draw);
        if second != first && draw.chance(0.4) {
            self.joined(&mut text, "and", [(first, tone), (second, tone)], draw);
        } else {
            self.sentence(&mut text, self.clause((first, tone), draw), draw);
        }
        self.closing(&mut text, closing, 0.45, draw);
        text
    }

    fn mixed(&self, draw: &mut Draw) -> String {
        let bad = cause(self.situation).unwrap_or_else(|| self.theme(Tone::Bad, None, draw));
        let good = self.theme(Tone::Good, Some(bad), draw);
        let mut text = self.opening(draw);
        if good == bad {
            self.sentence(&mut text, self.clause((bad, Tone::Bad), draw), draw);
        } else {
            let mut clauses = [(good, Tone::Good), (bad, Tone::Bad)];
            if draw.chance(0.35) {
                clauses.reverse();
            }
            self.joined(&mut text, "but", clauses, draw);
        }
        self.closing(&mut text, "closing 0", 0.35, draw);
        text
    }

    /// A theme that fits, another than `besides` if there is one; the first are the likeliest.
    fn theme(&self, tone: Tone, besides: Option<Theme>, draw: &mut Draw) -> Theme {
        let fits = |theme: &Theme| theme.fits(tone, self.situation);
        let themes: Vec<Theme> = themes(self.situation).iter().copied().filter(fits).collect();
        let others: Vec<Theme> = themes.iter().copied().filter(|theme| Some(*theme) != besides).collect();
        let candidates = if others.is_empty() { themes } else { others };
        let place = draw.below(candidates.len()).min(draw.below(candidates.len() + 1));
        candidates[place]
    }

    fn clause(&self, (theme, tone): Clause, draw: &mut Draw) -> &'a Phrase {
        draw.pick(self.sections.get(theme.section(tone)))
    }

    fn opening(&self, draw: &mut Draw) -> String {
        let mut text = String::with_capacity(160);
        let is_new = self.situation.customer.segment == Segment::New;
        if draw.chance(0.18) {
            let section = if is_new { "opening new" } else { "opening known" };
            self.sentence(&mut text, draw.pick(self.sections.get(section)), draw);
        }
        text
    }

    fn closing(&self, text: &mut String, section: &str, probability: f64, draw: &mut Draw) {
        if draw.chance(probability) {
            self.sentence(text, draw.pick(self.sections.get(section)), draw);
        }
    }

    /// Two clauses in one sentence.
    fn joined(&self, text: &mut String, link: &str, [first, second]: [Clause; 2], draw: &mut Draw) {
        let (one, other) = (self.clause(first, draw), self.clause(second, draw));
        let start = self.begin(text);
        self.write(text, one, draw);
        self.write(text, draw.pick(self.sections.get(link)), draw);
        text.push(' ');
        self.write(text, other, draw);
        end(text, start);
    }

    fn sentence(&self, text: &mut String, phrase: &Phrase, draw: &mut Draw) {
        let start = self.begin(text);
        self.write(text, phrase, draw);
        end(text, start);
    }

    fn begin(&self, text: &mut String) -> usize {
        if !text.is_empty() {
            text.push(' ');
        }
        text.len()
    }

    fn write(&self, text: &mut String, phrase: &Phrase, draw: &mut Draw) {
        phrase.write(text, draw, &|slot, text| match slot {
            "minutes" => self.number(text, self.minutes),
            "days" => self.number(text, self.days.unsigned_abs()),
            _ => text.push_str(PRODUCT_NAMES[self.language as usize][self.product.0]),
        });
    }

    /// A number in the language's digits; Romanian says "20 de minute" but "12 minute".
    fn number(&self, text: &mut String, number: u32) {
        for digit in number.to_string().bytes() {
            let digit = u32::from(digit - b'0');
            let zero = if self.language == Language::Fa { '۰' } else { '0' };
            text.extend(char::from_u32(u32::from(zero) + digit));
        }
        if self.language == Language::Ro && number >= 20 {
            text.push_str(" de");
        }
    }
}

/// Ends the sentence that began at `start`, and begins it with a capital.
fn end(text: &mut String, start: usize) {
    if let Some(first) = text[start..].chars().next() {
        let capital: String = first.to_uppercase().collect();
        text.replace_range(start..start + first.len_utf8(), &capital);
    }
    text.push('.');
}
