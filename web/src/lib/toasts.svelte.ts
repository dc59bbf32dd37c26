// Short news at the edge of the screen, and actions that wait a moment so that they can be taken back.
import { explain } from './explain.ts';
import { t } from './i18n.svelte.ts';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  action?: { label: string; run: () => void };
}
const UNDO_MILLISECONDS = 6000;

class Toasts {
  items = $state<Toast[]>([]);
}
export const toasts = new Toasts();
let next = 1;
const waiting = new Map<number, () => void>();

export function dismiss(id: number): void {
  toasts.items = toasts.items.filter((toast) => toast.id !== id);
}

export function say(text: string, options: { tone?: 'plain' | 'bad'; action?: Toast['action']; milliseconds?: number } = {}): number {
  const id = next++;
  const toast: Toast = { id, text, tone: options.tone ?? 'plain' };
  if (options.action) toast.action = options.action;
  toasts.items = [...toasts.items.slice(-3), toast];
  setTimeout(() => dismiss(id), options.milliseconds ?? (options.tone === 'bad' ? 9000 : 5000));
  return id;
}

export function sayProblem(error: unknown): void {
  const words = explain(error);
  say(`${words.title} ${words.detail}`.trim(), { tone: 'bad' });
}

/** Shows a change at once, and does it when nobody has taken it back for a moment. */
export function undoable(action: { text: string; apply: () => void; revert: () => void; commit: () => Promise<unknown> }): void {
  action.apply();
  const commit = () => {
    waiting.delete(id);
    dismiss(id);
    action.commit().catch((error: unknown) => {
      action.revert();
      sayProblem(error);
    });
  };
  const timer = setTimeout(commit, UNDO_MILLISECONDS);
  const undo = () => {
    clearTimeout(timer);
    waiting.delete(id);
    dismiss(id);
    action.revert();
  };
  const id = say(action.text, { action: { label: t('action-undo'), run: undo }, milliseconds: UNDO_MILLISECONDS + 200 });
  waiting.set(id, () => {
    clearTimeout(timer);
    commit();
  });
}

/** What still waits is done before the page goes away. */
window.addEventListener('pagehide', () => {
  for (const commit of [...waiting.values()]) commit();
});
