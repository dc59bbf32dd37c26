// Without a mouse: in, along the pages, into a case, and never lost.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { complaints, launch, screenshot } from '../lib/browser.mjs';
import { PATIENCE, openCase, settle } from '../lib/console.mjs';
import { startDemo } from '../lib/heard.mjs';
import { words } from '../lib/words.mjs';

const t = words('en');
let heard;
let browser;
before(async () => {
  [heard, browser] = await Promise.all([startDemo(600), launch()]);
});
after(async () => {
  await browser?.close();
  await heard?.stop();
});

// Where the keys go, and whether one can see it: an outline, or the ring that a part draws around it.
function focus(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const isRinged = (each) => {
      if (!each) return false;
      const style = getComputedStyle(each);
      return (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
    };
    const { width, height } = element.getBoundingClientRect();
    return {
      name: `${element.localName}.${element.className} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}”`,
      isVisible: width > 0 && height > 0 && (isRinged(element) || isRinged(element.nextElementSibling) || isRinged(element.parentElement)),
      href: element.getAttribute('href'),
    };
  });
}

// Presses Tab until the focus is where it was wanted, and asks of each stop that it can be seen.
async function tabTo(page, wanted, what) {
  const seen = [];
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const here = await focus(page);
    if (!here) continue;
    seen.push(here.name);
    assert.ok(here.isVisible, `the focus is visible on ${here.name}`);
    if (await wanted.evaluateAll((elements) => elements.includes(document.activeElement))) return;
  }
  assert.fail(`${what} is not reached by Tab; the focus went to:\n${seen.join('\n')}`);
}

test('the keyboard alone is enough', async () => {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 860 }, colorScheme: 'light', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const wrong = complaints(page);
  try {
    await page.goto(heard.url);
    await page.getByRole('heading', { level: 1, name: t('login-title') }).waitFor();
    await tabTo(page, page.getByLabel(t('field-email')), 'the address');
    await page.keyboard.type('owner@demo.example');
    await tabTo(page, page.getByLabel(t('field-password')), 'the password');
    await page.keyboard.type('try heard today');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: t('nav-label') }).first().waitFor();
    await openCase(page);
    await settle(page);

    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: t('palette-title') });
    await palette.waitFor();
    await palette.getByRole('combobox').waitFor();
    await page.keyboard.type(t('nav-cases'));
    await palette.getByRole('option', { selected: true }).filter({ hasText: t('nav-cases') }).first().waitFor();
    await page.keyboard.press('Enter');
    await palette.waitFor({ state: 'detached' });
    await page.waitForURL('**/cases');
    await page.locator('.board a').first().waitFor();
    await settle(page);

    await tabTo(page, page.locator('.board a').first(), 'the first case');
    await screenshot(page, 'keyboard-board');
    const { href } = await focus(page);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${href}`);
    await page.locator('[aria-current=step]').waitFor();
    await tabTo(page, page.locator('[aria-current=step] textarea'), 'the note');
    await page.keyboard.type('Called, listened');
    await tabTo(page, page.locator('[aria-current=step] button').first(), 'the step’s button');
    await page.keyboard.press('Enter');
    await page.getByText('Called, listened').first().waitFor();

    await page.locator('h1').first().waitFor();
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: t('keys-title') });
    await help.waitFor();
    await help.getByText(t('keys-palette'), { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL('**/surveys');
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
});
