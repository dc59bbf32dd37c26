// Words, numbers and dates in the reader's language: Fluent for words, Intl for the rest.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import type { Calendar, Grain, InterfaceLanguage, LocalizedText, MetricUnit, Period } from '../api/index.ts';

export const LANGUAGES: { tag: InterfaceLanguage; name: string }[] = [
  { tag: 'en', name: 'English' },
  { tag: 'hu', name: 'Magyar' },
  { tag: 'ro', name: 'Română' },
  { tag: 'fi', name: 'Suomi' },
  { tag: 'fa', name: 'فارسی' },
];
const STORED = 'heard.language';

const sources = import.meta.glob<string>(['../../../locales/*/console.ftl', '../../../locales/*/metrics.ftl'], {
  query: '?raw',
  import: 'default',
});

class Locale {
  language = $state<InterfaceLanguage>('en');
  calendar = $state<Calendar>('gregorian');
  zone = $state('UTC');
  fiscalYearStart = $state(1);
  bundle = $state.raw<FluentBundle | null>(null);
  get isRightToLeft(): boolean {
    return this.language === 'fa';
  }
  /** The tag that Intl gets, with the workspace's calendar. */
  get tag(): string {
    const calendar = this.calendar === 'solar_hijri' ? 'persian' : 'gregory';
    return `${this.language}-u-ca-${calendar}`;
  }
}
export const locale = new Locale();

export function isLanguage(tag: string | null | undefined): tag is InterfaceLanguage {
  return LANGUAGES.some((language) => language.tag === tag);
}

/** The language kept in this browser, else the first of the browser's that we speak. */
export function preferredLanguage(): InterfaceLanguage {
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  for (const tag of navigator.languages) {
    const primary = tag.split('-')[0];
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}

/** Loads a language's words and turns the page to it. */
export async function useLanguage(language: InterfaceLanguage): Promise<void> {
  const paths = Object.keys(sources).filter((path) => path.includes(`/locales/${language}/`));
  const [texts] = await Promise.all([
    Promise.all(paths.map((path) => sources[path]!())),
    language === 'fa' ? import('../persian.css') : undefined,
  ]);
  // Isolates keep Latin names whole inside Persian sentences; elsewhere they would only get into copied text.
  const bundle = new FluentBundle(language, { useIsolating: language === 'fa' });
  for (const text of texts) bundle.addResource(new FluentResource(text));
  locale.bundle = bundle;
  locale.language = language;
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'fa' ? 'rtl' : 'ltr';
  localStorage.setItem(STORED, language);
}

/** The words of a message. */
export function t(id: string, values?: Record<string, FluentVariable>): string {
  const bundle = locale.bundle;
  const pattern = bundle?.getMessage(id)?.value;
  if (!bundle || !pattern) return id;
  return bundle.formatPattern(pattern, values, []);
}
/** Whether a message exists. */
export function has(id: string): boolean {
  return locale.bundle?.hasMessage(id) ?? false;
}

/** A text in the reader's language, else in its base language. */
export function localized(text: LocalizedText | undefined, base?: string): string {
  if (!text) return '';
  return text[locale.language] || (base && text[base]) || text['en'] || Object.values(text).find(Boolean) || '';
}

const numberFormats = new Map<string, Intl.NumberFormat>();
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale.tag}|${JSON.stringify(options)}`;
  let format = numberFormats.get(key);
  if (!format) numberFormats.set(key, (format = new Intl.NumberFormat(locale.tag, options)));
  return format;
}
const dateFormats = new Map<string, Intl.DateTimeFormat>();
function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale.tag}|${JSON.stringify(options)}`;
  let format = dateFormats.get(key);
  if (!format) dateFormats.set(key, (format = new Intl.DateTimeFormat(locale.tag, options)));
  return format;
}

export function number(value: number, decimals = 0): string {
  // A number that rounds to zero has no sign.
  return numberFormat({ minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: 'negative' }).format(value);
}
export function compact(value: number): string {
  return numberFormat({ notation: 'compact', maximumFractionDigits: 1 }).format(value);
}
export function percent(share: number, decimals = 0): string {
  return numberFormat({ style: 'percent', minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: 'negative' }).format(share);
}
/** How many decimals people need of a metric. */
function decimalsOf(unit: MetricUnit): number {
  return unit === 'count' ? 0 : unit === 'scale_points' ? 2 : 1;
}
/** A metric's number. */
export function measureText(value: number, unit: MetricUnit): string {
  if (unit === 'share') return percent(value, 1);
  return number(value, decimalsOf(unit));
}
/** A difference of a metric, always with its sign; shares differ by percentage points. */
export function differenceText(value: number, unit: MetricUnit): string {
  const scaled = unit === 'share' ? value * 100 : value;
  const decimals = unit === 'share' ? 1 : decimalsOf(unit);
  const text = numberFormat({ signDisplay: 'exceptZero', minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(scaled);
  return unit === 'share' ? t('unit-percentage-points', { value: text }) : text;
}

function dayOf(civil: string): Date {
  return new Date(`${civil}T00:00:00Z`);
}
const CIVIL: Intl.DateTimeFormatOptions = { timeZone: 'UTC' };
export function day(civil: string, style: 'short' | 'long' = 'short'): string {
  return dateFormat({ ...CIVIL, dateStyle: style === 'long' && locale.language !== 'fa' ? 'long' : 'medium' }).format(dayOf(civil));
}
/** First to last day, both included. */
export function periodText(period: Period): string {
  const last = new Date(dayOf(period.until).getTime() - 86_400_000);
  return dateFormat({ ...CIVIL, day: 'numeric', month: 'short', year: 'numeric' }).formatRange(dayOf(period.start), last);
}
/** A period's name on an axis. */
export function periodLabel(period: Period, grain: Grain, style: 'short' | 'long' = 'short'): string {
  const start = dayOf(period.start);
  switch (grain) {
    case 'day':
      return dateFormat({ ...CIVIL, day: 'numeric', month: 'short', ...(style === 'long' ? { year: 'numeric' } : {}) }).format(start);
    case 'week':
      if (style === 'long') return periodText(period);
      return dateFormat({ ...CIVIL, day: 'numeric', month: 'short' }).format(start);
    case 'month':
      // A short Finnish month is no word that anybody uses; Persian months have one form.
      return dateFormat({ ...CIVIL, month: locale.language === 'fi' || (style === 'long' && locale.language !== 'fa') ? 'long' : 'short', year: 'numeric' }).format(start);
    case 'quarter':
      return t('period-quarter', { quarter: number(quarterOf(start)), year: yearText(start) });
    case 'year':
      return yearText(start);
  }
}
function part(date: Date, type: 'month' | 'year'): number {
  const calendar = locale.calendar === 'solar_hijri' ? 'persian' : 'gregory';
  const parts = new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, { ...CIVIL, [type]: 'numeric' }).formatToParts(date);
  return Number(parts.find((each) => each.type === type)?.value ?? 0);
}
function quarterOf(start: Date): number {
  return Math.floor(((part(start, 'month') - locale.fiscalYearStart + 12) % 12) / 3) + 1;
}
function yearText(start: Date): string {
  const plain = numberFormat({ useGrouping: false });
  const year = part(start, 'year') - (part(start, 'month') < locale.fiscalYearStart ? 1 : 0);
  return locale.fiscalYearStart === 1 ? plain.format(year) : `${plain.format(year)}/${plain.format((year + 1) % 100).padStart(2, plain.format(0))}`;
}

/** An instant in the workspace's zone. */
export function moment(instant: string, style: 'day' | 'minute' = 'minute'): string {
  return dateFormat({ timeZone: locale.zone, dateStyle: 'medium', ...(style === 'minute' ? { timeStyle: 'short' } : {}) }).format(new Date(instant));
}
/** “3 hours ago”, “in 2 days”. */
export function relative(instant: string, now: number): string {
  const seconds = (new Date(instant).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale.tag, { numeric: 'auto' });
  const size = Math.abs(seconds);
  if (size < 60) return t('time-just-now');
  if (size < 3570) return format.format(Math.round(seconds / 60), 'minute');
  if (size < 84_600) return format.format(Math.round(seconds / 3600), 'hour');
  if (size < 86_400 * 45) return format.format(Math.round(seconds / 86_400), 'day');
  if (size < 86_400 * 330) return format.format(Math.round(seconds / 86_400 / 30.44), 'month');
  return format.format(Math.round(seconds / 86_400 / 365.25), 'year');
}
/** Names in alphabetical order of the reader's language. */
export function collator(): Intl.Collator {
  return new Intl.Collator(locale.tag, { numeric: true });
}
/** “A, B and C”. */
export function list(texts: string[]): string {
  return new Intl.ListFormat(locale.tag, { type: 'conjunction' }).format(texts);
}
const displayNames = new Map<string, Intl.DisplayNames>();
/** A language's or country's name. */
export function displayName(code: string, type: 'language' | 'region'): string {
  const key = `${locale.tag}|${type}`;
  try {
    let names = displayNames.get(key);
    if (!names) displayNames.set(key, (names = new Intl.DisplayNames(locale.tag, { type })));
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
