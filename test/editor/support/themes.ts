import type { Page } from 'playwright-core';
import { DEADLINE_MS } from './poll.ts';
import { choose } from './quick-input.ts';

/** The four themes every surface is looked at in: the id for settings, the label in the picker, the class it sets. */
const THEMES = {
  dark: { id: 'Dark Modern', label: 'Dark Modern', className: 'dark_modern' },
  light: { id: 'Light Modern', label: 'Light Modern', className: 'light_modern' },
  'hc-dark': { id: 'Default High Contrast', label: 'Dark High Contrast', className: 'hc_black' },
  'hc-light': { id: 'Default High Contrast Light', label: 'Light High Contrast', className: 'hc_light' },
} as const;

export type ThemeName = keyof typeof THEMES;
export const THEME_NAMES = Object.keys(THEMES) as ThemeName[];

/** Switches the theme as a person does, and waits until the workbench wears it. */
export async function setTheme(page: Page, name: ThemeName): Promise<void> {
  const { label, className } = THEMES[name];
  await choose(page, 'Preferences: Color Theme', [label]);
  await page.locator(`.monaco-workbench[class*="${className}-json"]`).waitFor({ timeout: DEADLINE_MS });
}
