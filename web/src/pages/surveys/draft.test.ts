import { expect, it } from 'vitest';
import { freeKey, missingTexts, move, newQuestion, say } from './draft.ts';

it('a new question has a key of its own and what its kind needs', () => {
  const definition = { title: {}, languages: ['en'], questions: [] as ReturnType<typeof newQuestion>[] };
  definition.questions.push(newQuestion('rating', definition), newQuestion('rating', { ...definition, questions: [newQuestion('rating', definition)] }));
  expect(definition.questions.map((each) => each.key)).toEqual(['rating', 'rating_2']);
  expect(newQuestion('single_choice', definition).choices).toHaveLength(2);
  expect(newQuestion('nps', definition)).not.toHaveProperty('points');
  expect(freeKey('a', ['a', 'a_2'])).toBe('a_3');
});
it('moving keeps every item', () => {
  expect(move(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  expect(move(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
});
it('an emptied text is no text', () => {
  expect(say({ en: 'a', fi: 'b' }, 'fi', '')).toEqual({ en: 'a' });
});
it('counts what a language lacks', () => {
  const definition = { title: { en: 'T', fi: 'T' }, introduction: { en: 'I' }, languages: ['en', 'fi'], questions: [{ key: 'a', kind: 'nps' as const, text: { en: 'Q' }, low: {} }] };
  expect(missingTexts(definition, 'fi')).toBe(2);
  expect(missingTexts(definition, 'en')).toBe(0);
});
