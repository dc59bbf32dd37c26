// Light, dark, or as the machine is set.
export type Theme = 'system' | 'light' | 'dark';
const STORED = 'heard.theme';
const machine = window.matchMedia('(prefers-color-scheme: dark)');

class ThemeState {
  choice = $state<Theme>('system');
  machineIsDark = $state(machine.matches);
  get isDark(): boolean {
    return this.choice === 'system' ? this.machineIsDark : this.choice === 'dark';
  }
}
export const theme = new ThemeState();

export function useTheme(choice: Theme): void {
  theme.choice = choice;
  localStorage.setItem(STORED, choice);
  if (choice === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = choice;
}

export function startTheme(): void {
  const stored = localStorage.getItem(STORED);
  useTheme(stored === 'light' || stored === 'dark' ? stored : 'system');
  machine.addEventListener('change', (event) => (theme.machineIsDark = event.matches));
}
