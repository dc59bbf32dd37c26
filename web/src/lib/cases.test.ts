import { expect, it } from 'vitest';
import { closedInTime } from './cases.ts';

const summary = (closed: number, closed_in_time: number) => ({ closed, closed_in_time });

it('is Wilson’s interval', () => {
  for (const [k, n, low, high] of [[81, 263, 0.255289, 0.36621], [15, 148, 0.062386, 0.160487], [0, 20, 0, 0.161125], [1, 29, 0.006113, 0.171755]] as const) {
    const share = closedInTime(summary(n, k))!;
    expect(share.low).toBeCloseTo(low, 6);
    expect(share.high).toBeCloseTo(high, 6);
  }
});
it('is nothing where nothing was closed', () => expect(closedInTime(summary(0, 0))).toBeNull());
