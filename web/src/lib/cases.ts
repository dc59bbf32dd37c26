// The share of cases that were closed in time, with its interval.
import type { CasesSummary } from '../api/index.ts';

/** Null where no case was closed yet. The server's own interval where it gives one, else Wilson's (1927). */
export function closedInTime(summary: CasesSummary): { value: number; low: number; high: number; n: number } | null {
  const given = summary.share_in_time;
  if (given?.value != null && given.low !== null && given.high !== null) return { value: given.value, low: given.low, high: given.high, n: given.n };
  const n = summary.closed;
  if (n === 0) return null;
  const z = 1.959963984540054;
  const p = summary.closed_in_time / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { value: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half), n };
}
