// What a page reads from the server: shown at once when known, refreshed behind, never flickering.
import { untrack } from 'svelte';

const cache = new Map<string, unknown>();
const readers = new Set<Resource<unknown>>();
const KEPT = 60;

export class Resource<T> {
  data = $state.raw<T | undefined>();
  error = $state.raw<unknown>();
  /** On its way, with nothing or something older to show. */
  loading = $state(true);
  /** What is shown belongs to an earlier question. */
  stale = $state(false);
  key: string | null = null;
  #load: (signal: AbortSignal) => Promise<T>;
  #controller: AbortController | null = null;

  constructor(key: () => string | null, load: (signal: AbortSignal) => Promise<T>, options: { keep?: boolean } = {}) {
    this.#load = load;
    $effect(() => {
      const wanted = key();
      untrack(() => {
        const changed = this.key !== null && this.key !== wanted;
        this.key = wanted;
        if (wanted === null) {
          this.#controller?.abort();
          this.data = undefined;
          this.loading = false;
          return;
        }
        if (cache.has(wanted)) this.data = cache.get(wanted) as T;
        else if (changed && !options.keep) this.data = undefined;
        this.stale = changed && !cache.has(wanted);
        void this.refresh();
      });
    });
    $effect(() => {
      readers.add(this as Resource<unknown>);
      return () => {
        readers.delete(this as Resource<unknown>);
        this.#controller?.abort();
      };
    });
  }

  async refresh(): Promise<void> {
    const key = this.key;
    if (key === null) return;
    this.#controller?.abort();
    const controller = (this.#controller = new AbortController());
    this.loading = true;
    try {
      const data = await this.#load(controller.signal);
      if (controller.signal.aborted) return;
      remember(key, data);
      this.data = data;
      this.stale = false;
      this.error = undefined;
    } catch (error) {
      if (controller.signal.aborted) return;
      this.error = error;
    }
    this.loading = false;
  }

  /** Shows a change before the server has confirmed it. */
  set(data: T): void {
    this.data = data;
    if (this.key !== null) remember(this.key, data);
  }
}

function remember(key: string, data: unknown): void {
  cache.delete(key);
  cache.set(key, data);
  if (cache.size > KEPT) cache.delete(cache.keys().next().value!);
}

export function resource<T>(
  key: () => string | null,
  load: (signal: AbortSignal) => Promise<T>,
  options: { keep?: boolean } = {},
): Resource<T> {
  return new Resource(key, load, options);
}

/** Forgets what is kept under keys with one of these beginnings, and reads again what is on the screen. */
export function invalidate(...prefixes: string[]): void {
  const touched = (key: string) => prefixes.some((prefix) => key.startsWith(prefix));
  for (const key of cache.keys()) if (touched(key)) cache.delete(key);
  for (const reader of readers) if (reader.key !== null && touched(reader.key)) void reader.refresh();
}
export function forgetEverything(): void {
  cache.clear();
}
