// What a chart shows, before any library draws it; the table and the picture read the same.
import type { Comparison, Grain, Group, Measure, MetricAnswer, MetricUnit, Period } from '../api/index.ts';
import { localized, number, periodLabel, periodText, t } from '../lib/i18n.svelte.ts';
import { keyName, partName, readable } from '../lib/metrics.ts';

export interface Point { measure: Measure; comparison: Comparison | null }
export interface Series { name: string; points: (Point | null)[] }
export interface ChartModel {
  shape: 'line' | 'columns' | 'bars';
  unit: MetricUnit;
  /** `cutOff`: a period of which only some days were asked about. */
  categories: { label: string; long: string; cutOff?: boolean }[];
  series: Series[];
  /** Series that the chart leaves to the table. */
  left: number;
}
const MOST_SERIES = 6;
const MOST_BARS = 24;

/** The chart of an answer. */
export function chartOf(answer: MetricAnswer, show: 'line' | 'bar', words: Record<string, string> = {}): ChartModel {
  const { metric, grain } = answer.question;
  if (metric === 'distribution' && !grain && !answer.question.by?.length) return distributionOf(answer);
  if (metric === 'choice_share' && !grain && answer.groups.length === 0) return partsOf(answer, words);
  return grain ? overTime(answer, show) : byKeys(answer);
}

const NOTHING = { excluded: { skipped: 0, not_applicable: 0 }, parts: [], distribution: [], weighted: null, flag: null };

function distributionOf(answer: MetricAnswer): ChartModel {
  const { total } = answer;
  return {
    shape: 'columns',
    unit: 'share',
    categories: total.distribution.map(({ score }) => ({ label: number(score), long: number(score) })),
    series: [{
      name: '',
      points: total.distribution.map(({ count }) => ({
        measure: { ...NOTHING, n: count, value: total.n ? count / total.n : null, low: null, high: null }, comparison: null,
      })),
    }],
    left: 0,
  };
}

function partsOf(answer: MetricAnswer, words: Record<string, string>): ChartModel {
  const parts = [...answer.total.parts].sort((a, b) => b.share - a.share);
  return {
    shape: 'bars',
    unit: 'share',
    categories: parts.map(({ name }) => ({ label: words[name] ?? partName(name), long: words[name] ?? partName(name) })),
    series: [{
      name: '',
      points: parts.map((part) => ({
        measure: { ...NOTHING, n: part.count, value: part.share, low: part.low, high: part.high }, comparison: null,
      })),
    }],
    left: 0,
  };
}

/** A group's dimension values as one name. */
export function groupName(answer: MetricAnswer, group: Group): string {
  return group.keys.map((key, index) => keyName(answer.question.by?.[index] ?? '', key)).join(' · ');
}

/** A period by its name, or by its days where it was not asked about as a whole. */
export function periodName(period: Period, grain: Grain, cutOff = false): string {
  return cutOff ? periodText(period) : periodLabel(period, grain, 'long');
}

function overTime(answer: MetricAnswer, show: 'line' | 'bar'): ChartModel {
  const grain = answer.question.grain!;
  const periods = new Map<string, { period: Period; cutOff: boolean }>();
  for (const { period, cut_off } of answer.groups) if (period) periods.set(period.start, { period, cutOff: cut_off ?? false });
  const inOrder = [...periods.values()].sort((a, b) => a.period.start.localeCompare(b.period.start));
  const position = new Map(inOrder.map(({ period }, index) => [period.start, index]));
  const series = new Map<string, { name: string; n: number; points: (Point | null)[] }>();
  for (const group of answer.groups) {
    if (!group.period) continue;
    const key = JSON.stringify(group.keys.map((each) => each.value));
    let line = series.get(key);
    if (!line) series.set(key, (line = { name: groupName(answer, group), n: 0, points: inOrder.map(() => null) }));
    line.n += group.measure.n;
    line.points[position.get(group.period.start)!] = pointOf(group);
  }
  const largest = [...series.values()].sort((a, b) => b.n - a.n);
  return {
    shape: show === 'bar' || answer.definition.unit === 'count' ? 'columns' : 'line',
    unit: answer.definition.unit,
    categories: inOrder.map(({ period, cutOff }) => ({
      label: periodLabel(period, grain), long: periodName(period, grain, cutOff), cutOff,
    })),
    series: largest.slice(0, MOST_SERIES).map(({ name, points }) => ({ name, points })),
    left: Math.max(0, largest.length - MOST_SERIES),
  };
}

function byKeys(answer: MetricAnswer): ChartModel {
  const by = answer.question.by ?? [];
  const unit = answer.definition.unit;
  const groups = by.length ? answer.groups.filter((group) => group.measure.n > 0) : [];
  if (groups.length === 0) {
    return {
      shape: 'bars', unit, left: 0, categories: [{ label: t('chart-all-answers'), long: t('chart-all-answers') }],
      series: [{ name: '', points: [{ measure: answer.total, comparison: answer.comparison }] }],
    };
  }
  const rows = new Map<string, { label: string; n: number; sum: number }>();
  const columns = new Map<string, { name: string; n: number }>();
  for (const group of groups) {
    const row = group.keys[0]!.value ?? '';
    const known = rows.get(row) ?? { label: keyName(by[0]!, group.keys[0]!), n: 0, sum: 0 };
    rows.set(row, { ...known, n: known.n + group.measure.n, sum: known.sum + (group.measure.value ?? 0) * group.measure.n });
    const column = group.keys[1]?.value ?? '';
    const name = group.keys[1] ? keyName(by[1]!, group.keys[1]) : '';
    columns.set(column, { name, n: (columns.get(column)?.n ?? 0) + group.measure.n });
  }
  const rowKeys = [...rows].sort(([, a], [, b]) => b.sum / b.n - a.sum / a.n).slice(0, MOST_BARS);
  const columnKeys = [...columns].sort(([, a], [, b]) => b.n - a.n).slice(0, 4);
  return {
    shape: 'bars',
    unit,
    categories: rowKeys.map(([, { label }]) => ({ label, long: label })),
    series: columnKeys.map(([column, { name }]) => ({
      name,
      points: rowKeys.map(([row]) => {
        const group = groups.find((each) => (each.keys[0]!.value ?? '') === row && (each.keys[1]?.value ?? '') === column);
        return group ? pointOf(group) : null;
      }),
    })),
    left: Math.max(0, rows.size - MOST_BARS),
  };
}

function pointOf(group: Group): Point | null {
  return group.measure.value === null ? null : { measure: group.measure, comparison: group.comparison ?? null };
}

/** The words of a question's choices, by key. */
export function choiceWords(choices: { key: string; text: Record<string, string> }[] | undefined): Record<string, string> {
  return Object.fromEntries((choices ?? []).map((choice) => [choice.key, localized(choice.text) || readable(choice.key)]));
}
