//! Where a row is counted: its group by mixed radix, and within the group a cell for its score.

use heard_facts::ColumnValues;
use heard_model::fact::{SCORE_NOT_APPLICABLE, SCORE_SKIPPED};

use super::clip::{ClippedQuestion, Core};
use super::error::KernelError;
use super::narrow::{Offset, with_offsets};
use super::part::BlockColumns;
use super::question::{Axis, MAX_AXES};
use super::sums::GroupKey;

/// Cells for the special scores and, after them, for scores that are not counted.
const SPECIAL_CELLS: usize = 2;

/// How many cells the sums of a group have.
pub(super) fn width(core: &Core) -> usize {
    usize::from(core.highest_score) + 1 + SPECIAL_CELLS
}

/// Where rows are counted. Groups are numbered `period + codes[0] · stride[0] + …`.
pub(super) struct Layout {
    /// Cells that are kept of each group.
    pub(super) width: usize,
    /// The cell of each score; `width` for scores that are not counted.
    pub(super) cell_of_score: [u16; 256],
    /// How many groups there may be.
    pub(super) groups: u64,
    axes: Vec<AxisLayout>,
    periods: u64,
}

struct AxisLayout {
    axis: Axis,
    radix: u64,
    stride: u64,
}

impl Layout {
    /// The layout for rows of `blocks`.
    pub(super) fn of(question: &ClippedQuestion, blocks: &[BlockColumns]) -> Result<Self, KernelError> {
        let periods = question.cuts.len() as u64 + 1;
        let mut groups = periods;
        let mut axes = Vec::with_capacity(question.core.axes.len());
        for axis in &question.core.axes {
            let highest =
                blocks.iter().map(|block| highest_code(block.column(axis.column))).max().unwrap_or(0);
            let radix = match &axis.groups {
                None => highest as u64 + 1,
                Some(groups) => {
                    groups.iter().take(highest + 1).max().map_or(1, |group| u64::from(*group) + 1)
                }
            };
            axes.push(AxisLayout { axis: axis.clone(), radix, stride: groups });
            groups = groups.checked_mul(radix).ok_or(KernelError::TooManyGroups)?;
        }
        let width = width(&question.core);
        Ok(Self { width, cell_of_score: cells_of_scores(question.core.highest_score), groups, axes, periods })
    }

    /// Cells that a group takes while counting: the last is for scores that are not counted.
    pub(super) fn counting_width(&self) -> usize {
        self.width + 1
    }

    /// The key of a group.
    pub(super) fn key(&self, group: u64) -> GroupKey {
        let mut codes = [0; MAX_AXES];
        for (code, layout) in codes.iter_mut().zip(&self.axes) {
            *code = u32::try_from(group / layout.stride % layout.radix).unwrap_or(u32::MAX);
        }
        GroupKey { period: u32::try_from(group % self.periods).unwrap_or(u32::MAX), codes }
    }

    /// How the rows of one block find their group.
    pub(super) fn groups_of<'a>(&self, block: &'a BlockColumns) -> BlockGroups<'a> {
        let mut groups = BlockGroups { fixed: 0, varying: Vec::new() };
        for AxisLayout { axis, stride, .. } in &self.axes {
            let column = block.column(axis.column);
            match (column.as_constant(), &axis.groups) {
                (Some(code), _) => groups.fixed += u64::from(axis.group(code as usize)) * stride,
                (None, None) => groups.varying.push((column, Step::Times(*stride))),
                (None, Some(of_codes)) => {
                    let of_codes = of_codes.iter().take(highest_code(column) + 1);
                    let table = of_codes.map(|group| u64::from(*group) * stride).collect();
                    groups.varying.push((column, Step::Table(table)));
                }
            }
        }
        groups
    }
}

/// The groups of the rows of one block, their period apart.
pub(super) struct BlockGroups<'a> {
    fixed: u64,
    varying: Vec<(&'a ColumnValues, Step)>,
}

/// What a code adds to the number of the group.
enum Step {
    Times(u64),
    /// By code; codes beyond it add nothing.
    Table(Vec<u64>),
}

impl BlockGroups<'_> {
    /// The group of all rows of a period, if it is one.
    pub(super) fn uniform(&self, period: u32) -> Option<u64> {
        self.varying.is_empty().then_some(self.fixed + u64::from(period))
    }

    /// Writes the groups of the rows from `start`, all of one period, into `groups`.
    pub(super) fn fill(&self, start: usize, period: u32, groups: &mut [u64]) {
        groups.fill(self.fixed + u64::from(period));
        for (column, step) in &self.varying {
            let rows = start..start + groups.len();
            with_offsets!(column, rows, |codes| step.add(codes, groups), constant => ());
        }
    }
}

impl Step {
    fn add<T: Offset>(&self, codes: &[T], groups: &mut [u64]) {
        match self {
            Self::Times(stride) => {
                for (group, code) in groups.iter_mut().zip(codes) {
                    *group += code.index() as u64 * stride;
                }
            }
            Self::Table(table) => {
                for (group, code) in groups.iter_mut().zip(codes) {
                    *group += table.get(code.index()).copied().unwrap_or(0);
                }
            }
        }
    }
}

fn highest_code(column: &ColumnValues) -> usize {
    usize::try_from(column.max()).unwrap_or(0)
}

fn cells_of_scores(highest_score: u8) -> [u16; 256] {
    let scores = u16::from(highest_score) + 1;
    let mut cells = [scores + 2; 256];
    for score in 0..=highest_score {
        cells[usize::from(score)] = u16::from(score);
    }
    cells[usize::from(SCORE_NOT_APPLICABLE)] = scores;
    cells[usize::from(SCORE_SKIPPED)] = scores + 1;
    cells
}
