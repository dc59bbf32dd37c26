//! Units: company → region → shop or department → team.

use serde::{Deserialize, Serialize};

use crate::UnitId;

/// A node of the tree. Every response, case and person belongs to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OrganisationUnit {
    /// Identifier.
    pub id: UnitId,
    /// The unit above; absent for the company itself.
    pub parent: Option<UnitId>,
    /// Name.
    pub name: String,
    /// The company's own code of it, unique in the workspace; senders may use it.
    pub code: Option<String>,
}

/// The tree of a workspace's units, as a list in which parents stand before children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitTree(Vec<OrganisationUnit>);

impl UnitTree {
    /// A tree of `units` in any order; those whose parent is missing are roots.
    pub fn new(units: Vec<OrganisationUnit>) -> Self {
        let mut remaining = units;
        let mut ordered: Vec<OrganisationUnit> = Vec::with_capacity(remaining.len());
        while !remaining.is_empty() {
            let (ready, waiting): (Vec<_>, Vec<_>) = remaining.iter().cloned().partition(|unit| {
                unit.parent.is_none_or(|parent| !remaining.iter().any(|other| other.id == parent))
            });
            if ready.is_empty() {
                ordered.extend(waiting);
                break;
            }
            ordered.extend(ready);
            remaining = waiting;
        }
        Self(ordered)
    }

    /// The units, parents before children.
    pub fn units(&self) -> &[OrganisationUnit] {
        &self.0
    }

    /// The company itself.
    pub fn root(&self) -> Option<&OrganisationUnit> {
        self.0.first()
    }

    /// One unit.
    pub fn get(&self, id: UnitId) -> Option<&OrganisationUnit> {
        self.0.iter().find(|unit| unit.id == id)
    }

    /// The unit of a code, or of an identifier written as text.
    pub fn find(&self, code_or_id: &str) -> Option<&OrganisationUnit> {
        self.0
            .iter()
            .find(|unit| unit.code.as_deref() == Some(code_or_id))
            .or_else(|| code_or_id.parse().ok().and_then(|id| self.get(id)))
    }

    /// `id` and everything below it.
    pub fn branch(&self, id: UnitId) -> Vec<UnitId> {
        let mut branch = vec![id];
        for unit in &self.0 {
            if unit.parent.is_some_and(|parent| branch.contains(&parent)) {
                branch.push(unit.id);
            }
        }
        branch
    }

    /// The ancestor of `id` at `depth` (0 is the root); `None` where `id` lies higher.
    pub fn ancestor_at(&self, id: UnitId, depth: u8) -> Option<UnitId> {
        let mut path = vec![id];
        while let Some(parent) = path.last().and_then(|last| self.get(*last)).and_then(|unit| unit.parent) {
            if path.contains(&parent) {
                break;
            }
            path.push(parent);
        }
        path.reverse();
        path.get(usize::from(depth)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn unit(id: u128, parent: Option<u128>) -> OrganisationUnit {
        OrganisationUnit {
            id: UnitId(Uuid::from_u128(id)),
            parent: parent.map(|parent| UnitId(Uuid::from_u128(parent))),
            name: id.to_string(),
            code: Some(format!("u{id}")),
        }
    }

    fn id(id: u128) -> UnitId {
        UnitId(Uuid::from_u128(id))
    }

    #[test]
    fn branches_and_ancestors() {
        let tree = UnitTree::new(vec![unit(4, Some(2)), unit(2, Some(1)), unit(3, Some(1)), unit(1, None)]);
        assert_eq!(tree.root().unwrap().id, id(1));
        assert_eq!(tree.branch(id(2)), [id(2), id(4)]);
        assert_eq!(tree.branch(id(1)).len(), 4);
        assert_eq!(tree.ancestor_at(id(4), 1), Some(id(2)));
        assert_eq!(tree.ancestor_at(id(4), 3), None);
        assert_eq!(tree.find("u3").unwrap().id, id(3));
    }

    #[test]
    fn a_ring_of_parents_ends() {
        let tree = UnitTree::new(vec![unit(1, Some(2)), unit(2, Some(1))]);
        assert_eq!(tree.units().len(), 2);
        tree.ancestor_at(id(1), 5);
    }
}
