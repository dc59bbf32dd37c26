// From an empty machine to a customer who was heard, in English and in Persian, as people see it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { complaints, expectAccessible, launch, screenshot } from '../lib/browser.mjs';
import { PATIENCE, choose, expectNoSidewaysScrolling, settle } from '../lib/console.mjs';
import { startHeard } from '../lib/heard.mjs';
import { expectSigned, startMailServer, startWebhookReceiver } from '../lib/receivers.mjs';
import { visible, words } from '../lib/words.mjs';

const LANGUAGES = {
  en: {
    locale: 'en-GB', name: 'English', other: 'fa', company: 'Corner Bakery', person: 'Mira Holm',
    template: 'Relationship (NPS)', said: 'The bread was sold out at nine, for the third time.',
    heard: 'Sold out at nine, three times', done: 'A second oven run at seven', cause: 'The order list is a week old',
  },
  fa: {
    locale: 'fa-IR', name: 'فارسی', other: 'en', company: 'نانوایی سر کوچه', person: 'مینا راد',
    template: 'رابطه با مشتری (شاخص خالص مروجان)', said: 'نان ساعت نه تمام شده بود، برای سومین بار.',
    heard: 'سه بار ساعت نه تمام شده بود', done: 'پخت دوم ساعت هفت', cause: 'فهرست سفارش یک هفته کهنه است',
  },
};
const EMAIL = 'mira@bakery.example';
const PASSWORD = 'bread before nine o’clock';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

for (const [language, story] of Object.entries(LANGUAGES)) {
  test(`the loop is closed: ${story.name}`, async (context) => {
    const cleanups = [];
    context.after(async () => { for (const each of cleanups.reverse()) await each(); });
    const mailServer = await startMailServer();
    cleanups.push(mailServer.stop);
    const receiver = await startWebhookReceiver();
    cleanups.push(receiver.stop);
    const heard = await startHeard({
      env: {
        HEARD_SMTP: `smtp://127.0.0.1:${mailServer.port}`,
        HEARD_MAIL_FROM: 'Heard <heard@bakery.example>',
        HEARD_WEBHOOKS_TO_PRIVATE_NETWORKS: 'true',
      },
    });
    cleanups.push(heard.stop);
    const desk = await browser.newContext({ locale: story.locale, viewport: { width: 1280, height: 860 }, colorScheme: 'light', reducedMotion: 'reduce' });
    cleanups.push(() => desk.close());
    const page = await desk.newPage();
    page.setDefaultTimeout(PATIENCE);
    const wrong = complaints(page);
    const t = words(language);
    const loop = { browser, heard, mailServer, receiver, page, t, language, story, context };

    await step(context, 'the first owner sets Heard up', () => setUp(loop));
    await step(context, 'a rule and a webhook', () => makeRuleAndWebhook(loop));
    await step(context, 'a template becomes a link', () => publish(loop));
    await step(context, 'Home waits for the first answer', () => openHome(loop));
    await step(context, 'a customer answers without JavaScript', () => answerBadly(loop));
    await step(context, 'the number appears by itself', () => watchFirstNumber(loop));
    await step(context, 'mail and webhook arrive', () => receiveAlerts(loop));
    await step(context, 'a second answer moves the number and is withdrawn', () => answerWellAndWithdraw(loop));
    await step(context, 'the case is walked to its cause', () => closeCase(loop));
    assert.deepEqual(wrong, [], 'the console complains about nothing');
  });
}

// A step that fails ends the story: what follows would only fail after it.
async function step(context, name, tell) {
  let failure;
  await context.test(name, async () => {
    try {
      await tell();
    } catch (error) {
      failure = error;
      throw error;
    }
  });
  if (failure) throw new Error(`the story ended at “${name}”`, { cause: failure });
}

const shot = ({ page, language }, name) => screenshot(page, `loop-${language}-${name}`);

// The language of the browser is only a first guess; people change it where they are.
async function switchLanguage(page, from, to, name) {
  await page.locator(`button[aria-label^=${JSON.stringify(`${from('me-language')}:`)}]`).click();
  await page.getByRole('option', { name, exact: true }).click();
  await page.waitForFunction((lang) => document.documentElement.lang === lang, to.language);
  await page.getByRole('heading', { level: 1, name: to('setup-title') }).waitFor();
}

async function setUp(loop) {
  const { page, heard, t, story, language } = loop;
  const other = words(story.other);
  await page.goto(heard.url);
  await page.getByRole('heading', { level: 1, name: t('setup-title') }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/setup');
  await switchLanguage(page, t, other, LANGUAGES[story.other].name);
  await switchLanguage(page, other, t, story.name);
  assert.equal(await page.evaluate(() => document.documentElement.dir), language === 'fa' ? 'rtl' : 'ltr');
  await settle(page);
  await expectAccessible(page, 'first run');
  await shot(loop, '1-first-run');

  await page.getByLabel(t('setup-company')).fill(story.company);
  await page.getByLabel(t('setup-name')).fill(story.person);
  await page.getByLabel(t('field-email')).fill(EMAIL);
  await page.getByLabel(t('field-password')).fill('short');
  await page.getByText(t.pattern('password-short', { n: 5 })).waitFor();
  await page.getByLabel(t('field-password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('setup-submit') }).click();
  await page.getByText(t('home-empty'), { exact: true }).waitFor();
  await settle(page);
  await expectAccessible(page, 'an empty Home');
  await shot(loop, '2-empty-home');
}

const go = ({ page, t }, label) => page.getByRole('navigation', { name: t('nav-label') }).first().getByRole('link', { name: t(label) }).click();

async function makeRuleAndWebhook(loop) {
  const { page, t, story, receiver } = loop;
  await go(loop, 'nav-settings');
  const sections = page.getByRole('navigation', { name: t('nav-settings'), exact: true });
  await sections.getByRole('link', { name: t('settings-rules'), exact: true }).click();
  await page.getByRole('button', { name: t('rules-add') }).click();
  const dialog = page.getByRole('dialog', { name: t('rules-add') });
  await dialog.getByLabel(t('rules-name')).fill(t('rules-name-placeholder'));
  await choose(page, dialog, t('rules-score'), t.number(6));
  await choose(page, dialog, t('case-owner'), story.person);
  await choose(page, dialog, t('rules-due'), t('rules-hours', { hours: 24 }));
  await dialog.getByRole('switch', { name: t('rules-mail') }).check();
  await dialog.getByRole('switch', { name: t('rules-webhook') }).check();
  await settle(page);
  await expectAccessible(page, 'a rule');
  await shot(loop, '3-rule');
  await dialog.getByRole('button', { name: t('action-save') }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('list', { name: t('settings-rules') }).getByText(t('rules-name-placeholder'), { exact: true }).waitFor();

  await sections.getByRole('link', { name: t('settings-webhooks'), exact: true }).click();
  await page.getByLabel(t('keys-name')).fill(t('webhooks-name-placeholder'));
  await page.getByLabel(t('webhooks-url')).fill(receiver.url);
  await page.getByRole('button', { name: t('webhooks-add') }).click();
  const shown = page.getByRole('dialog', { name: t('webhooks-secret') });
  loop.secret = await shown.getByLabel(t('webhooks-secret')).inputValue();
  await shown.getByRole('button', { name: t('action-close') }).click();
  await shown.waitFor({ state: 'detached' });
  await page.getByRole('list', { name: t('settings-webhooks') }).getByText(receiver.url).waitFor();
}

async function publish(loop) {
  const { page, t, story, heard } = loop;
  await go(loop, 'nav-surveys');
  await page.getByText(t('surveys-empty'), { exact: true }).waitFor();
  await page.getByRole('button', { name: t('surveys-new') }).first().click();
  const templates = page.getByRole('dialog', { name: t('templates-title') });
  await templates.getByText(story.template, { exact: true }).waitFor();
  await settle(page);
  await expectAccessible(page, 'the templates');
  await shot(loop, '4-templates');
  await templates.getByText(story.template, { exact: true }).click();

  await page.getByRole('button', { name: t('survey-publish') }).waitFor();
  // One word is made one's own, and seen at once as respondents will see it.
  const title = page.getByLabel(t('edit-title'), { exact: true });
  const ours = `${await title.inputValue()} – ${story.company}`;
  await title.fill(ours);
  await page.locator('.preview').getByText(ours, { exact: true }).waitFor();
  await page.getByText(t('edit-saved'), { exact: true }).waitFor();
  await settle(page);
  await expectAccessible(page, 'the editor');
  await shot(loop, '5-texts');
  loop.title = ours;
  await page.getByRole('button', { name: t('survey-publish') }).click();

  const link = page.getByLabel(t('share-link'), { exact: true });
  await page.waitForURL('**/share');
  loop.link = await link.and(page.locator('input')).inputValue();
  assert.ok(loop.link.startsWith(`${heard.url}/s/`), `the link ${loop.link} leads to this server`);
  const code = page.getByRole('img', { name: t('share-qr-alt') });
  await page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await code.elementHandle());
  await settle(page);
  await expectAccessible(page, 'Share');
  await shot(loop, '6-share');
}

async function openHome(loop) {
  const { page, t } = loop;
  await go(loop, 'nav-home');
  await page.getByText(t('home-empty'), { exact: true }).waitFor();
  // Gone with the first reload: what follows must arrive in the page that is open now.
  await page.evaluate(() => { globalThis.openSinceBefore = true; });
}

// A small phone of its own, without scripts.
async function phone({ browser, story }, visit) {
  const context = await browser.newContext({
    locale: story.locale, javaScriptEnabled: false, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2,
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await visit(page);
  } finally {
    await context.close();
  }
}

const send = (page, t, label) => page.getByRole('button', { name: t.pattern(label) }).click();
const scoreSaid = (t, score) => t.pattern('respondent-score', { score, min: 0, max: 10 });

async function answerBadly(loop) {
  const { t, story, language } = loop;
  await phone(loop, async (page) => {
    await page.goto(loop.link);
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    assert.equal(await page.locator('html').getAttribute('dir'), language === 'fa' ? 'rtl' : 'ltr');
    await page.getByRole('heading', { level: 1, name: t.pattern('survey-untitled') }).or(page.getByText(loop.title)).first().waitFor();
    await expectNoSidewaysScrolling(page, 'the form');
    await expectScaleReads(page, language);
    await expectLargeTargets(page);
    await screenshot(page, `loop-${language}-7-form`);

    await send(page, t, 'respondent-send');
    await page.getByRole('alert').getByRole('heading', { name: t.pattern('respondent-errors', { count: 1 }) }).waitFor();
    const asked = page.locator('fieldset.question').first();
    await asked.locator('.error').getByText(t.pattern('respondent-fault-required', undefined, { whole: false })).waitFor();
    assert.equal(await asked.getAttribute('aria-invalid'), 'true', 'the question is marked as the one that is missing');
    await screenshot(page, `loop-${language}-8-missing`);

    await page.locator('textarea').first().fill(story.said);
    await asked.locator('.scale label').nth(2).click();
    await send(page, t, 'respondent-send');

    await page.getByRole('heading', { name: t.pattern('respondent-receipt') }).waitFor();
    await page.getByText(scoreSaid(t, 2)).waitFor();
    await page.getByText(story.said, { exact: true }).waitFor();
    await expectNoSidewaysScrolling(page, 'the receipt');
    await screenshot(page, `loop-${language}-9-receipt`);
    const receipt = page.url();

    await page.getByRole('link', { name: t.pattern('respondent-correct') }).click();
    const again = page.locator('fieldset.question').first();
    assert.ok(await again.locator('input[value="2"]').isChecked(), 'what was said is still chosen');
    assert.equal(visible(await page.locator('textarea').first().inputValue()), story.said);
    await again.locator('.scale label').nth(3).click();
    await send(page, t, 'respondent-correct-send');
    await page.getByRole('status').getByText(t.pattern('respondent-corrected')).waitFor();

    await page.goto(receipt);
    await page.getByText(scoreSaid(t, 3)).waitFor();
    assert.equal(await page.getByText(scoreSaid(t, 2)).count(), 0, 'the receipt says what counts now');
    await page.getByText(story.said, { exact: true }).waitFor();
  });
}

// 0 stands where reading begins, and a finger hits every point.
async function expectScaleReads(page, language) {
  const labels = page.locator('fieldset.question').first().locator('.scale label');
  assert.equal(await labels.count(), 11);
  const expected = Array.from({ length: 11 }, (_, score) => words(language).number(score));
  assert.deepEqual((await labels.allInnerTexts()).map(visible), expected);
  const boxes = await Promise.all((await labels.all()).map((label) => label.boundingBox()));
  for (const [index, box] of boxes.entries()) {
    const before = boxes[index - 1];
    if (!before || Math.abs(before.y - box.y) > 2) continue;
    assert.ok(language === 'fa' ? box.x < before.x : box.x > before.x, `${index} comes after ${index - 1} in the direction of reading`);
  }
  assert.ok(Math.abs(boxes[0].y - boxes[1].y) <= 2, '0 and 1 stand in one line');
}

async function expectLargeTargets(page) {
  for (const label of await page.locator('.scale label').all()) {
    const { width, height } = await label.boundingBox();
    assert.ok(width >= 24 && height >= 40, `a point of a scale is ${width} × ${height} px`);
  }
}

const headline = (page) => page.locator('#content .number.large');

async function expectHeadline({ page, t }, value, answers) {
  await page.waitForFunction(
    ({ value, answers }) => {
      const plain = (text) => text.replace(/[\u2066-\u2069\u200e\u200f]/gu, '').replace(/\s+/gu, ' ').trim();
      const shown = document.querySelector('#content .number.large');
      return shown && plain(shown.querySelector('.value').textContent) === value && plain(shown.textContent).includes(answers);
    },
    { value: t.number(value, 1), answers: visible(t('n-answers', { n: answers })) },
    { timeout: PATIENCE },
  ).catch(async (error) => {
    const shown = (await headline(page).count()) ? await headline(page).innerText() : await page.locator('#content').innerText();
    throw new Error(`Home should show ${t.number(value, 1)} of ${answers}; it shows: ${shown}`, { cause: error });
  });
  assert.ok(await page.evaluate(() => globalThis.openSinceBefore), 'the page was not loaded again');
}

async function watchFirstNumber(loop) {
  const { page, t, story } = loop;
  // One detractor, counted once although corrected: −100 of one answer.
  await expectHeadline(loop, -100, 1);
  await page.getByText(story.said).first().waitFor();
  await page.getByText(t('flag-few-answers'), { exact: true }).first().waitFor();
  await settle(page);
  await expectAccessible(page, 'Home with one answer');
  await shot(loop, '10-home-moved');
}

async function receiveAlerts(loop) {
  const { t, story, mailServer, receiver, heard } = loop;
  const [mail, call] = await Promise.all([
    mailServer.mails.first(({ to }) => to.includes(EMAIL), 'the mail about the case'),
    receiver.calls.first(() => true, 'the webhook'),
  ]);
  const subject = visible(mail.subject);
  assert.ok(subject.startsWith(visible(t('mail-case-subject', { number: 1, score: 2, min: 0, max: 10, unit: '' })).split(':')[0]), `the subject “${subject}” names the case`);
  const link = new RegExp(`${heard.url}/cases/[0-9a-z-]+`, 'iu').exec(mail.text)?.[0];
  assert.ok(link, `the mail has a link to the case:\n${mail.text}`);
  for (const words of [story.said, story.said.split(' ').slice(0, 3).join(' ')]) {
    assert.ok(!`${mail.subject}\n${mail.text}`.includes(words), 'the customer’s words stay in Heard');
  }

  assert.equal(call.method, 'POST');
  expectSigned(call, loop.secret);
  const message = JSON.parse(call.body);
  assert.equal(message.type, 'case.opened');
  assert.equal(message.data.number, 1);
  assert.equal(message.data.url, link, 'mail and webhook lead to the same case');
  assert.ok(!call.body.includes(story.said), 'the customer’s words stay in Heard');
  loop.caseLink = link;
}

async function answerWellAndWithdraw(loop) {
  const { t, language } = loop;
  await phone(loop, async (page) => {
    await page.goto(loop.link);
    await page.locator('fieldset.question').first().locator('.scale label').nth(10).click();
    await send(page, t, 'respondent-send');
    await page.getByText(scoreSaid(t, 10)).waitFor();
    await expectHeadline(loop, 0, 2);

    await page.getByRole('link', { name: t.pattern('respondent-withdraw') }).click();
    await page.getByRole('heading', { name: t.pattern('respondent-withdraw-title') }).waitFor();
    await screenshot(page, `loop-${language}-11-withdraw`);
    await send(page, t, 'respondent-withdraw-confirm');
    await page.getByRole('heading', { name: t.pattern('respondent-withdrawn-title') }).waitFor();
    await expectHeadline(loop, -100, 1);
  });
}

async function closeCase(loop) {
  const { page, t, story } = loop;
  await go(loop, 'nav-cases');
  await page.getByRole('heading', { level: 1, name: t.pattern('cases-title-open', { open: 1 }) }).waitFor();
  await settle(page);
  await expectAccessible(page, 'the board');
  await shot(loop, '12-board');
  await page.locator('#content').getByRole('link').filter({ hasText: story.said }).click();
  await page.getByRole('heading', { level: 1, name: t.pattern('case-number', { number: t.number(1) }, { whole: false }) }).waitFor();
  assert.equal(page.url(), loop.caseLink);

  for (const name of ['hear', 'empathise', 'apologise', 'resolve']) {
    const here = page.locator('[aria-current=step]').filter({ hasText: t(`step-${name}`) });
    if (name === 'hear') await here.getByLabel(t('case-note')).fill(story.heard);
    if (name === 'resolve') await here.getByLabel(t('case-note')).fill(story.done);
    if (name === 'apologise') await shot(loop, '13-case');
    await here.getByRole('button', { name: t.pattern('case-finish-step', { step: t(`step-${name}`) }) }).click();
    await here.waitFor({ state: 'detached' });
  }
  const last = page.locator('[aria-current=step]');
  await last.getByLabel(t('case-note')).fill(story.cause);
  await settle(page);
  await expectAccessible(page, 'a case');
  await last.getByRole('button', { name: t('case-close'), exact: true }).click();
  const dialog = page.getByRole('dialog', { name: t('case-close-title') });
  assert.ok(await dialog.getByRole('button', { name: t('case-close') }).isDisabled(), 'a case is done when its cause is known');
  await dialog.getByRole('radio', { name: t('cause-process') }).check();
  assert.equal(await dialog.getByLabel(t('case-finding')).inputValue(), story.cause);
  await settle(page);
  await expectAccessible(page, 'the cause');
  await shot(loop, '14-cause');
  await dialog.getByRole('button', { name: t('case-close') }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: t('case-reopen') }).waitFor();
  await page.getByText(t('cause-process'), { exact: true }).first().waitFor();
  await shot(loop, '15-closed');

  await go(loop, 'nav-cases');
  await page.getByRole('heading', { level: 1, name: t('cases-title-none') }).waitFor();
  await page.getByRole('radiogroup', { name: t('cases-state') }).getByRole('radio', { name: t('cases-closed') }).check();
  const share = new Intl.NumberFormat(t.language, { style: 'percent' });
  await page.getByText(visible(share.format(1)), { exact: false }).first().waitFor();
  await page.getByRole('row').filter({ hasText: t('cause-process') }).waitFor();
  assert.equal(await page.getByText(t('case-closed-late')).count(), 0, 'it was closed in time');
  await settle(page);
  await shot(loop, '16-in-time');
}
