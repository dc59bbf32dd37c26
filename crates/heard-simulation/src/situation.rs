//! What happened to a customer before the survey came: where, with whom, how long it took.

use heard_model::InterfaceLanguage as Language;

use crate::SurveyKey;
use crate::customer::Customer;
use crate::draw::Draw;
use crate::effects::Plan;
use crate::operations::{Delay, Waiting};
use crate::timeline::{Moment, rush};
use crate::units::{COMPANY, ONLINE_APP, ONLINE_PERSIAN, ONLINE_WEB, TEAMS};

/// A product; its place in [`PRODUCTS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product(pub(crate) usize);

/// Labels of the products, how often they are bought, and how much better than others they are.
const PRODUCTS: [(&str, u32, f64); 12] = [
    ("Kettle", 12, 0.05),
    ("Desk lamp", 10, 0.1),
    ("Office chair", 8, -0.15),
    ("Bookshelf", 9, 0.0),
    ("Rug", 8, 0.05),
    ("Frying pan", 12, 0.1),
    ("Duvet", 9, 0.15),
    ("Garden table", 5, -0.05),
    ("Mirror", 6, 0.0),
    ("Vacuum cleaner", 7, -0.1),
    ("Wardrobe", 5, -0.2),
    ("Coffee maker", 9, 0.1),
];

impl Product {
    /// One that is bought as often as it is.
    pub(crate) fn draw(draw: &mut Draw) -> Self {
        Self(draw.weighted(&PRODUCTS.map(|(_, weight, _)| weight)))
    }

    /// Its label.
    pub fn label(self) -> &'static str {
        PRODUCTS[self.0].0
    }

    fn quality(self) -> f64 {
        PRODUCTS[self.0].2
    }
}

/// What adds to satisfaction, or takes from it, beyond the customer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Causes {
    /// The time waited.
    pub waiting: f64,
    /// The delivery's punctuality.
    pub delay: f64,
    /// The people of the place, or the agent.
    pub staff: f64,
    /// The product.
    pub product: f64,
    /// The website.
    pub website: f64,
}

impl Causes {
    pub(crate) fn sum(self) -> f64 {
        self.waiting + self.delay + self.staff + self.product + self.website
    }
}

/// What happened, and how the survey reached the customer.
#[derive(Debug)]
pub struct Situation {
    /// The survey.
    pub survey: SurveyKey,
    /// When it was answered.
    pub moment: Moment,
    /// Who answered.
    pub customer: Customer,
    /// Whether the answer says who.
    pub is_named: bool,
    /// Code of the unit.
    pub unit: &'static str,
    /// The touchpoint, where the survey has none for all.
    pub touchpoint: Option<&'static str>,
    /// The channel.
    pub channel: &'static str,
    /// Label of the team.
    pub team: Option<&'static str>,
    /// Label of the agent.
    pub agent: Option<&'static str>,
    /// The product.
    pub product: Option<Product>,
    /// Label of the packaging.
    pub packaging: Option<&'static str>,
    /// The time waited.
    pub waiting: Option<Waiting>,
    /// The delivery's delay.
    pub delay: Option<Delay>,
    /// What all of it does to satisfaction.
    pub causes: Causes,
}

/// How often each survey is answered, in the order of [`SurveyKey::ALL`].
const SURVEY_WEIGHTS: [u32; 8] = [12, 25, 22, 15, 12, 6, 5, 3];

impl Situation {
    /// What happened before the response at `position`.
    pub(crate) fn new(seed: u64, position: u64, moment: Moment, plan: &Plan, draw: &mut Draw) -> Self {
        let customer = Customer::of_response(seed, position, draw);
        let survey = SurveyKey::ALL[draw.weighted(&SURVEY_WEIGHTS)];
        let mut situation = Self {
            survey,
            moment,
            customer,
            is_named: true,
            unit: COMPANY,
            touchpoint: survey.touchpoint(),
            channel: "email",
            team: None,
            agent: None,
            product: None,
            packaging: None,
            waiting: None,
            delay: None,
            causes: Causes::default(),
        };
        match survey {
            SurveyKey::Relationship => situation.relationship(plan, draw),
            SurveyKey::Purchase => situation.purchase(plan, draw),
            SurveyKey::Visit => situation.visit(plan, draw),
            SurveyKey::Delivery => situation.delivery(plan, draw),
            SurveyKey::Support => situation.support(plan, draw),
            SurveyKey::Website => situation.website(plan, draw),
            SurveyKey::Product => situation.product_use(plan, draw),
            SurveyKey::Returns => situation.returns(plan, draw),
        }
        situation
    }

    fn relationship(&mut self, plan: &Plan, draw: &mut Draw) {
        self.somewhere(0.5, plan, draw);
        self.causes.staff *= 0.4;
        self.channel = if draw.chance(0.85) { "email" } else { "link" };
    }

    fn purchase(&mut self, plan: &Plan, draw: &mut Draw) {
        let is_online = self.somewhere(0.55, plan, draw);
        self.take_product(draw);
        if !is_online {
            self.queue(draw);
        }
        self.channel = match (is_online, draw.weighted(&[60, 25, 15])) {
            (_, 0) => "email",
            (true, 1) => "widget",
            (false, 1) => "qr",
            _ => "link",
        };
    }

    fn visit(&mut self, plan: &Plan, draw: &mut Draw) {
        self.in_shop(plan);
        self.queue(draw);
        self.channel = if draw.chance(0.7) { "kiosk" } else { "qr" };
        self.is_named = self.channel == "qr" && draw.chance(0.4);
    }

    fn delivery(&mut self, plan: &Plan, draw: &mut Draw) {
        self.online(plan);
        self.take_product(draw);
        self.packaging = Some(["plain", "printed", "gift"][draw.weighted(&[45, 45, 10])]);
        let is_broken = plan.delivery_is_broken(self.moment.date);
        // What breaks is as bad in December as in any other month.
        let usual = if is_broken { 2.6 } else { 0.9 + 1.1 * rush(self.moment.date) };
        let delay = Delay::near(usual + 1.1 * draw.normal());
        self.delay = Some(delay);
        self.causes.delay = delay.effect() + if is_broken { -0.4 } else { 0.0 };
        self.channel = if draw.chance(0.7) { "email" } else { "link" };
    }

    fn support(&mut self, plan: &Plan, draw: &mut Draw) {
        let team = &TEAMS[draw.weighted(&TEAMS.each_ref().map(|team| team.weight))];
        let agent = *draw.pick(team.agents);
        self.unit = team.code;
        self.team = Some(team.name);
        self.agent = Some(agent);
        let place = team.wait + 1.5 * draw.normal() + 1.6 * rush(self.moment.date) + self.busy_hour();
        self.wait(Waiting::near(place), 0.8);
        self.causes.staff = plan.agent(agent, self.moment.date);
        self.channel =
            ["sms", "widget", "email"][TEAMS.iter().position(|one| one.code == team.code).unwrap_or(0)];
    }

    fn website(&mut self, plan: &Plan, draw: &mut Draw) {
        self.online(plan);
        let is_checkout = draw.chance(0.5);
        self.touchpoint = Some(if is_checkout { "checkout" } else { "browse" });
        if is_checkout {
            self.causes.website = plan.checkout(self.moment.date);
        }
        self.channel = "widget";
        self.is_named = draw.chance(0.6);
    }

    fn product_use(&mut self, plan: &Plan, draw: &mut Draw) {
        self.somewhere(0.5, plan, draw);
        self.causes = Causes::default();
        self.take_product(draw);
        self.causes.product *= 2.0;
        self.channel = if draw.chance(0.8) { "email" } else { "link" };
    }

    fn returns(&mut self, plan: &Plan, draw: &mut Draw) {
        self.somewhere(0.7, plan, draw);
        self.take_product(draw);
        self.channel = "email";
    }

    /// In the customer's shop or online; whether online.
    fn somewhere(&mut self, online: f64, plan: &Plan, draw: &mut Draw) -> bool {
        // Persian speakers have a web shop of their own and no shop with their language.
        let online = if self.customer.language == Language::Fa { 0.85 } else { online };
        let is_online = draw.chance(online);
        if is_online {
            self.online(plan)
        } else {
            self.in_shop(plan)
        }
        is_online
    }

    fn online(&mut self, plan: &Plan) {
        self.unit = match (self.customer.language, self.customer.prefers_app) {
            (Language::Fa, _) => ONLINE_PERSIAN,
            (_, true) => ONLINE_APP,
            (_, false) => ONLINE_WEB,
        };
        if self.survey == SurveyKey::Purchase {
            self.causes.website = 0.5 * plan.checkout(self.moment.date);
        }
    }

    fn in_shop(&mut self, plan: &Plan) {
        let shop = self.customer.shop;
        self.unit = shop.code;
        self.causes.staff = shop.service + plan.shop(shop.code, self.moment.date);
    }

    fn take_product(&mut self, draw: &mut Draw) {
        let product = Product::draw(draw);
        self.product = Some(product);
        self.causes.product = product.quality();
    }

    /// Waits at the tills of the customer's shop.
    fn queue(&mut self, draw: &mut Draw) {
        let saturday = self.moment.date.weekday() == jiff::civil::Weekday::Saturday;
        let place = 3.0
            + 1.9 * draw.normal()
            + self.customer.shop.queue
            + self.busy_hour()
            + if saturday { 0.8 } else { 0.0 }
            + 1.8 * rush(self.moment.date);
        self.wait(Waiting::near(place), 1.0);
    }

    fn wait(&mut self, waiting: Waiting, patience: f64) {
        self.waiting = Some(waiting);
        self.causes.waiting = patience * waiting.effect();
    }

    /// After work everybody comes at once.
    fn busy_hour(&self) -> f64 {
        if (32..38).contains(&self.moment.slot) { 0.9 } else { 0.0 }
    }
}
