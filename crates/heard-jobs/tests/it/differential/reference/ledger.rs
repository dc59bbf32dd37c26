//! Which responses stand at a place in the order of acceptance: put and taken back one by one.

use std::collections::{BTreeSet, HashMap};

use heard_model::fact::FactEvent;
use heard_model::{Position, UnitScope};

/// Every change of a workspace, as the truth has them.
pub struct Ledger {
    changes: Vec<FactEvent>,
    /// What each change says, whenever it came and whether it puts or takes back.
    contents: Vec<String>,
    /// After the last of them.
    pub end: Position,
}

impl Ledger {
    pub fn new(changes: Vec<FactEvent>, end: Position) -> Self {
        let content = |event: &FactEvent| {
            serde_json::to_string(&FactEvent { sign: 1, seq: 0, ..event.clone() }).unwrap()
        };
        Self { contents: changes.iter().map(content).collect(), changes, end }
    }

    /// The responses that stand at a place, as they then were.
    pub fn standing(&self, at: &Position) -> Vec<&FactEvent> {
        let known = |sign: i8| {
            let all = self.changes.iter().zip(&self.contents);
            all.filter(move |(event, _)| event.sign == sign && at.covers(event.seq))
        };
        let mut taken_back: HashMap<&str, usize> = HashMap::new();
        for (_, content) in known(-1) {
            *taken_back.entry(content).or_default() += 1;
        }
        let mut standing = Vec::new();
        for (event, content) in known(1) {
            match taken_back.get_mut(content.as_str()).filter(|times| **times > 0) {
                Some(times) => *times -= 1,
                None => standing.push(event),
            }
        }
        assert!(taken_back.values().all(|times| *times == 0), "something was taken back that nobody put");
        standing
    }

    /// How many changes came after a place, in the units of a scope.
    pub fn changes_after(&self, at: &Position, scope: &UnitScope) -> i64 {
        let later = self.changes.iter().filter(|event| !at.covers(event.seq) && is_in(scope, event));
        let changes: BTreeSet<i64> = later.map(|event| event.seq).collect();
        i64::try_from(changes.len()).unwrap()
    }
}

/// Whether a response may be seen.
pub fn is_in(scope: &UnitScope, event: &FactEvent) -> bool {
    match scope {
        UnitScope::All => true,
        UnitScope::Branch(units) => units.contains(&event.unit),
    }
}
