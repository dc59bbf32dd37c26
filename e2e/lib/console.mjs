// What people do in the console, by the words on its buttons and fields.

import assert from 'node:assert/strict';

import { exactly } from './words.mjs';

export const PATIENCE = 30_000;

// The value of the field of a select is part of its name: “Language: English”.
function selectOf(scope, label) {
  return scope.locator(`button[aria-label^=${JSON.stringify(`${label}:`)}]`);
}

export async function choose(page, scope, label, option) {
  await selectOf(scope, label).click();
  await page.getByRole('option', { name: exactly(option) }).click();
  await scope.getByLabel(exactly(`${label}: ${option}`)).waitFor();
  await page.locator('[role=listbox]').waitFor({ state: 'detached' });
}

export async function logIn(page, url, t, { email, password }) {
  await page.goto(`${url}/login`);
  await page.getByLabel(t('field-email')).fill(email);
  await page.getByLabel(t('field-password')).fill(password);
  await page.getByRole('button', { name: t('login-submit') }).click();
  await page.locator('#content h1').waitFor();
}

// The account has a language of its own, which comes before the browser's.
export async function speak(page, language) {
  await page.evaluate(async (language) => {
    const { csrf } = await (await fetch('/api/v1/session')).json();
    const answer = await fetch('/api/v1/me', { method: 'PATCH', headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, body: JSON.stringify({ language }) });
    if (!answer.ok) throw new Error(`the language was not changed: ${answer.status}`);
  }, language);
}

// Nothing more is on its way: no skeletons, no chart without its picture, fonts there.
export async function settle(page) {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(
    () => {
      // A chart below the fold waits until somebody scrolls to it.
      const inView = (element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      };
      const busy = [...document.querySelectorAll('.skeleton, [aria-busy=true], .stale')].some(inView);
      const empty = [...document.querySelectorAll('.canvas')].some((chart) => inView(chart) && !chart.querySelector('canvas, svg'));
      const moving = document.getAnimations().some((each) => each.playState === 'running' && each.effect.getTiming().iterations !== Infinity);
      return !busy && !empty && !moving && document.fonts.status === 'loaded';
    },
    undefined,
    { timeout: PATIENCE },
  );
}

export async function expectNoSidewaysScrolling(page, what) {
  const { wide, room } = await page.evaluate(() => ({
    wide: Math.max(document.documentElement.scrollWidth, document.body.scrollWidth),
    room: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= room, `${what} is ${wide} px wide in a window of ${room} px`);
}

// A small demo has hardly a bad answer in its last week, so a case is opened by hand, as people may.
export function openCase(page) {
  return page.evaluate(async () => {
    const read = async (path) => (await fetch(`/api/v1/${path}`)).json();
    const { csrf, user } = await read('session');
    const { items } = await read('responses?has_words=true&score_max=6&limit=1');
    const answer = await fetch('/api/v1/cases', {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify({ response: items[0].id, due_in_hours: 48, owner: user.id }),
    });
    if (!answer.ok) throw new Error(`no case was opened: ${answer.status} ${await answer.text()}`);
    return (await answer.json()).id;
  });
}
