/** The dashboard as a person works it, in a browser under the webview's own content security policy. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { noBrowser, useDashboard } from './harness/browser.ts';
import { HOSTILE } from './harness/samples.ts';

const MOST_NODES = 600;
const MOST_BYTES = 30_000;

describe.skipIf(noBrowser)('the run', () => {
  const dashboard = useDashboard();

  test('is asked for first, again by its name after a reload, with the tab and the view that were shown', async () => {
    expect(await dashboard.sent()).toEqual([{ type: 'ready' }]);
    await dashboard.show('loop');
    await dashboard.page.getByRole('button', { name: 'Billing' }).click();
    await dashboard.page.getByRole('tab', { name: 'Runs' }).click();
    await dashboard.page.reload();
    expect(await dashboard.sent()).toEqual([
      { type: 'ready', run: 'run-loop.mjs' },
      { type: 'show', tab: 'runs' },
    ]);
    await dashboard.show('loop');
    expect(await dashboard.attribute('#tab-runs', 'aria-selected')).toBe('true');
    await dashboard.page.getByRole('tab', { name: 'Run', exact: true }).click();
    expect(await dashboard.text('.legend')).toContain('Cache read');
  });

  test('shows its state, cost, budget, guard, findings and turns', async () => {
    await dashboard.show('loop');
    expect(await dashboard.text('.run-title')).toContain('stopped: run budget · gpt-5-mini');
    expect(await dashboard.text('.figure.cost')).toBe('Cost$0.15100% run budget: $0.15 of $0.15 · limit reached');
    expect(await dashboard.attribute('[role=meter]', 'aria-valuetext')).toBe('100%, $0.15 of $0.15');
    expect(await dashboard.text('.guard')).toContain('Guard armed');
    expect(await dashboard.page.locator('.finding').allTextContents()).toEqual([
      expect.stringContaining('Critical: 12 almost equal calls in a row'),
      expect.stringContaining('Warning: The system prompt is 38% of the input'),
    ]);
    expect(await dashboard.row('turns', 0)).toEqual([
      ...['1', 'gpt-5-mini', '', '480', '1,240', '2', '759', '320', '702', '783', '0%', '$0.0037', 'loop.mjs:17'],
    ]);
    expect(await dashboard.text('.readout')).toBe('Whole run · 61 turns · 858k tokens · $0.15');
  });

  test('names what is not known, and never calls it zero', async () => {
    await dashboard.show('states');
    const rows = await Promise.all([19, 20, 21, 22, 23].map(index => dashboard.row('turns', index)));
    expect(rows.map(row => [row[3], row[4], row.at(-2)])).toEqual([
      ['failed', '480', '≥ $0.0016'],
      ['failed', '–', '–'],
      ['', '480', 'no price'],
      ['', '480', '≈ $0.0026'],
      ['running', '–', '–'],
    ]);
    expect(await dashboard.attribute('#turns-20 .absent >> nth=0', 'title')).toBe('not known');
    await dashboard.show('unpriced');
    expect(await dashboard.text('figure:nth-of-type(2)')).toContain('no turn has a known price');
  });

  test('shows hostile names as text', async () => {
    await dashboard.show('hostile');
    expect(await dashboard.text('h2')).toBe(HOSTILE[0]);
    await dashboard.page.getByRole('tab', { name: 'Runs' }).click();
    expect((await dashboard.row('runs', 1))[1]).toBe(HOSTILE[0]);
    expect(await dashboard.page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(await dashboard.page.locator('#root :is(script, img)').count()).toBe(0);
  });

  test('opens source lines, stops the run and raises its budget', async () => {
    await dashboard.show('healthy');
    await dashboard.page.getByRole('button', { name: 'Stop Run' }).click();
    await dashboard.page.getByRole('button', { name: 'Raise Budget…' }).click();
    await dashboard.page.locator('#turns-36 .link').click();
    const run = 'run-planner.mjs';
    expect((await dashboard.sent()).slice(1)).toEqual([
      { type: 'action', action: 'stopRun', run },
      { type: 'action', action: 'raiseBudget', run },
      { type: 'openSite', run, site: 0 },
    ]);
    await dashboard.show('loop');
    await dashboard.page.locator('.finding [title^="Open "]').nth(1).click();
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'openFinding', run: 'run-loop.mjs', finding: 1 });
  });

  test('follows its newest turn until the user moves, and says nothing of its own', async () => {
    await dashboard.show('healthy', 30);
    const spoken = () => dashboard.text('main > [role=status]');
    expect(await dashboard.text('.readout p')).toMatch(/^Turn 30 of 30/);
    await dashboard.host(harness => harness.append(29, 38), null);
    expect(await dashboard.text('.readout p')).toMatch(/^Turn 38 of 38/);
    expect(await dashboard.page.locator('#turns-37').isVisible()).toBe(true);
    expect(await spoken()).toBe('');

    await dashboard.page.locator('#turns').hover();
    await dashboard.page.mouse.wheel(0, -200);
    await expect.poll(() => dashboard.attribute('.toggle', 'aria-pressed')).toBe('false');
    const top = () => dashboard.page.locator('#turns').evaluate(grid => grid.scrollTop);
    const before = await top();
    await dashboard.host(harness => harness.append(37, 60), null);
    expect(await top()).toBe(before);
    expect(await dashboard.text('.readout p')).toMatch(/^Turn 38 of 60/);

    await dashboard.page.getByRole('button', { name: 'Follow' }).click();
    expect(await spoken()).toBe('Following the newest turn.');
    expect(await dashboard.text('.readout p')).toMatch(/^Turn 60 of 60/);
    await dashboard.settled();
    expect(await dashboard.page.locator('#turns-59').isVisible()).toBe(true);
  });

  test('says once that its budget is nearly gone', async () => {
    await dashboard.show('healthy');
    const budget = {
      label: 'run budget',
      text: '$0.42 of $0.50',
      percentText: '84%',
      ratio: 0.84,
      warnAt: 0.8,
      level: 'near',
    };
    await dashboard.host((harness, changed) => harness.change({ budget: changed }), budget);
    expect(await dashboard.text('main > [role=status]')).toBe('84% of the run budget is used: $0.42 of $0.50.');
    await dashboard.host((harness, changed) => harness.change({ budget: changed }), { ...budget, percentText: '85%' });
    expect(await dashboard.text('main > [role=status]')).toBe('84% of the run budget is used: $0.42 of $0.50.');
  });

  test('is worked by keyboard: grid and slider share one turn', async () => {
    await dashboard.show('loop');
    const active = () => dashboard.attribute('#turns', 'aria-activedescendant');
    await dashboard.page.locator('#turns').focus();
    await dashboard.press('ArrowDown', 'ArrowDown', 'ArrowDown');
    expect(await active()).toBe('turns-2');
    await dashboard.press('End');
    expect(await active()).toBe('turns-60');
    const [row, grid] = await Promise.all(['#turns-60', '#turns'].map(id => dashboard.page.locator(id).boundingBox()));
    expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual((grid?.y ?? 0) + (grid?.height ?? 0));
    await dashboard.press('PageUp', 'Enter');
    expect((await dashboard.sent()).at(-1)).toMatchObject({ type: 'openSite' });

    const slider = dashboard.page.getByRole('slider');
    await slider.focus();
    await dashboard.press('Home', 'ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^Turn 2 of 61, .*\. System 480, Tools 1,240/);
    expect(await dashboard.text('main > [role=status]')).toMatch(/^Turn 2 of 61/);
    expect(await active()).toBe('turns-1');
    await dashboard.press('Escape');
    expect(await slider.getAttribute('aria-valuenow')).toBe('0');
    expect(await active()).toBeNull();
  });

  test('is brought to a turn by the host, also before that turn is there', async () => {
    await dashboard.show('loop', 20);
    await dashboard.host(harness => harness.post({ type: 'reveal', tab: 'run', turn: 44 }), null);
    expect(await dashboard.attribute('#turns', 'aria-activedescendant')).toBeNull();
    await dashboard.host(harness => harness.append(20, 61), null);
    expect(await dashboard.attribute('#turns', 'aria-activedescendant')).toBe('turns-44');
    expect(await dashboard.page.locator('#turns-44').isVisible()).toBe(true);
  });

  test('asks for everything again when turns were lost on the way', async () => {
    await dashboard.show('loop', 20);
    await dashboard.host(harness => harness.append(30, 40), null);
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'ready', run: 'run-loop.mjs' });
    expect(await dashboard.text('.readout')).toContain('20 turns');
  });

  test('ignores what is no message', async () => {
    await dashboard.show('loop');
    for (const bad of [
      null,
      1,
      'x',
      {},
      { type: 'model' },
      { type: 'turns', run: 'run-loop.mjs', from: 0, columns: {} },
    ]) {
      await dashboard.host((harness, message) => harness.post(message as object), bad);
    }
    expect(await dashboard.text('.readout')).toContain('61 turns');
  });

  test('of 50,000 turns is a few hundred elements, and its last turn a key away', async () => {
    await dashboard.show('long');
    expect(await dashboard.text('.readout p')).toMatch(/^Turn 50,000 of 50,000/);
    expect(await dashboard.page.locator('*').count()).toBeLessThan(MOST_NODES);
    expect(await dashboard.text('figure:nth-of-type(1)')).toContain('each bar the mean of 400');
    await dashboard.page.locator('#turns').focus();
    await dashboard.press('Home');
    expect((await dashboard.row('turns', 0))[0]).toBe('1');
    await dashboard.press('End');
    expect((await dashboard.row('turns', 49_999))[0]).toBe('50,000');
    expect(await dashboard.page.locator('*').count()).toBeLessThan(MOST_NODES);
  });

  test('costs few bytes', () => {
    expect(gzipSync(dashboard.script, { level: 9 }).length).toBeLessThan(MOST_BYTES);
  });
});

describe.skipIf(noBrowser)('the list of runs', () => {
  const dashboard = useDashboard();

  test('is sorted by its headers and filtered by text', async () => {
    await dashboard.show('loop');
    await dashboard.page.getByRole('tab', { name: 'Runs' }).click();
    expect(await dashboard.attribute('#runs [aria-colindex="1"] >> nth=0', 'aria-sort')).toBe('descending');
    await dashboard.page.getByRole('button', { name: 'Cost' }).click();
    const [first, second] = await Promise.all([0, 1].map(index => dashboard.row('runs', index)));
    expect(Number(first?.[5]?.replace(/[^\d.]/g, ''))).toBeGreaterThanOrEqual(
      Number(second?.[5]?.replace(/[^\d.]/g, '')),
    );
    await dashboard.page.getByRole('searchbox').fill('summar');
    expect(await dashboard.text('.filter [role=status]')).toBe('52 of 214 runs');
    await dashboard.page.getByRole('searchbox').fill('(((');
    await dashboard.page.getByRole('button', { name: 'Clear Filter' }).click();
    expect(await dashboard.text('.total')).toBe('214 runs · $187.20 · 3 calls without a price');
  });

  test('opens a run by keyboard, and waits for it without showing another', async () => {
    await dashboard.show('loop');
    await dashboard.page.getByRole('tab', { name: 'Run', exact: true }).focus();
    await dashboard.press('ArrowRight');
    expect(await dashboard.attribute('#runs', 'aria-activedescendant')).toBe('runs-0');
    await dashboard.page.locator('#runs').focus();
    await dashboard.press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'select', run: 'row-4' });
    expect(await dashboard.text('.panel')).toBe('Opening planner.mjs…');
    expect(await dashboard.page.evaluate(() => document.activeElement?.id)).toBe('panel-run');
    await dashboard.host(harness => harness.change({ id: 'row-4', name: 'the fourth' }), null);
    expect(await dashboard.text('h2')).toBe('the fourth');
  });

  test('without runs says what to do', async () => {
    await dashboard.host(harness => harness.nothing(), null);
    await dashboard.page.getByRole('button', { name: 'Open Terminal with Recording' }).click();
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'action', action: 'openTerminal' });
    await dashboard.page.getByRole('tab', { name: 'Runs' }).click();
    expect(await dashboard.text('.panel')).toContain('No agent run has been recorded here yet');
  });

  test('shows what keeps the numbers from being complete', async () => {
    await dashboard.show('loop');
    await dashboard.host(harness => harness.change({}, { notes: ['/tmp/<b>x</b> can’t be read.'] }), null);
    expect(await dashboard.text('[role=note]')).toBe('/tmp/<b>x</b> can’t be read.');
  });
});
