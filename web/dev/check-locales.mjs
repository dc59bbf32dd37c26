// Fails when a language lacks a message, has one that nothing uses, or names other values than English does.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, Visitor } from '@fluent/syntax';

const root = join(import.meta.dirname, '..', '..', 'locales');
const LANGUAGES = ['en', 'hu', 'ro', 'fi', 'fa'];
const FILES = ['console.ftl', 'metrics.ftl'];
const problems = [];

class Values extends Visitor {
  names = new Set();
  visitVariableReference(node) {
    this.names.add(node.id.name);
  }
}

function read(language) {
  const messages = new Map();
  for (const file of FILES) {
    for (const entry of parse(readFileSync(join(root, language, file), 'utf8'), {}).body) {
      if (entry.type === 'Junk') problems.push(`${language}/${file}: cannot be read: ${entry.content.split('\n')[0]}`);
      if (entry.type !== 'Message') continue;
      if (messages.has(entry.id.name)) problems.push(`${language}/${file}: ${entry.id.name} stands twice`);
      const values = new Values();
      values.visit(entry);
      messages.set(entry.id.name, { values: values.names, file });
    }
  }
  return messages;
}

/** Every text of the sources, with the comments and tests left out. */
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(svelte|ts)$/.test(entry.name) && !/\.(test|d)\.ts$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}
const code = sources(join(import.meta.dirname, '..', 'src')).join('\n');
const asked = new Set([...code.matchAll(/\bt\(\s*'([a-z][a-z0-9-]*)'/g)].map((match) => match[1]));
const literals = new Set([...code.matchAll(/'([a-z][a-z0-9]*(?:-[a-z0-9]+)*)'/g)].map((match) => match[1]));
const made = [...code.matchAll(/`([a-z][a-z0-9]*-[^`]*\$\{[^`]*)`/g)].map((match) => {
  const parts = match[1].replace(/\$\{[^}]*\}/g, '\u0000').split('\u0000');
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[a-z0-9-]+')}$`);
});

const catalogues = new Map(LANGUAGES.map((language) => [language, read(language)]));
const english = catalogues.get('en');
for (const id of asked) if (!english.has(id)) problems.push(`en: ${id} is used and missing`);
for (const [id, { file }] of english) {
  if (!asked.has(id) && !literals.has(id) && !made.some((pattern) => pattern.test(id))) problems.push(`en/${file}: ${id} is used nowhere`);
}
for (const [language, messages] of catalogues) {
  for (const [id, { values, file }] of english) {
    const other = messages.get(id);
    if (!other) problems.push(`${language}/${file}: ${id} is missing`);
    else for (const name of other.values) if (!values.has(name)) problems.push(`${language}/${file}: ${id} names $${name}, which it is not given`);
  }
  for (const [id, { file }] of messages) if (!english.has(id)) problems.push(`${language}/${file}: ${id} is not in English`);
}
for (const problem of problems) console.error(problem);
console.log(`${english.size} messages in ${LANGUAGES.length} languages, ${problems.length} problems`);
process.exitCode = problems.length ? 1 : 0;
