//! What people read first who open the folder of an export.

use heard_model::metric::MetricId;

use super::codebook::Codebook;

/// The text, as Markdown.
pub(super) fn readme(codebook: &Codebook<'_>) -> String {
    let Codebook { workspace, as_of, written_at, rows, files, .. } = codebook;
    let simulated = if workspace.simulated { " The answers are simulated." } else { "" };
    let branch =
        codebook.branch.map_or(String::new(), |unit| format!(" Only the unit {unit} and those below it."));
    let columns: String = codebook
        .columns
        .iter()
        .map(|column| {
            let optional = if column.optional { ", may be empty" } else { "" };
            format!("| `{}` | {}{optional} | {} |\n", column.name, column.data_type, column.meaning)
        })
        .collect();
    let nps = codebook.metrics.iter().find(|metric| metric.definition.id == MetricId::Nps);
    let nps = nps.and_then(|metric| metric.sql.as_deref()).unwrap_or_default();
    format!(
        "# Facts of {name}\n\n\
         {rows} rows in {files} files, everything up to position {as_of} in the order of acceptance, written at \
         {written_at}.{simulated}{branch} One row is one scored answer; `codebook.json` explains every column, \
         label, survey, question and unit, and has the checksums of the files. There are no names, addresses \
         or words of customers in here.\n\n\
         ## Reading it\n\n\
         All files have the same columns and are one table. With DuckDB:\n\n\
         ```sql\nCREATE VIEW facts AS SELECT * FROM read_parquet('facts/*.parquet');\n\
         -- The Net Promoter Score\n{nps};\n```\n\n\
         With pandas: `pandas.read_parquet('facts')`. With DataFusion: `CREATE EXTERNAL TABLE facts STORED AS \
         PARQUET LOCATION 'facts/'`. How each metric is computed stands under `metrics` in the codebook: the same \
         numbers as on every page of Heard, without the intervals.\n\n\
         ## Three things to know\n\n\
         1. **Add up `sign`, do not count rows.** A correction takes the earlier row back with -1 and adds the \
         new one. Answers are `sum(sign)`, sums are `sum(score * sign)`.\n\
         2. **Only `state = 'answered'` has a score.** `skipped` was shown and not answered, `not_applicable` does \
         not apply to the respondent.\n\
         3. **Name the `kind` and the scale.** A 9 of 10 and a 5 of 5 are not of one kind. Responses are the rows \
         of the kind `response`.\n\n\
         ## Columns\n\n| column | type | meaning |\n|---|---|---|\n{columns}",
        name = workspace.name,
        files = files.len(),
    )
}
