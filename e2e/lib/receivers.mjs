// The two outside parties of the closed loop: a mail server and the address of a webhook.

import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

import { SMTPServer } from 'smtp-server';

function listen(server) {
  return new Promise((resolve, reject) => {
    const inner = server.server ?? server;
    inner.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(inner.address().port));
  });
}

// Things that arrive by themselves, to be waited for.
class Arrivals {
  #things = [];
  #waiting = new Set();
  add(thing) {
    this.#things.push(thing);
    for (const look of this.#waiting) look();
  }
  get all() {
    return this.#things;
  }
  first(fits, what, patience = 30_000) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`${what} did not arrive within ${patience} ms; ${this.#things.length} others did`));
      }, patience);
      const look = () => {
        const found = this.#things.find(fits);
        if (!found) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

export async function startMailServer() {
  const mails = new Arrivals();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('latin1');
        mails.add({ to: session.envelope.rcptTo.map((each) => each.address), ...readMail(raw) });
        done();
      });
    },
  });
  const port = await listen(server);
  return { port, mails, stop: () => new Promise((resolve) => server.close(resolve)) };
}

export async function startWebhookReceiver() {
  const calls = new Arrivals();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      calls.add({ method: request.method, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(204).end();
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/heard`,
    calls,
    stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

// Standard Webhooks 1.0.0, computed here from the secret that the console showed once.
export function expectSigned({ headers, body }, secret) {
  assert.match(secret, /^whsec_[A-Za-z0-9+/]+=*$/u);
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  assert.ok(id, 'the message has an id');
  assert.ok(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300, `the time ${timestamp} is now`);
  const expected = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest();
  const signatures = headers['webhook-signature'].split(' ').map((each) => each.split(','));
  const fits = signatures.some(([version, signature]) => {
    const given = Buffer.from(signature ?? '', 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  assert.ok(fits, 'the signature of the webhook verifies');
}

function unquote(text) {
  const bytes = text.replace(/=\r?\n/gu, '').replace(/=([0-9A-Fa-f]{2})/gu, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function readHeaders(text) {
  const headers = {};
  for (const line of text.replace(/\r?\n[ \t]+/gu, ' ').split(/\r?\n/u)) {
    const at = line.indexOf(':');
    if (at > 0) headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
  }
  return headers;
}

// Encoded words are joined before they are decoded: a letter may be cut between two.
function readEncodedWords(text) {
  return text
    .replace(/(\?=)\s+(=\?)/gu, '$1$2')
    .replace(/(?:=\?utf-8\?b\?[^?]*\?=)+/giu, (run) =>
      Buffer.concat([...run.matchAll(/=\?utf-8\?b\?([^?]*)\?=/giu)].map((each) => Buffer.from(each[1], 'base64'))).toString('utf8'))
    .replace(/(?:=\?utf-8\?q\?[^?]*\?=)+/giu, (run) =>
      unquote([...run.matchAll(/=\?utf-8\?q\?([^?]*)\?=/giu)].map((each) => each[1].replaceAll('_', ' ')).join('')));
}

function readPart(raw) {
  const cut = raw.search(/\r?\n\r?\n/u);
  const headers = readHeaders(raw.slice(0, cut));
  const body = raw.slice(cut).replace(/^\r?\n\r?\n/u, '');
  const boundary = /boundary="?([^";]+)"?/iu.exec(headers['content-type'] ?? '')?.[1];
  if (boundary) {
    const parts = body.split(`--${boundary}`).slice(1, -1).map((part) => readPart(part.replace(/^\r?\n/u, '')));
    return { headers, text: parts.map((part) => part.text).join('\n') };
  }
  const encoding = (headers['content-transfer-encoding'] ?? '').toLowerCase();
  if (encoding === 'base64') return { headers, text: Buffer.from(body, 'base64').toString('utf8') };
  if (encoding === 'quoted-printable') return { headers, text: unquote(body) };
  return { headers, text: Buffer.from(body, 'latin1').toString('utf8') };
}

export function readMail(raw) {
  const { headers, text } = readPart(raw);
  return { headers, subject: readEncodedWords(headers.subject ?? ''), text };
}
