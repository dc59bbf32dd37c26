// Bytes (gzip) of script and style that a first visit to a page needs, from a build.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = join(import.meta.dirname, '..', 'dist');
const assets = readdirSync(join(dist, 'assets'));
const size = (name) => gzipSync(readFileSync(join(dist, 'assets', name))).length;
const imports = (name) => [...readFileSync(join(dist, 'assets', name), 'utf8').matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)].map((match) => match[1]);

function closure(names) {
  const seen = new Set();
  const walk = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    imports(name).forEach(walk);
  };
  names.forEach(walk);
  return [...seen];
}
const entry = [...readFileSync(join(dist, 'index.html'), 'utf8').matchAll(/assets\/([^"]+\.js)/g)].map((match) => match[1]);
const chunk = (prefix) => assets.find((name) => name.startsWith(`${prefix}-`) && name.endsWith('.js'));
const words = assets.filter((name) => name.startsWith('console-') && name.endsWith('.js')).map(size);
for (const page of ['LogIn', 'Home', 'Metrics', 'Responses', 'Cases', 'Settings']) {
  const files = closure([...entry, chunk(page)]);
  const total = files.reduce((sum, name) => sum + size(name), 0);
  console.log(`${page}: ${(total / 1000).toFixed(1)} kB in ${files.length} files, and ${(Math.max(...words) / 1000).toFixed(1)} kB of words`);
  if (process.argv[2] === page) for (const name of files.sort((a, b) => size(b) - size(a)).slice(0, 20)) console.log('   ', (size(name) / 1000).toFixed(1), name);
}
