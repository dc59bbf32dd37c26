//! The columns of a fact row and the label sets behind their codes.

use std::fmt;

use heard_model::dimension::MAX_ATTRIBUTES;

/// Columns before the attributes.
const FIXED: usize = 20;
/// Number of attribute columns.
pub const ATTRIBUTE_COLUMNS: usize = MAX_ATTRIBUTES;
/// Number of columns of a row.
pub const COLUMN_COUNT: usize = FIXED + ATTRIBUTE_COLUMNS;

/// A column of a fact row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The change's position in the order of acceptance.
    Seq,
    /// When it was answered, milliseconds since 1970 UTC.
    Instant,
    /// The civil day, days since 1970-01-01.
    Day,
    /// Kind and scale, a code of [`crate::Series`].
    Series,
    /// The raw score, 254 "does not apply" or 255 "skipped".
    Score,
    /// 1 or −1.
    Sign,
    /// Sampling weight in millionths; 0 is "not weighted".
    Weight,
    /// The contact's code; 0 is nobody known.
    Contact,
    /// Unit.
    Unit,
    /// Survey.
    Survey,
    /// Question key.
    Question,
    /// Choice key.
    Choice,
    /// Time zone.
    Zone,
    /// Touchpoint.
    Touchpoint,
    /// Channel.
    Channel,
    /// Language.
    Language,
    /// Country.
    Country,
    /// Team.
    Team,
    /// Agent.
    Agent,
    /// Product.
    Product,
    /// The attribute of a slot, below [`ATTRIBUTE_COLUMNS`]; the dictionary knows whose it is.
    Attribute(u8),
}

const FIXED_COLUMNS: [(Column, &str); FIXED] = [
    (Column::Seq, "seq"),
    (Column::Instant, "instant_ms"),
    (Column::Day, "day"),
    (Column::Series, "series"),
    (Column::Score, "score"),
    (Column::Sign, "sign"),
    (Column::Weight, "weight"),
    (Column::Contact, "contact"),
    (Column::Unit, "unit"),
    (Column::Survey, "survey"),
    (Column::Question, "question"),
    (Column::Choice, "choice"),
    (Column::Zone, "zone"),
    (Column::Touchpoint, "touchpoint"),
    (Column::Channel, "channel"),
    (Column::Language, "language"),
    (Column::Country, "country"),
    (Column::Team, "team"),
    (Column::Agent, "agent"),
    (Column::Product, "product"),
];

impl Column {
    /// All columns in the order of their index.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..COLUMN_COUNT).filter_map(Self::from_index)
    }

    /// The column's place in a row, stable for ever: the dictionary is persisted by it.
    pub const fn index(self) -> usize {
        match self {
            Self::Seq => 0,
            Self::Instant => 1,
            Self::Day => 2,
            Self::Series => 3,
            Self::Score => 4,
            Self::Sign => 5,
            Self::Weight => 6,
            Self::Contact => 7,
            Self::Unit => 8,
            Self::Survey => 9,
            Self::Question => 10,
            Self::Choice => 11,
            Self::Zone => 12,
            Self::Touchpoint => 13,
            Self::Channel => 14,
            Self::Language => 15,
            Self::Country => 16,
            Self::Team => 17,
            Self::Agent => 18,
            Self::Product => 19,
            Self::Attribute(slot) => FIXED + slot as usize,
        }
    }

    /// The column at a place.
    pub fn from_index(index: usize) -> Option<Self> {
        if let Some((column, _)) = FIXED_COLUMNS.get(index) {
            return Some(*column);
        }
        let slot = u8::try_from(index.checked_sub(FIXED)?).ok()?;
        (usize::from(slot) < ATTRIBUTE_COLUMNS).then_some(Self::Attribute(slot))
    }

    /// Whether the values are small codes from 0, fit to group by; else they are counted from
    /// the smallest of a block.
    pub fn is_coded(self) -> bool {
        !matches!(self, Self::Seq | Self::Instant | Self::Day | Self::Sign)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(slot) => write!(formatter, "attribute_{slot}"),
            fixed => formatter.write_str(FIXED_COLUMNS[fixed.index()].1),
        }
    }
}

/// A set of labels with codes of its own, persisted under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelSet {
    /// The values of a coded column.
    Of(Column),
    /// The names of the attributes; the attribute with code `c` has slot `c − 1`.
    AttributeNames,
}

impl LabelSet {
    /// How many label sets there are; those of columns without labels stay empty.
    pub(crate) const COUNT: usize = COLUMN_COUNT + 1;

    /// The number that it is persisted under.
    pub fn number(self) -> u8 {
        match self {
            Self::Of(column) => u8::try_from(column.index()).unwrap_or(u8::MAX),
            Self::AttributeNames => u8::MAX,
        }
    }

    /// The label set of a persisted number.
    pub fn from_number(number: u8) -> Option<Self> {
        match number {
            u8::MAX => Some(Self::AttributeNames),
            index => Column::from_index(usize::from(index)).map(Self::Of),
        }
    }

    pub(crate) fn position(self) -> usize {
        match self {
            Self::Of(column) => column.index(),
            Self::AttributeNames => COLUMN_COUNT,
        }
    }

    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Column::all().map(Self::Of).chain([Self::AttributeNames])
    }
}

impl From<Column> for LabelSet {
    fn from(column: Column) -> Self {
        Self::Of(column)
    }
}

impl fmt::Display for LabelSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(column) => column.fmt(formatter),
            Self::AttributeNames => formatter.write_str("attribute names"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_old_files_say() {
        for (position, column) in Column::all().enumerate() {
            assert_eq!(column.index(), position);
            assert_eq!(LabelSet::from_number(LabelSet::Of(column).number()), Some(LabelSet::Of(column)));
        }
        assert_eq!(Column::all().count(), 36);
        assert_eq!(Column::Series.index(), 3);
        assert_eq!(Column::Unit.index(), 8);
        assert_eq!(Column::Product.index(), 19);
        assert_eq!(Column::Attribute(15).index(), 35);
        assert_eq!(Column::Attribute(3).to_string(), "attribute_3");
        assert_eq!(LabelSet::from_number(255), Some(LabelSet::AttributeNames));
        assert_eq!(LabelSet::from_number(36), None);
    }
}
