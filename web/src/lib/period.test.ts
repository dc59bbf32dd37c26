import { expect, it } from 'vitest';
import { addDays, daysBetween, grainOf, periodOf, today } from './period.ts';

it('days pass months, years and leap days', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
  expect(addDays('2026-03-29', -1)).toBe('2026-03-28');
  expect(daysBetween('2024-01-01', '2025-01-01')).toBe(366);
});
it('a preset ends with today', () => {
  expect(periodOf('30d', '2026-11-22')).toEqual({ start: '2026-10-24', until: '2026-11-23' });
  expect(periodOf('all', '2026-11-22')).toBeNull();
});
it('today is the zone’s', () => {
  const instant = new Date('2026-11-22T23:30:00Z');
  expect(today('UTC', instant)).toBe('2026-11-22');
  expect(today('Asia/Tehran', instant)).toBe('2026-11-23');
});
it('the grain follows the length', () => {
  expect(grainOf({ start: '2026-01-01', until: '2026-01-31' })).toBe('day');
  expect(grainOf({ start: '2026-01-01', until: '2026-04-01' })).toBe('week');
  expect(grainOf(null)).toBe('month');
});
