// Every page of the console as the demo company has it, in light and dark, English and Persian, on a
// desk and in a hand; and every respondent page of the templates.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { complaints, expectAccessible, launch, screenshot } from '../lib/browser.mjs';
import { PATIENCE, expectNoSidewaysScrolling, logIn, openCase, settle, speak } from '../lib/console.mjs';
import { DEMO_ACCOUNT, startDemo } from '../lib/heard.mjs';
import { visible, words } from '../lib/words.mjs';

const DESK = { width: 1440, height: 900 };
const HAND = { width: 390, height: 844 };
const VIEWS = [
  { name: 'en-light-1440', language: 'en', colorScheme: 'light', viewport: DESK, axe: true },
  { name: 'en-dark-1440', language: 'en', colorScheme: 'dark', viewport: DESK },
  { name: 'fa-dark-1440', language: 'fa', colorScheme: 'dark', viewport: DESK, axe: true },
  { name: 'en-light-390', language: 'en', colorScheme: 'light', viewport: HAND, hand: true },
  { name: 'fa-light-390', language: 'fa', colorScheme: 'light', viewport: HAND, hand: true },
];
const SETTINGS = ['me', 'workspace', 'units', 'people', 'rules', 'keys', 'webhooks', 'erase', 'audit'];
const BYTES_OF_A_FORM = 15_000;

let heard;
let openedCase;
let browser;
before(async () => {
  [heard, browser] = await Promise.all([startDemo(3000), launch()]);
});
after(async () => {
  await browser?.close();
  await heard?.stop();
});

// Ids of things that the pages below show, asked for as the console asks.
async function findThings(page) {
  return page.evaluate(async () => {
    const read = async (path) => (await fetch(`/api/v1/${path}`)).json();
    const [responses, cases, surveys] = await Promise.all([read('responses?has_words=true&limit=1'), read('cases?state=open&limit=1'), read('surveys')]);
    const rows = Array.isArray(surveys) ? surveys : surveys.items;
    return { response: responses.items[0].id, case: cases.items[0].id, survey: rows.toSorted((a, b) => b.responses - a.responses)[0].id };
  });
}

const pagesOf = (things) => [
  { name: 'home', path: '/' },
  { name: 'numbers-lines', path: '/numbers?metric=csat&grain=month&period=12m' },
  { name: 'numbers-lines-by', path: '/numbers?metric=csat&grain=month&period=12m&by=channel' },
  { name: 'numbers-bars', path: '/numbers?metric=csat&by=touchpoint&show=bar&period=12m' },
  { name: 'numbers-table', path: '/numbers?metric=csat&grain=month&period=12m&show=table' },
  { name: 'responses', path: '/responses' },
  { name: 'response', path: `/responses/${things.response}` },
  { name: 'cases', path: '/cases' },
  { name: 'cases-closed', path: '/cases?state=closed' },
  { name: 'case', path: `/cases/${things.case}` },
  { name: 'surveys', path: '/surveys' },
  { name: 'templates', path: '/surveys?new=1' },
  { name: 'survey-results', path: `/surveys/${things.survey}/results` },
  { name: 'survey-edit', path: `/surveys/${things.survey}/edit` },
  { name: 'survey-share', path: `/surveys/${things.survey}/share` },
  ...SETTINGS.map((section) => ({ name: `settings-${section}`, path: `/settings/${section}` })),
];

// All of them at once, each in full.
function expectNone(faults) {
  if (faults.length) assert.fail(`${faults.length} faults:\n${faults.join('\n')}`);
}

// One ugly page does not hide the others.
async function collect(list, what, check) {
  try {
    await check();
  } catch (error) {
    list.push(`${what}: ${error.message}`);
  }
}

describe('the console', () => {
  for (const view of VIEWS) {
    test(view.name, async () => {
      const context = await browser.newContext({
        locale: view.language === 'fa' ? 'fa-IR' : 'en-GB', viewport: view.viewport, colorScheme: view.colorScheme, reducedMotion: 'reduce', hasTouch: Boolean(view.hand),
      });
      try {
        await visitEverything(context, view);
      } finally {
        await context.close();
      }
    });
  }
});

async function visitEverything(context, view) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const wrong = complaints(page);
  const t = words(view.language);
  const faults = [];
  await page.goto(`${heard.url}/login`);
  await page.getByRole('heading', { level: 1, name: t('login-title') }).waitFor();
  await look(page, view, 'log-in', faults);
  await logIn(page, heard.url, t, DEMO_ACCOUNT);
  await speak(page, view.language);
  openedCase ??= await openCase(page);
  await page.goto(heard.url);
  await settle(page);

  for (const { name, path: address } of pagesOf(await findThings(page))) {
    await collect(faults, name, async () => {
      await walk(page, address);
      if (name === 'response' || name === 'templates') await page.getByRole('dialog').waitFor();
    });
    await look(page, view, name, faults);
  }
  await lookAtOverlays(page, view, t, faults);
  expectNone([...faults, ...wrong]);
}

// Along the console's own way, as by a click: nothing is loaded twice.
async function walk(page, address) {
  await page.evaluate(async (address) => {
    history.pushState(null, '', address);
    dispatchEvent(new PopStateEvent('popstate'));
    for (let frames = 0; frames < 3; frames += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, address);
  await page.locator('#content h1').waitFor();
}

async function look(page, view, name, faults) {
  await collect(faults, name, async () => {
    await settle(page);
    assert.equal(await page.evaluate(() => document.documentElement.lang), view.language);
    await screenshot(page, `${view.name}-${name}`);
  });
  await collect(faults, name, () => expectNoSidewaysScrolling(page, name));
  if (view.axe) await collect(faults, name, () => expectAccessible(page, name));
}

async function lookAtOverlays(page, view, t, faults) {
  await walk(page, '/surveys');
  await settle(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: t('palette-title') }).waitFor();
  await page.getByRole('option', { name: t('settings-audit') }).waitFor();
  await look(page, view, 'palette', faults);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: t('keys-title') }).waitFor();
  await look(page, view, 'keys', faults);
}

describe('what respondents see', () => {
  for (const language of ['en', 'fa']) {
    test(`the forms of all templates: ${language}`, async () => {
      const context = await browser.newContext({
        locale: language === 'fa' ? 'fa-IR' : 'en-GB', viewport: { width: 360, height: 740 }, colorScheme: 'light', reducedMotion: 'reduce', isMobile: true, hasTouch: true,
      });
      try {
        await visitForms(context, language);
      } finally {
        await context.close();
      }
    });
  }
});

let publishedTemplates;
// Every template becomes a survey that takes answers, once for both languages.
async function publishTemplates(context) {
  const page = await context.newPage();
  await page.goto(`${heard.url}/login`);
  const surveys = await page.evaluate(async (account) => {
    const call = async (method, path, body, headers = {}) => {
      const answer = await fetch(`/api/v1/${path}`, { method, headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    await call('POST', 'session', account);
    const { csrf } = await call('GET', 'session');
    const found = await call('GET', 'surveys/templates').catch(() => call('GET', 'templates'));
    const made = [];
    for (const template of Array.isArray(found) ? found : found.items) {
      const survey = await call('POST', 'surveys', { template: template.key }, { 'x-csrf-token': csrf });
      const published = await call('POST', `surveys/${survey.id}/publish`, { revision: survey.revision }, { 'x-csrf-token': csrf });
      made.push({ key: template.key, link: published.link });
    }
    return made;
  }, DEMO_ACCOUNT);
  await page.close();
  return surveys;
}

// What crosses the network for one form: head and body, as the browser counted them.
async function bytesOf(context, link) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await page.goto(link, { waitUntil: 'load' });
  await page.waitForLoadState('networkidle');
  await page.close();
  return bytes;
}

async function visitForms(context, language) {
  const t = words(language);
  publishedTemplates ??= await publishTemplates(context);
  assert.equal(publishedTemplates.length, 5, 'there are five templates');
  await context.clearCookies();
  const faults = [];
  for (const { key, link } of publishedTemplates) {
    const bytes = await bytesOf(context, link);
    if (!(bytes > 500 && bytes < BYTES_OF_A_FORM)) faults.push(`${key}: ${bytes} bytes`);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const wrong = complaints(page);
    const see = async (name) => {
      await collect(faults, `${key}, ${name}`, () => expectNoSidewaysScrolling(page, name));
      // The refusal and the withdrawal look alike for all: looked at where there is a matrix, too.
      if (name === 'form' || name === 'receipt' || key === 'purchase_csat') await collect(faults, `${key}, ${name}`, () => expectAccessible(page, name));
      await screenshot(page, `form-${language}-${key}-${name}`, { fullPage: true });
    };
    await page.goto(link);
    assert.equal(await page.locator('html').getAttribute('dir'), language === 'fa' ? 'rtl' : 'ltr');
    await see('form');
    await page.getByRole('button', { name: t.pattern('respondent-send') }).click();
    await page.getByRole('alert').waitFor();
    await see('missing');
    await page.locator('.scale').first().locator('label').last().click();
    await page.getByRole('button', { name: t.pattern('respondent-send') }).click();
    await page.getByRole('heading', { name: t.pattern('respondent-receipt') }).waitFor();
    assert.ok(visible(await page.locator('main').innerText()).includes(visible(t('respondent-receipt-keep'))));
    await see('receipt');
    await page.getByRole('link', { name: t.pattern('respondent-withdraw') }).click();
    await page.getByRole('heading', { name: t.pattern('respondent-withdraw-title') }).waitFor();
    await see('withdraw');
    // A form that is not whole is answered with 422; browsers call that an error.
    faults.push(...wrong.filter((each) => !(each.includes('422') && each.endsWith('?send'))).map((each) => `${key}: ${each}`));
    await page.close();
  }
  expectNone(faults);
}
