// The share of cases that were closed in time, with its interval.
import type { CaseSummaryView } from '../api/index.ts';

/** Wilson's interval (1927); null where no case was closed. */
export function closedInTime(summary: Pick<CaseSummaryView, 'closed' | 'closed_in_time'>): { value: number; low: number; high: number; n: number } | null {
  const n = summary.closed;
  if (n === 0) return null;
  const z = 1.959963984540054;
  const p = summary.closed_in_time / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { value: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half), n };
}
