// A real Chromium, and what every story asks of a page.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const results = path.join(here, '../results');

export function launch() {
  const executablePath = execFileSync(path.join(here, '../../scripts/browser'), { encoding: 'utf8' }).trim();
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

// axe runs in the page through the debugger, so the page's own policy stays as strict as it is.
export async function expectAccessible(page, what) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  const list = found.violations.map(
    (violation) =>
      `${violation.id}: ${violation.help}\n    ${violation.nodes.map((node) => node.target.join(' ')).slice(0, 5).join('\n    ')}`,
  );
  if (list.length) assert.fail(`axe finds in ${what}:\n  ${list.join('\n  ')}`);
}

export async function screenshot(page, name, options = {}) {
  mkdirSync(results, { recursive: true });
  await page.screenshot({ ...options, path: path.join(results, `${name}.png`) });
}

// Collects what the page complains about; a story ends by asking for it to be nothing.
export function complaints(page) {
  const list = [];
  page.on('pageerror', (error) => list.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // Asking who is logged in is answered with 401 before anybody is; browsers call that an error.
    const isGuest = message.text().includes('401') && message.location().url.endsWith('/api/v1/session');
    if (message.type() === 'error' && !isGuest) list.push(`console: ${message.text()} ${message.location().url}`);
  });
  return list;
}
