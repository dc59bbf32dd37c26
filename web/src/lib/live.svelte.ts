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

/** Browsers come again after a broken connection, but not after a refusal. */
const AFTER_REFUSAL_MS = 30_000;
let wasOpen = false;
let again: ReturnType<typeof setTimeout> | undefined;

export function startLive(): void {
  if (source) return;
  clearTimeout(again);
  const opened = new EventSource('/api/v1/events');
  source = opened;
  opened.addEventListener('open', () => {
    live.connected = true;
    // What was told while nobody listened is not told again.
    if (wasOpen) invalidate('cases:', 'case:');
    wasOpen = true;
  });
  opened.addEventListener('error', () => {
    live.connected = false;
    if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
    source = null;
    again = setTimeout(startLive, AFTER_REFUSAL_MS);
  });
  opened.addEventListener('facts', refreshSoon);
  opened.addEventListener('case', () => invalidate('cases:', 'case:'));
  opened.addEventListener('resync', () => invalidate('cases:', 'case:'));
}
export function stopLive(): void {
  clearTimeout(again);
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
