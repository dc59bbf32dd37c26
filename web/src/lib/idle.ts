// Work that may wait until the page stands still.
const done = new Set<string>();

/** Fetches a module in a quiet moment, once, so that the first click finds it there. */
export function whenIdle(load: () => Promise<unknown>): void {
  const name = load.toString();
  if (done.has(name)) return;
  done.add(name);
  const later = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 800));
  later(() => void load().catch(() => done.delete(name)), { timeout: 4000 });
}
