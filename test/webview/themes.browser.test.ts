/** The four themes, wide and narrow: pictures to look at (test/artifacts/webview) and rules of accessibility. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { describe, expect, test } from 'vitest';
import { noBrowser, useDashboard } from './harness/browser.ts';
import { CONTRIBUTED_COLOURS, KINDS, type ThemeName } from './harness/colours.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES: readonly ThemeName[] = ['dark', 'light', 'hc-dark', 'hc-light'];
const WIDTHS = [1200, 600];
const VIEWS = [
  ['run', 'loop', ''],
  ['run', 'states', ''],
  ['run', 'loop', '#turns-2 .open'],
  ['run', 'states', '.figure.cost .open'],
  ['run', 'loop', 'summary'],
  ['runs', 'loop', ''],
  ['runs', 'loop', 'summary'],
  ['models', 'loop', ''],
] as const;

/** How much of the token chart has a colour, in pixels. */
function pixelsOf([r, g, b]: readonly number[]): number {
  const canvas = document.querySelector('canvas');
  const { data } = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b) count++;
  return count;
}

describe.skipIf(noBrowser).each(THEMES)('%s', theme => {
  const dashboard = useDashboard();

  test.each(VIEWS)('the tab "%s" of the sample "%s" after a click on "%s"', async (tab, sample, target) => {
    await dashboard.host((harness, name) => harness.theme(name), theme);
    await dashboard.show(sample);
    await dashboard.page.locator(`#tab-${tab}`).click();
    if (target !== '') await dashboard.page.locator(target).click();
    const name = `${tab}-${sample}${target && `-${target.replace(/\W+/g, '')}`}`;
    for (const width of WIDTHS) {
      await dashboard.page.setViewportSize({ width, height: 900 });
      await dashboard.settled();
      await dashboard.page.screenshot({ path: `test/artifacts/webview/${name}-${theme}-${width}.png` });
      expect(await dashboard.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    const history = CONTRIBUTED_COLOURS.find(({ id }) => id === 'spanmeter.tokHistory')?.defaults[KINDS[theme]] ?? '';
    const rgb = [1, 3, 5].map(at => Number.parseInt(history.slice(at, at + 2), 16));
    if (tab === 'run') expect(await dashboard.page.evaluate(pixelsOf, rgb)).toBeGreaterThan(1000);
    await dashboard.page.evaluate(AXE);
    const { violations, passes } = await dashboard.page.evaluate<AxeResults>('axe.run()');
    expect(passes.length).toBeGreaterThan(25);
    expect(
      violations.map(({ id, nodes }) => [id, ...nodes.map(node => `${node.html} ${node.failureSummary}`)]),
    ).toEqual([]);
  });
});
