// Keys that work everywhere, shown by `?`.
import { navigate } from './router.svelte.ts';

class Overlays {
  palette = $state(false);
  help = $state(false);
}
export const overlays = new Overlays();

export const JUMPS: { key: string; label: string; path: string }[] = [
  { key: 'h', label: 'nav-home', path: '/' },
  { key: 'm', label: 'nav-metrics', path: '/numbers' },
  { key: 'r', label: 'nav-responses', path: '/responses' },
  { key: 'c', label: 'nav-cases', path: '/cases' },
  { key: 's', label: 'nav-surveys', path: '/surveys' },
  { key: ',', label: 'nav-settings', path: '/settings' },
];

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

let goPressedAt = 0;
export function startKeys(): void {
  window.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === 'KeyK') {
      event.preventDefault();
      overlays.palette = !overlays.palette;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === '?' || event.key === '؟') {
      overlays.help = true;
      return;
    }
    if (event.key === '/') {
      event.preventDefault();
      overlays.palette = true;
      return;
    }
    // `g` then a letter, by position so that it works on every keyboard layout.
    if (event.code === 'KeyG') {
      goPressedAt = event.timeStamp;
      return;
    }
    if (event.timeStamp - goPressedAt < 1200) {
      const letter = event.code === 'Comma' ? ',' : event.code.replace('Key', '').toLowerCase();
      const jump = JUMPS.find((each) => each.key === letter);
      goPressedAt = 0;
      if (jump) navigate(jump.path);
    }
  });
}
