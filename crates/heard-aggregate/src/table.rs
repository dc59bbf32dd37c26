//! An answer as a table, for files and terminals: the same rows everywhere.

use heard_model::metric::{Comparison, Flag, Measure, MetricAnswer, Sureness};

/// One cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum TableCell {
    /// Nothing to say.
    Empty,
    /// Words, as they are stored.
    Text(String),
    /// A whole number.
    Count(i64),
    /// A number, in full precision.
    Number(f64),
}

impl TableCell {
    /// As written into a file. Words that a spreadsheet would take for a formula get an
    /// apostrophe in front; numbers never do.
    pub fn to_file(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text)
                if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) =>
            {
                format!("'{text}")
            }
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }

    fn of(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}

/// A header and rows of the same length.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<TableCell>>,
}

/// The rows of an answer: its groups, or the total where it has none. Each named part has its
/// count and share; weighted and compared columns appear where any row has them.
pub fn table(answer: &MetricAnswer) -> Table {
    let layout = Layout::of(answer);
    let total = [Row {
        period: None,
        keys: Vec::new(),
        measure: &answer.total,
        comparison: answer.comparison.as_ref(),
    }];
    let groups = answer.groups.iter().map(|group| Row {
        period: group.period.map(|period| (period.start.to_string(), period.until.to_string())),
        keys: group.keys.iter().map(|key| (key.value.clone(), key.label.clone())).collect(),
        measure: &group.measure,
        comparison: group.comparison.as_ref(),
    });
    let rows = if layout.is_grouped {
        groups.map(|row| layout.row(&row)).collect()
    } else {
        total.iter().map(|row| layout.row(row)).collect()
    };
    Table { header: layout.header(), rows }
}

struct Row<'a> {
    period: Option<(String, String)>,
    keys: Vec<(Option<String>, String)>,
    measure: &'a Measure,
    comparison: Option<&'a Comparison>,
}

/// Which columns there are.
struct Layout {
    is_grouped: bool,
    has_periods: bool,
    dimensions: Vec<String>,
    parts: Vec<String>,
    is_weighted: bool,
    is_compared: bool,
}

impl Layout {
    fn of(answer: &MetricAnswer) -> Self {
        let measures =
            || std::iter::once(&answer.total).chain(answer.groups.iter().map(|group| &group.measure));
        let mut parts: Vec<String> = Vec::new();
        for part in measures().flat_map(|measure| &measure.parts) {
            if !parts.contains(&part.name) {
                parts.push(part.name.clone());
            }
        }
        Self {
            is_grouped: answer.question.grain.is_some() || !answer.question.by.is_empty(),
            has_periods: answer.question.grain.is_some(),
            dimensions: answer.question.by.iter().map(ToString::to_string).collect(),
            parts,
            is_weighted: measures().any(|measure| measure.weighted.is_some()),
            is_compared: answer.question.compare.is_some(),
        }
    }

    fn header(&self) -> Vec<String> {
        let mut header: Vec<String> = Vec::new();
        if self.has_periods {
            header.extend(["period_start", "period_until"].map(str::to_owned));
        }
        for dimension in &self.dimensions {
            header.extend([dimension.clone(), format!("{dimension}_label")]);
        }
        header.extend(["n", "value", "low", "high", "flag", "skipped", "not_applicable"].map(str::to_owned));
        for part in &self.parts {
            header.extend([format!("{part}_count"), format!("{part}_share")]);
        }
        if self.is_weighted {
            let columns =
                ["weighted_value", "weighted_low", "weighted_high", "effective_n", "without_weight"];
            header.extend(columns.map(str::to_owned));
        }
        if self.is_compared {
            let columns = [
                "before_n",
                "before_value",
                "difference",
                "difference_low",
                "difference_high",
                "p_value",
                "superiority",
                "superiority_low",
                "superiority_high",
                "sureness",
            ];
            header.extend(columns.map(str::to_owned));
        }
        header
    }

    fn row(&self, row: &Row<'_>) -> Vec<TableCell> {
        let mut cells = Vec::new();
        if let Some((start, until)) = &row.period {
            cells.extend([TableCell::Text(start.clone()), TableCell::Text(until.clone())]);
        }
        for (value, label) in &row.keys {
            cells.push(value.clone().map_or(TableCell::Empty, TableCell::Text));
            cells.push(TableCell::Text(label.clone()));
        }
        push_measure(&mut cells, row.measure);
        for name in &self.parts {
            let part = row.measure.parts.iter().find(|part| part.name == *name);
            cells.push(part.map_or(TableCell::Empty, |part| TableCell::Count(part.count)));
            cells.push(TableCell::of(part.map(|part| part.share)));
        }
        if self.is_weighted {
            push_weighted(&mut cells, row.measure);
        }
        if self.is_compared {
            push_comparison(&mut cells, row.comparison);
        }
        cells
    }
}

fn push_measure(cells: &mut Vec<TableCell>, measure: &Measure) {
    let is_hidden = measure.flag == Some(Flag::Suppressed);
    let count = |count: i64| if is_hidden { TableCell::Empty } else { TableCell::Count(count) };
    cells.push(count(measure.n));
    cells.extend([measure.value, measure.low, measure.high].map(TableCell::of));
    cells.push(measure.flag.map_or(TableCell::Empty, |flag| TableCell::Text(flag_name(flag).to_owned())));
    cells.extend([count(measure.excluded.skipped), count(measure.excluded.not_applicable)]);
}

fn push_weighted(cells: &mut Vec<TableCell>, measure: &Measure) {
    match &measure.weighted {
        None => cells.extend([const { TableCell::Empty }; 5]),
        Some(weighted) => {
            let numbers = [weighted.value, weighted.low, weighted.high, weighted.effective_n];
            cells.extend(numbers.map(TableCell::of));
            cells.push(TableCell::Count(weighted.without_weight));
        }
    }
}

fn push_comparison(cells: &mut Vec<TableCell>, comparison: Option<&Comparison>) {
    let Some(comparison) = comparison else {
        return cells.extend([const { TableCell::Empty }; 10]);
    };
    cells.push(TableCell::Count(comparison.before.n));
    let numbers =
        [comparison.before.value, comparison.difference, comparison.low, comparison.high, comparison.p_value];
    cells.extend(numbers.map(TableCell::of));
    let beaten = comparison.superiority;
    let beaten = [beaten.map(|it| it.value), beaten.map(|it| it.low), beaten.map(|it| it.high)];
    cells.extend(beaten.map(TableCell::of));
    cells.push(TableCell::Text(sureness_name(comparison.sureness).to_owned()));
}

fn flag_name(flag: Flag) -> &'static str {
    match flag {
        Flag::NoData => "no_data",
        Flag::FewAnswers => "few_answers",
        Flag::Suppressed => "suppressed",
    }
}

fn sureness_name(sureness: Sureness) -> &'static str {
    match sureness {
        Sureness::Clear => "clear",
        Sureness::WithinNoise => "within_noise",
        Sureness::TooFew => "too_few",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_formulas_and_numbers_stay_numbers() {
        let text = |text: &str| TableCell::Text(text.to_owned()).to_file();
        assert_eq!(text("=cmd()"), "'=cmd()");
        assert_eq!(text("@x"), "'@x");
        assert_eq!(text("Shop 3"), "Shop 3");
        assert_eq!(TableCell::Number(-12.5).to_file(), "-12.5");
        assert_eq!(TableCell::Count(-3).to_file(), "-3");
        assert_eq!(TableCell::Empty.to_file(), "");
    }
}
