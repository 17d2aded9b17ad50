/** The theme's colours for canvases, which understand neither `var()` nor `color-mix()`. */
import { signal } from '@preact/signals';
import { colourOf, SERIES, type TokenColumn } from '../turns/series.ts';

const TOKEN_COLUMNS = [...SERIES.content, ...SERIES.billing].map(series => series.column);

const OTHERS = {
  text: '--vscode-descriptionForeground',
  strong: '--vscode-foreground',
  rule: '--vscode-charts-lines',
  cost: '--vscode-charts-blue',
  limit: '--vscode-editorError-foreground',
  /** only high-contrast themes have one */
  outline: '--vscode-contrastActiveBorder',
} as const;

export interface Theme {
  readonly tokens: Readonly<Record<TokenColumn, string>>;
  readonly text: string;
  readonly strong: string;
  readonly rule: string;
  readonly cost: string;
  readonly limit: string;
  /** transparent except in high-contrast themes */
  readonly outline: string;
  /** as a canvas wants it, without the size */
  readonly fontFamily: string;
}

/** What canvases draw with now; undefined before the page is there. */
export const theme = signal<Theme | undefined>(undefined);

/** Reads the theme now and whenever VS Code changes it: it rewrites the root's style and the body's classes. */
export function watchTheme(): void {
  const read = () => {
    theme.value = readTheme();
  };
  read();
  const observer = new MutationObserver(read);
  observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
}

/** Colours as the browser computes them, read from an element that wears each in turn. */
function readTheme(): Theme {
  const probe = document.body.appendChild(document.createElement('span'));
  const computed = getComputedStyle(probe);
  const colour = (variable: string) => {
    probe.style.color = `var(${variable}, transparent)`;
    return computed.color;
  };
  const tokens = Object.fromEntries(TOKEN_COLUMNS.map(column => [column, colour(colourOf(column))]));
  const others = Object.fromEntries(Object.entries(OTHERS).map(([name, variable]) => [name, colour(variable)]));
  const read = { tokens, ...others, fontFamily: computed.fontFamily } as unknown as Theme;
  probe.remove();
  return read;
}
