//! The company's tree: company → country → shop, and beside the countries the online shops and
//! the contact centre's teams.

use heard_model::UnitId;
use heard_model::unit::{OrganisationUnit, UnitTree};

use crate::draw::{Draw, Purpose};

/// Code of the company itself.
pub(crate) const COMPANY: &str = "company";
/// Code of the web shop.
pub(crate) const ONLINE_WEB: &str = "online-web";
/// Code of the shopping app.
pub(crate) const ONLINE_APP: &str = "online-app";
/// Code of the web shop in Persian.
pub(crate) const ONLINE_PERSIAN: &str = "online-persian";
/// Code of the contact centre.
pub(crate) const CONTACT_CENTRE: &str = "contact-centre";
/// Code of the shop that improves.
pub(crate) const IMPROVING_SHOP: &str = "hu-debrecen";

/// A shop with what sets it apart.
#[derive(Debug)]
pub(crate) struct Shop {
    /// Its unit's code.
    pub(crate) code: &'static str,
    /// Its unit's name.
    name: &'static str,
    /// Its share of its country's customers.
    pub(crate) weight: u32,
    /// How much better its service is than the company's.
    pub(crate) service: f64,
    /// How much longer its queues are, in steps of the waiting scale.
    pub(crate) queue: f64,
}

const fn shop(code: &'static str, name: &'static str, weight: u32, service: f64, queue: f64) -> Shop {
    Shop { code, name, weight, service, queue }
}

/// The shops of each country, in the order of [`Country`](crate::customer::Country).
pub(crate) const SHOPS: [&[Shop]; 4] = [
    &[
        shop("hu-budapest-buda", "Budapest Buda", 34, 0.05, 0.3),
        shop("hu-budapest-pest", "Budapest Pest", 30, -0.05, 0.4),
        shop(IMPROVING_SHOP, "Debrecen", 20, 0.0, 0.0),
        shop("hu-szeged", "Szeged", 16, 0.1, -0.2),
    ],
    &[
        shop("ro-bucuresti", "București", 40, -0.05, 0.5),
        shop("ro-cluj", "Cluj-Napoca", 25, 0.1, 0.0),
        shop("ro-iasi", "Iași", 18, 0.0, 0.0),
        shop("ro-timisoara", "Timișoara", 17, 0.05, -0.1),
    ],
    &[
        shop("fi-helsinki", "Helsinki", 45, 0.0, 0.2),
        shop("fi-tampere", "Tampere", 25, 0.1, -0.2),
        shop("fi-turku", "Turku", 17, 0.0, -0.1),
        shop("fi-oulu", "Oulu", 13, 0.05, -0.3),
    ],
    &[
        shop("ie-dublin", "Dublin", 58, -0.05, 0.3),
        shop("ie-cork", "Cork", 27, 0.05, 0.0),
        shop("ie-galway", "Galway", 15, 0.1, -0.2),
    ],
];

/// Code and name of the countries' units, in the order of [`SHOPS`].
const COUNTRIES: [(&str, &str); 4] =
    [("hu", "Hungary"), ("ro", "Romania"), ("fi", "Finland"), ("ie", "Ireland")];

/// The tree; identifiers follow from the seed.
pub(crate) fn tree(seed: u64, company: &str) -> UnitTree {
    let mut units: Vec<OrganisationUnit> = Vec::new();
    let mut add = |code: &str, name: &str, parent: Option<UnitId>| {
        let bytes = Draw::new(seed, Purpose::Unit, units.len() as u64).bytes();
        let id = UnitId(uuid::Builder::from_random_bytes(bytes).into_uuid());
        units.push(OrganisationUnit { id, parent, name: name.to_owned(), code: Some(code.to_owned()) });
        id
    };
    let root = add(COMPANY, company, None);
    for ((code, name), shops) in COUNTRIES.into_iter().zip(SHOPS) {
        let country = add(code, name, Some(root));
        for shop in shops {
            add(shop.code, shop.name, Some(country));
        }
    }
    let online = add("online", "Online", Some(root));
    for (code, name) in
        [(ONLINE_WEB, "Web shop"), (ONLINE_APP, "App"), (ONLINE_PERSIAN, "Web shop in Persian")]
    {
        add(code, name, Some(online));
    }
    let centre = add(CONTACT_CENTRE, "Contact centre", Some(root));
    for team in TEAMS {
        add(team.code, team.name, Some(centre));
    }
    UnitTree::new(units)
}

/// A team of the contact centre.
#[derive(Debug)]
pub(crate) struct Team {
    /// Its unit's code.
    pub(crate) code: &'static str,
    /// Its name, also its label in answers.
    pub(crate) name: &'static str,
    /// Its share of the cases.
    pub(crate) weight: u32,
    /// Where it stands on the waiting scale.
    pub(crate) wait: f64,
    /// Its agents.
    pub(crate) agents: &'static [&'static str],
}

/// The agent who needs help.
pub(crate) const STRUGGLING_AGENT: &str = "Agent 07";

/// The contact centre's teams.
pub(crate) const TEAMS: [Team; 3] = [
    Team {
        code: "support-phone",
        name: "Phone team",
        weight: 45,
        wait: 4.2,
        agents: &["Agent 01", "Agent 02", "Agent 03", "Agent 04", "Agent 05", "Agent 06", STRUGGLING_AGENT],
    },
    Team {
        code: "support-chat",
        name: "Chat team",
        weight: 35,
        wait: 2.6,
        agents: &["Agent 08", "Agent 09", "Agent 10", "Agent 11", "Agent 12"],
    },
    Team {
        code: "support-mail",
        name: "Mail team",
        weight: 20,
        wait: 5.6,
        agents: &["Agent 13", "Agent 14", "Agent 15", "Agent 16"],
    },
];
