// A company moves to another time zone: from a day, or for all its answers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { complaints, expectAccessible, launch, screenshot } from '../lib/browser.mjs';
import { PATIENCE, expectNoSidewaysScrolling, logIn, settle, speak } from '../lib/console.mjs';
import { DEMO_ACCOUNT, startDemo } from '../lib/heard.mjs';
import { words } from '../lib/words.mjs';

const VIEWS = [
  { language: 'en', locale: 'en-GB', viewport: { width: 1440, height: 900 }, zone: 'Pacific/Auckland' },
  { language: 'fa', locale: 'fa-IR', viewport: { width: 390, height: 844 }, zone: 'Asia/Tehran' },
];

let heard;
let browser;
before(async () => {
  [heard, browser] = await Promise.all([startDemo(600), launch()]);
});
after(async () => {
  await browser?.close();
  await heard?.stop();
});

const changes = (page) => page.evaluate(async () => (await (await fetch('/api/v1/workspace/zones')).json()).items);

// How many answers the latest change has moved once it moves no more.
async function allMoved(page) {
  for (let before = 0; ; ) {
    const [{ moved }] = await changes(page);
    if (moved > 0 && moved === before) return moved;
    before = moved;
    await pause(500);
  }
}

for (const { language, locale, viewport, zone } of VIEWS) {
  test(`another time zone: ${language}`, async () => {
    const t = words(language);
    const context = await browser.newContext({ locale, viewport, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const wrong = complaints(page);
    await logIn(page, heard.url, t, DEMO_ACCOUNT);
    await speak(page, language);
    await page.goto(`${heard.url}/settings/workspace`);
    const section = page.getByRole('region', { name: t('workspace-zone') });
    const submit = section.getByRole('button', { name: t('zone-change') });
    assert.ok(await submit.isDisabled(), 'nothing is changed yet');

    // For all answers: the day of the answers of half a day or more is another one.
    const input = section.getByRole('combobox', { name: t('workspace-zone') });
    await input.click();
    await input.pressSequentially(zone.split('/')[1]);
    await page.getByRole('option', { name: zone, exact: true }).click();
    await section.getByRole('button', { name: `${t('zone-from')}: ${t('zone-from-today')}` }).click();
    await page.locator('.calendar-day').first().waitFor();
    await settle(page);
    await screenshot(page, `zone-${language}-days`);
    await expectAccessible(page, 'the days of a time zone');
    await page.getByRole('button', { name: t('zone-from-all'), exact: true }).click();
    await submit.click();
    await section.getByText(t('zone-since-all')).first().waitFor();
    const moved = await allMoved(page);
    await section.getByText(t.number(moved)).first().waitFor();

    // Back from a day that is chosen in the calendar, the tenth of the month before.
    await input.click();
    await input.pressSequentially('Budapest');
    await page.getByRole('option', { name: 'Europe/Budapest', exact: true }).click();
    await section.getByRole('button', { name: `${t('zone-from')}:` }).click();
    await page.getByRole('button', { name: t('calendar-previous') }).click();
    await page.locator('.calendar-day:not([data-outside-month])').nth(9).click();
    await submit.click();
    await section.getByRole('list', { name: t('zone-changes') }).getByText('Europe/Budapest').first().waitFor();
    const [latest] = await changes(page);
    assert.equal(latest.zone, 'Europe/Budapest');
    assert.match(latest.from, /^2\d{3}-/u);
    await page.reload();
    await settle(page);
    await section.scrollIntoViewIfNeeded();
    await screenshot(page, `zone-${language}`, { fullPage: true });
    await expectAccessible(page, 'the settings of a time zone');
    await expectNoSidewaysScrolling(page, 'the settings of a time zone');
    assert.deepEqual(wrong, []);
    await context.close();
  });
}
