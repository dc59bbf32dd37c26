// Changes to a survey's draft, as values.
import type { LocalizedText, Question, QuestionKindName, SurveyDefinition } from '../../api/index.ts';

export const KINDS: QuestionKindName[] = ['nps', 'csat', 'ces', 'rating', 'single_choice', 'multiple_choice', 'matrix', 'text', 'nps_1_10'];

/** The first free key of a base: `rating`, `rating_2`, … */
export function freeKey(base: string, taken: string[]): string {
  if (!taken.includes(base)) return base;
  let index = 2;
  while (taken.includes(`${base}_${index}`)) index += 1;
  return `${base}_${index}`;
}

export function newQuestion(kind: QuestionKindName, definition: SurveyDefinition): Question {
  // The fields that its kind needs follow below.
  const question = { key: freeKey(kind, definition.questions.map((each) => each.key)), kind, text: {} } as Question;
  if (kind === 'ces' || kind === 'rating' || kind === 'matrix') question.points = 5;
  if (kind === 'single_choice' || kind === 'multiple_choice') question.choices = [{ key: 'choice', text: {} }, { key: 'choice_2', text: {} }];
  if (kind === 'matrix') question.rows = [{ key: 'row', text: {} }];
  if (kind === 'text') question.long = true;
  return question;
}

export function move<T>(items: T[], from: number, to: number): T[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(to, 0, item);
  return next;
}

export function say(text: LocalizedText | undefined, language: string, words: string): LocalizedText {
  const next = { ...text };
  if (words) next[language] = words;
  else delete next[language];
  return next;
}

/** The texts that a language still lacks although the base language has them. */
export function missingTexts(definition: SurveyDefinition, language: string): number {
  const base = definition.languages[0] ?? language;
  const texts = [
    definition.title, definition.introduction, definition.thanks,
    ...definition.questions.flatMap((question) => [question.text, question.help, question.low, question.high, ...(question.choices ?? question.rows ?? []).map((choice) => choice.text)]),
  ];
  return texts.filter((text) => text?.[base]?.trim() && !text[language]?.trim()).length;
}
