// Stretches of civil days: the presets that people choose from.
import type { Grain, Period } from '../api/index.ts';

export type PeriodChoice = '30d' | '90d' | '12m' | 'all' | 'custom';
export const PERIOD_CHOICES = ['30d', '90d', '12m', 'all'] as const;

export function addDays(civil: string, days: number): string {
  return new Date(Date.parse(`${civil}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
export function daysBetween(start: string, until: string): number {
  return Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${start}T00:00:00Z`)) / 86_400_000);
}
/** Today's civil day in a zone. */
export function today(zone: string, now = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, calendar: 'gregory', numberingSystem: 'latn' }).format(now);
}

/** The period of a choice, today included; null for all time. */
export function periodOf(choice: Exclude<PeriodChoice, 'custom'>, day: string): Period | null {
  const until = addDays(day, 1);
  if (choice === 'all') return null;
  const days = choice === '30d' ? 30 : choice === '90d' ? 90 : 365;
  return { start: addDays(until, -days), until };
}

/** The grain that gives a readable number of points. */
export function grainOf(period: Period | null): Grain {
  if (!period) return 'month';
  const days = daysBetween(period.start, period.until);
  return days <= 45 ? 'day' : days <= 200 ? 'week' : days <= 1200 ? 'month' : 'quarter';
}
