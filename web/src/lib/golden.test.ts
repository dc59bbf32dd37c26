// The browser's numbers and dates are the server's: both are held to one table.
import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import type { Calendar, InterfaceLanguage, Period } from '../api/index.ts';
import { day, locale, moment, number, percent, periodLabel } from './i18n.svelte.ts';

type Row =
  | { language: InterfaceLanguage; kind: 'number' | 'percent'; input: { value: number; decimals: number }; expected: string }
  | { language: InterfaceLanguage; kind: 'date'; input: { calendar: Calendar; day: string; style: string }; expected: string }
  | { language: InterfaceLanguage; kind: 'date_time'; input: { calendar: Calendar; moment: string }; expected: string };

const rows = JSON.parse(readFileSync(new URL('../../../locales/golden.json', import.meta.url), 'utf8')) as Row[];
const period = (start: string): Period => ({ start, until: start });
const dates: Record<string, (civil: string) => string> = {
  long: (civil) => day(civil, 'long'),
  medium: (civil) => day(civil),
  long_month: (civil) => periodLabel(period(civil), 'month', 'long'),
  month: (civil) => periodLabel(period(civil), 'month'),
  day: (civil) => periodLabel(period(civil), 'day'),
};

function printed(row: Row): string | null {
  locale.language = row.language;
  locale.calendar = 'calendar' in row.input ? row.input.calendar : 'gregorian';
  switch (row.kind) {
    case 'number': return number(row.input.value, row.input.decimals);
    case 'percent': return percent(row.input.value, row.input.decimals);
    case 'date': return dates[row.input.style]?.(row.input.day) ?? null;
    case 'date_time': return moment(`${row.input.moment}Z`);
    default: return null;
  }
}
afterAll(() => {
  locale.language = 'en';
  locale.calendar = 'gregorian';
});

for (const kind of ['number', 'percent', 'date', 'date_time']) {
  it(`prints each ${kind.replace('_', ' and ')} as the server does`, () => {
    const compared = rows.filter((row) => row.kind === kind).map((row) => ({ row, ours: printed(row) })).filter(({ ours }) => ours !== null);
    expect(compared.length).toBeGreaterThan(20);
    expect(compared.filter(({ row, ours }) => ours !== row.expected).map(({ row, ours }) => ({ ...row, ours }))).toEqual([]);
  });
}
