import { button } from './dom.ts';

type Theme = 'auto' | 'light' | 'dark';
const order: readonly Theme[] = ['auto', 'light', 'dark'];
const key = 'winnow-theme';

const stored = (): Theme => {
  try {
    const value = localStorage.getItem(key);
    return value === 'light' || value === 'dark' ? value : 'auto';
  } catch {
    return 'auto';
  }
};

export interface ThemeSwitch {
  readonly element: HTMLElement;
  dark(): boolean;
}

/** Follows the system until told otherwise; the choice is kept where the browser lets a file keep anything. */
export function themeSwitch(onChange: () => void): ThemeSwitch {
  const system = matchMedia('(prefers-color-scheme: dark)');
  let theme = stored();
  const dark = (): boolean => (theme === 'auto' ? system.matches : theme === 'dark');
  const element = button('', { class: 'quiet' }, () => {
    theme = order[(order.indexOf(theme) + 1) % order.length]!;
    try {
      localStorage.setItem(key, theme);
    } catch {
      // Private windows and some file: pages keep nothing.
    }
    apply();
    onChange();
  });
  const apply = (): void => {
    document.documentElement.dataset['theme'] = dark() ? 'dark' : 'light';
    element.textContent = { auto: 'Theme: auto', light: 'Theme: light', dark: 'Theme: dark' }[theme];
  };
  system.addEventListener('change', () => {
    apply();
    onChange();
  });
  // Printing is always on paper.
  window.addEventListener('beforeprint', () => {
    document.documentElement.dataset['theme'] = 'light';
    onChange();
  });
  window.addEventListener('afterprint', () => {
    apply();
    onChange();
  });
  apply();
  return { element, dark: () => document.documentElement.dataset['theme'] === 'dark' };
}
