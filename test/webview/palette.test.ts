/** The charts' colours can be told from the page and from each other, also with each of the three colour blindnesses. */
import { describe, expect, test } from 'vitest';
import { colourOf, SERIES } from '../../src/webview/turns/series.ts';
import { CONTRIBUTED_COLOURS, KINDS, THEMES, type ThemeName } from './harness/colours.ts';
import { contrast, distance, linear, SIGHTS } from './harness/sight.ts';

const LEAST_CONTRAST: Readonly<Record<ThemeName, number>> = { dark: 3, light: 3, 'hc-dark': 4.5, 'hc-light': 4.5 };
const LEAST_DISTANCE = 0.1;

describe.each(Object.keys(THEMES) as ThemeName[])('%s', theme => {
  const colours = CONTRIBUTED_COLOURS;
  const of = (column: (typeof SERIES.content)[number]['column']) => {
    const id = colourOf(column).replace('--vscode-', '').replace('-', '.');
    return linear(colours.find(colour => colour.id === id)?.defaults[KINDS[theme]] ?? '');
  };

  test.each(Object.entries(SERIES))('%s', (_, series) => {
    const background = linear(THEMES[theme]['editor-background']);
    for (const [i, a] of series.entries()) {
      expect
        .soft(contrast(of(a.column), background), `${a.label} on the page`)
        .toBeGreaterThanOrEqual(LEAST_CONTRAST[theme]);
      for (const b of series.slice(i + 1)) {
        for (const [sight, see] of Object.entries(SIGHTS)) {
          const between = `${a.label} and ${b.label}, ${sight}`;
          expect.soft(distance(see(of(a.column)), see(of(b.column))), between).toBeGreaterThanOrEqual(LEAST_DISTANCE);
        }
      }
    }
  });
});
