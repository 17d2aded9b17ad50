/** The four themes, and the colours that the manifest contributes to each. */
import manifest from '../../../package.json';
import themes from './themes.json';

export type ThemeName = keyof typeof themes;

/** What VS Code had for the variables that the style sheet uses (1.139.1). */
export const THEMES = themes;

/** What package.json calls each theme's kind. */
export const KINDS = {
  dark: 'dark',
  light: 'light',
  'hc-dark': 'highContrast',
  'hc-light': 'highContrastLight',
} as const satisfies Record<ThemeName, string>;

/** As package.json has them. */
export const CONTRIBUTED_COLOURS = manifest.contributes.colors;
