// The words that people see, from the same files as the program's own.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { FluentBundle, FluentResource } from '@fluent/bundle';

const locales = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../locales');

// Marks that keep Latin names whole inside Persian sentences; nobody sees them.
const INVISIBLE = /[\u2066-\u2069\u200e\u200f]/gu;

export function visible(text) {
  return text.replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim();
}

// A text as a pattern for what stands on the page, where marks may lie around each value.
function somewhere(text) {
  const marks = '[\\u2066-\\u2069\\u200e\\u200f]*';
  const letters = [...visible(text)].map((letter) => {
    if (/\p{L}|\p{M}/u.test(letter)) return letter;
    return marks + (letter === ' ' ? '\\s+' : letter.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&')) + marks;
  });
  return new RegExp(marks + letters.join('') + marks, 'u');
}

export function exactly(text) {
  return new RegExp(`^\\s*${somewhere(text).source}\\s*$`, 'u');
}

export function words(language) {
  const bundle = new FluentBundle(language, { useIsolating: false });
  for (const name of ['console', 'respondent', 'metrics', 'mail']) {
    bundle.addResource(new FluentResource(readFileSync(path.join(locales, language, `${name}.ftl`), 'utf8')));
  }
  // A word that is missing is a story that cannot be told: no silent fallback to its id.
  function t(id, values) {
    const pattern = bundle.getMessage(id)?.value;
    if (!pattern) throw new Error(`locales/${language} has no ${id}`);
    const errors = [];
    const text = bundle.formatPattern(pattern, values, errors);
    if (errors.length) throw new Error(`locales/${language}, ${id}: ${errors.join('; ')}`);
    return text;
  }
  t.pattern = (id, values, { whole = true } = {}) => (whole ? exactly(t(id, values)) : somewhere(t(id, values)));
  t.language = language;
  t.number = (value, decimals = 0) =>
    visible(new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value));
  return t;
}
