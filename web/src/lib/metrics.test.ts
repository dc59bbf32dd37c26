import { describe, expect, it, vi } from 'vitest';

vi.mock('./i18n.svelte.ts', () => ({ t: (id: string) => id, has: () => false, displayName: (code: string) => code }));
const { filterOf, questionOf, readView, writeView } = await import('./metrics.ts');

describe('a view in an address', () => {
  it('comes back as it was written', () => {
    for (const address of [
      '?metric=nps&grain=month',
      '?metric=csat&survey=s1&question=a.b&from=2026-01-01&until=2026-02-01&grain=week&by=touchpoint%2Cchannel&compare=year_before&show=bar',
      '?metric=mean&period=90d&where=%21touchpoint%7Echeckout%7Edelivery&where=score%7E0%7E6&match=any&show=table&as_of=42',
    ]) {
      const view = readView(new URLSearchParams(address));
      expect(readView(new URLSearchParams(writeView(view)))).toEqual(view);
      expect(writeView(view)).toBe(address);
    }
  });
  it('keeps values that hold the separators, and no value', () => {
    const view = readView(new URLSearchParams('?metric=nps'));
    view.conditions = [{ dimension: 'attribute:x', not: true, values: ['a~b', '!c', '50 %', null] }];
    expect(readView(new URLSearchParams(writeView(view))).conditions).toEqual(view.conditions);
  });
  it('refuses dates that are none or the wrong way round', () => {
    expect(readView(new URLSearchParams('?from=2026-02-01&until=2026-01-01')).choice).toBe('12m');
    expect(readView(new URLSearchParams('?from=x&until=y')).choice).toBe('12m');
  });
});

describe('filters', () => {
  it('are and, or, not', () => {
    const condition = { dimension: 'channel', not: false, values: ['email'] };
    expect(filterOf([], false)).toBeUndefined();
    expect(filterOf([condition], true)).toEqual({ in: { dimension: 'channel', values: ['email'] } });
    expect(filterOf([condition, { ...condition, not: true }], false)).toEqual({
      all: [{ in: { dimension: 'channel', values: ['email'] } }, { not: { in: { dimension: 'channel', values: ['email'] } } }],
    });
    expect(filterOf([condition, { dimension: 'score', not: false, values: ['0', '6'] }], true)).toEqual({
      any: [{ in: { dimension: 'channel', values: ['email'] } }, { score: { min: 0, max: 6 } }],
    });
  });
  it('leave out conditions without values', () => {
    expect(filterOf([{ dimension: 'channel', not: false, values: [] }], false)).toBeUndefined();
  });
});

it('a question about all time does not compare', () => {
  const view = readView(new URLSearchParams('?metric=nps&period=all&compare=year_before'));
  expect(questionOf(view, '2026-11-22')).toEqual({ metric: 'nps' });
});
