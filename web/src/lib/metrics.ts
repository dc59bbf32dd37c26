// A question to the numbers as the address of a page, and the words for what it names.
import type { Compare, DimensionValues, Filter, Grain, GroupKey, MetricId, MetricQuestion, Period } from '../api/index.ts';
import { displayName, has, t } from './i18n.svelte.ts';
import { PERIOD_CHOICES, periodOf, type PeriodChoice } from './period.ts';

export interface Condition { dimension: string; not: boolean; values: (string | null)[] }
export interface View {
  metric: MetricId; survey: string | null; question: string | null; choice: PeriodChoice; from: string | null; until: string | null;
  grain: Grain | null; by: string[]; conditions: Condition[]; any: boolean; compare: Compare | null; show: 'line' | 'bar' | 'table';
  asOf: string | null;
}
const GRAINS: Grain[] = ['day', 'week', 'month', 'quarter', 'year'];
const CIVIL_DAY = /^\d{4}-\d{2}-\d{2}$/;
const POSITION = /^\d+(\.\d+)*$/;

/** A position as a number where it is one, so that it is written in the reader's digits. */
export function shownPosition(position: string): number | string {
  const number = Number(position);
  return Number.isSafeInteger(number) ? number : position;
}

export function readView(parameters: URLSearchParams): View {
  const grain = parameters.get('grain');
  const from = parameters.get('from');
  const until = parameters.get('until');
  const custom = CIVIL_DAY.test(from ?? '') && CIVIL_DAY.test(until ?? '') && from! < until!;
  const period = parameters.get('period');
  const compare = parameters.get('compare');
  const show = parameters.get('show');
  const asOf = parameters.get('as_of') ?? '';
  return {
    metric: (parameters.get('metric') ?? 'nps') as MetricId,
    survey: parameters.get('survey'),
    question: parameters.get('question'),
    choice: custom ? 'custom' : (PERIOD_CHOICES.find((choice) => choice === period) ?? '12m'),
    from: custom ? from : null,
    until: custom ? until : null,
    grain: grain === 'none' ? null : (GRAINS.find((each) => each === grain) ?? (parameters.has('metric') && !grain ? null : 'month')),
    by: (parameters.get('by') ?? '').split(',').filter(Boolean).slice(0, 2),
    conditions: parameters.getAll('where').map(readCondition),
    any: parameters.get('match') === 'any',
    compare: compare === 'previous_period' || compare === 'year_before' ? compare : null,
    show: show === 'bar' || show === 'table' ? show : 'line',
    asOf: POSITION.test(asOf) ? asOf : null,
  };
}

export function writeView(view: View): string {
  const parameters = new URLSearchParams({ metric: view.metric });
  if (view.survey) parameters.set('survey', view.survey);
  if (view.question) parameters.set('question', view.question);
  if (view.choice === 'custom' && view.from && view.until) {
    parameters.set('from', view.from);
    parameters.set('until', view.until);
  } else if (view.choice !== '12m') parameters.set('period', view.choice);
  if (view.grain) parameters.set('grain', view.grain);
  if (view.by.length) parameters.set('by', view.by.join(','));
  for (const condition of view.conditions) parameters.append('where', writeCondition(condition));
  if (view.any) parameters.set('match', 'any');
  if (view.compare) parameters.set('compare', view.compare);
  if (view.show !== 'line') parameters.set('show', view.show);
  if (view.asOf !== null) parameters.set('as_of', view.asOf);
  return `?${parameters}`;
}

function readCondition(text: string): Condition {
  const not = text.startsWith('!');
  const [dimension = '', ...values] = text.slice(not ? 1 : 0).split('~').map(decodeURIComponent);
  return { dimension, not, values: values.map((value) => value || null) };
}
function writeCondition(condition: Condition): string {
  const escape = (text: string) => text.replaceAll('%', '%25').replaceAll('~', '%7E');
  return (condition.not ? '!' : '') + [condition.dimension, ...condition.values.map((value) => value ?? '')].map(escape).join('~');
}

export function filterOf(conditions: Condition[], any: boolean): Filter | undefined {
  const filters = conditions.filter((condition) => condition.values.length > 0).map(filterOfCondition);
  if (filters.length === 0) return undefined;
  if (filters.length === 1) return filters[0];
  return any ? { any: filters } : { all: filters };
}
function filterOfCondition({ dimension, not, values }: Condition): Filter {
  const filter: Filter =
    dimension === 'score'
      ? { score: { min: Number(values[0] ?? 0), max: Number(values[1] ?? 250) } }
      : { in: { dimension, values } };
  return not ? { not: filter } : filter;
}

export function periodOfView(view: View, day: string): Period | null {
  if (view.choice === 'custom') return view.from && view.until ? { start: view.from, until: view.until } : null;
  return periodOf(view.choice, day);
}

export function questionOf(view: View, day: string): MetricQuestion {
  const question: MetricQuestion = { metric: view.metric };
  const period = periodOfView(view, day);
  if (view.survey) question.survey = view.survey;
  if (view.question) question.question = view.question;
  if (period) Object.assign(question, { from: period.start, until: period.until });
  if (view.grain) question.grain = view.grain;
  if (view.by.length) question.by = view.by;
  const filter = filterOf(view.conditions, view.any);
  if (filter) question.filter = filter;
  if (view.compare && period) question.compare = view.compare;
  if (view.asOf !== null) question.as_of = view.asOf;
  return question;
}

export const messageId = (id: string) => id.replaceAll('_', '-');
export const metricName = (id: MetricId) => t(`metric-${messageId(id)}-name`);
export const metricDescription = (id: MetricId) => t(`metric-${messageId(id)}-description`);
export const metricFormula = (id: MetricId) => t(`metric-${messageId(id)}-formula`);

export function dimensionName(dimension: string): string {
  if (dimension.startsWith('unit:')) return t('dimension-unit-depth', { depth: Number(dimension.slice(5)) });
  if (dimension.startsWith('attribute:')) return readable(dimension.slice(10));
  return t(`dimension-${dimension}`);
}
/** A code as words: `waiting_time` → “Waiting time”. */
export function readable(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
export function channelName(channel: string): string {
  const id = `channel-${channel}`;
  return has(id) ? t(id) : readable(channel);
}
export function touchpointName(touchpoint: string): string {
  return readable(touchpoint);
}
/** A dimension's value as people call it. */
export function keyName(dimension: string, key: GroupKey): string {
  if (key.value === null) return t('value-none');
  if (dimension === 'language') return displayName(key.value, 'language');
  if (dimension === 'country') return displayName(key.value, 'region');
  if (dimension === 'channel') return channelName(key.value);
  if (/^(unit|survey)/.test(dimension)) return key.label;
  return key.label === key.value ? readable(key.value) : key.label;
}
export function partName(name: string): string {
  const id = `bucket-${messageId(name)}`;
  return has(id) ? t(id) : readable(name);
}
export function valuesOf(dimensions: DimensionValues[] | undefined, dimension: string): GroupKey[] {
  return dimensions?.find((each) => each.dimension === dimension)?.values ?? [];
}
