// News from the server: what is on the screen is read again when it has changed.
import { invalidate } from './resource.svelte.ts';

class Live {
  connected = $state(false);
}
export const live = new Live();

let source: EventSource | null = null;
let pending: ReturnType<typeof setTimeout> | undefined;

/** A burst of answers is one refresh. */
function refreshSoon(): void {
  pending ??= setTimeout(() => {
    pending = undefined;
    invalidate('measure:', 'findings:', 'responses:', 'surveys', 'survey:');
  }, 700);
}

export function startLive(): void {
  if (source) return;
  source = new EventSource('/api/v1/events');
  source.addEventListener('open', () => (live.connected = true));
  source.addEventListener('error', () => (live.connected = false));
  source.addEventListener('facts', refreshSoon);
  source.addEventListener('case', () => invalidate('cases:', 'case:'));
}
export function stopLive(): void {
  source?.close();
  source = null;
  live.connected = false;
}

/** The present instant, a minute at a time. */
class Now {
  value = $state(Date.now());
}
export const now = new Now();
setInterval(() => (now.value = Date.now()), 30_000);
