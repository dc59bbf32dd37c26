// Prints `golden.json`: numbers, dates and relative times as Node's Intl prints them. Rust
// (`crates/heard-language/tests/it`) and the browser (vitest) are both held to that table.
//
//   node locales/golden.mjs > locales/golden.json      (Node 20 or later, with full ICU data)
//
// Choices of ours, which the browser's helpers must make too:
// - a number that rounds to zero has no sign;
// - a Persian month is always "month year" (CLDR's long form puts the year first), and a long
//   Persian date takes the medium form, which differs in one optional hamza;
// - a Finnish month is written out, since the short one is no word anybody uses.
// Left out: Romanian counts above 100 that end in 01 to 19, where Fluent for Rust says "de" too.

const languages = ["en", "hu", "ro", "fi", "fa"];
const calendars = { gregorian: "gregory", solar_hijri: "persian" };
const numbers = [0, 1, 9, 10, 999, 1000, 9999, 10000, 2746, 1234567.891, 39.84, -12.3, -0.04, 0.5, 1.5, 2.5, 1.005, 0.285, -100];
const shares = [0, 0.005, 0.12449, 0.3525, 0.5229, 0.285, 1, -0.031, 12.5];
const days = ["2026-11-03", "2026-03-20", "2026-03-21", "2025-03-20", "2025-03-21", "2024-02-29", "2017-01-31", "1999-12-09"];
const moments = ["2026-11-03T16:05", "2026-03-20T00:00", "2025-12-31T23:59", "2024-02-29T09:07"];
const styles = {
  long: { dateStyle: "long" },
  medium: { dateStyle: "medium" },
  short: { dateStyle: "short" },
  long_month: { year: "numeric", month: "long" },
  month: { year: "numeric", month: "short" },
  day: { month: "short", day: "numeric" },
};

const choices = { fa: { long_month: "month", long: "medium" }, fi: { month: "long_month" } };

const decimals = (count) => ({ minimumFractionDigits: count, maximumFractionDigits: count });
const rows = [];
const add = (language, kind, input, expected) => rows.push({ language, kind, input, expected });

for (const language of languages) {
  for (const value of numbers)
    for (const count of [0, 1, 2]) {
      add(language, "number", { value, decimals: count },
        new Intl.NumberFormat(language, { ...decimals(count), signDisplay: "negative" }).format(value));
      add(language, "signed", { value, decimals: count },
        new Intl.NumberFormat(language, { ...decimals(count), signDisplay: "exceptZero" }).format(value));
    }
  for (const value of shares)
    for (const count of [0, 1])
      add(language, "percent", { value, decimals: count },
        new Intl.NumberFormat(language, { ...decimals(count), style: "percent", signDisplay: "negative" }).format(value));
  for (const [calendar, ca] of Object.entries(calendars)) {
    const locale = `${language}-u-ca-${ca}`;
    for (const day of days)
      for (const style of Object.keys(styles)) {
        const options = styles[choices[language]?.[style] ?? style];
        add(language, "date", { calendar, day, style },
          new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00Z`)));
      }
    for (const moment of moments)
      add(language, "date_time", { calendar, moment },
        new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(new Date(`${moment}Z`)));
  }
  for (const moment of moments)
    add(language, "time", { time: moment.slice(11) },
      new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone: "UTC" }).format(new Date(`${moment}Z`)));
  for (const unit of ["minute", "hour", "day"])
    for (const value of [-1234, -26, -20, -5, -2, -1, 0, 1, 2, 3, 21, 120])
      add(language, "relative", { value, unit }, new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(value, unit));
}

console.log("[\n" + rows.map((row) => "  " + JSON.stringify(row)).join(",\n") + "\n]");
