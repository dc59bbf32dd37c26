// Starts a real `heard serve` on a fresh data folder, and stops it.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const target = process.env.CARGO_TARGET_DIR ?? path.join(homedir(), '.cache/heard/target');
const binary = process.env.HEARD_BINARY ?? path.join(target, 'debug/heard');

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export async function startHeard({ command = 'serve', args = [], env = {} } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'heard-story-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    binary,
    [command, '--data', path.join(folder, 'data'), '--listen', `127.0.0.1:${port}`, ...args],
    { cwd: folder, env: { ...process.env, HEARD_LOG: 'warn', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => child.once('exit', resolve));

  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`heard ended with ${child.exitCode}:\n${output}`);
    const ready = await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`heard was not ready in time:\n${output}`);
    }
    await pause(50);
  }

  return {
    url,
    folder,
    data: path.join(folder, 'data'),
    binary,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// Who logs in to the demo.
export const DEMO_ACCOUNT = { email: 'owner@demo.example', password: 'try heard today' };

// A demo of so many responses, once all of its two years are there.
export async function startDemo(responses) {
  const heard = await startHeard({ command: 'demo', args: ['--responses', String(responses)] });
  await isFilled(heard);
  return heard;
}

// The demo serves before that.
async function isFilled({ data, output }) {
  const deadline = Date.now() + 90_000;
  const filled = () => {
    try {
      return JSON.parse(readFileSync(path.join(data, 'demo.json'), 'utf8')).complete;
    } catch {
      return false;
    }
  };
  while (!filled()) {
    if (Date.now() > deadline) throw new Error(`the demo was not filled in time:\n${output()}`);
    await pause(100);
  }
}
