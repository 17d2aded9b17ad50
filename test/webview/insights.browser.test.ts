/** What the dashboard shows when it is asked to: how an amount came about, who spent what, what else it might have been. */
import { describe, expect, test } from 'vitest';
import { noBrowser, useDashboard } from './harness/browser.ts';
import { HOSTILE } from './harness/samples.ts';

describe.skipIf(noBrowser)('an amount', () => {
  const dashboard = useDashboard();
  const focused = () => dashboard.page.evaluate(() => document.activeElement?.closest('[id], aside, .open')?.className);
  const run = 'run-loop.mjs';

  test('of a turn is opened by a click, and closed by Escape with the focus back in the grid', async () => {
    await dashboard.show('loop');
    await dashboard.page.locator('#turns-2 .open').click();
    await dashboard.settled();
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'explain', run, turn: 2 });
    expect(await dashboard.text('#explanation-title')).toBe('Turn 3: ≥ $0.04');
    expect(await dashboard.page.locator('.explanation section').first().locator('tbody tr').allTextContents()).toEqual([
      'input12,400 tokens$2.50 / M$0.0310000',
      'cache read3,201 tokens$1.25 / M$0.0040013',
      'cache write, 5 min200 tokens$3.125 / M$0.0006250',
      'output412 tokens$10.00 / M$0.0041200',
    ]);
    expect(await dashboard.text('.explanation tfoot')).toBe('Total≈ $0.0397463');
    expect(await focused()).toBe('explanation');
    await dashboard.press('Escape');
    expect(await dashboard.page.locator('.explanation').count()).toBe(0);
    expect(await dashboard.page.evaluate(() => document.activeElement?.id)).toBe('turns');
    expect(await dashboard.attribute('#turns', 'aria-activedescendant')).toBe('turns-2');
  });

  test('of a turn is opened by Space, that of the run and of the last turn by their figures', async () => {
    await dashboard.show('loop');
    await dashboard.page.locator('#turns').focus();
    await dashboard.press('End', ' ');
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'explain', run, turn: 60 });
    await dashboard.page.locator('.figure.cost .open').focus();
    await dashboard.press('Enter');
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'explain', run });
    expect(await dashboard.text('#explanation-title')).toBe('Whole run: $0.15');
    await dashboard.page.getByRole('button', { name: 'Close' }).click();
    expect(await focused()).toBe('open');
    await dashboard.page.locator('.figure .open').nth(1).click();
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'explain', run, turn: 60 });
  });

  test('of a live run is asked for again when it has ended; another run closes it', async () => {
    await dashboard.show('healthy');
    await dashboard.page.locator('.figure.cost .open').click();
    const asked = async () => (await dashboard.sent()).filter(({ type }) => type === 'explain').length;
    expect(await asked()).toBe(1);
    await dashboard.host(harness => harness.change({}), null);
    await dashboard.host(harness => harness.change({ state: 'ok' }), null);
    await dashboard.host(harness => harness.change({ turnCount: 39 }), null);
    expect(await asked()).toBe(1);
    await expect.poll(asked).toBe(2);
    await dashboard.show('loop');
    expect(await dashboard.page.locator('.explanation').count()).toBe(0);
  });

  test('that was asked for before is not shown as the answer to another', async () => {
    await dashboard.show('loop');
    await dashboard.page.locator('.figure.cost .open').click();
    await dashboard.settled();
    const view = { title: 'Turn 9', amount: '$9', blocks: [] };
    await dashboard.host(
      (harness, late) => harness.post({ type: 'explanation', run: 'run-loop.mjs', turn: 8, ...late }),
      {
        view,
      },
    );
    expect(await dashboard.text('#explanation-title')).toBe('Whole run: $0.15');
  });

  test('is worked out otherwise only when that is opened', async () => {
    await dashboard.show('loop');
    expect((await dashboard.sent()).map(({ type }) => type)).not.toContain('whatIf');
    await dashboard.page.getByText('What if…').click();
    await dashboard.settled();
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'whatIf', run });
    expect(await dashboard.text('.what-if')).toContain('This run on gpt-4o-mini: $0.11 instead of $1.83');
    await dashboard.page.getByRole('combobox').selectOption('gpt-5.4');
    expect(await dashboard.text('.what-if')).toContain('This run on gpt-5.4: $4.10 instead of $1.83');
    await dashboard.host(harness => harness.change({ turnCount: 62 }), null);
    await dashboard.page.getByRole('button', { name: 'Work it out anew' }).click();
    expect((await dashboard.sent()).filter(({ type }) => type === 'whatIf').length).toBe(2);
  });
});

describe.skipIf(noBrowser)('the listed runs', () => {
  const dashboard = useDashboard();

  test('are worked out otherwise when asked to, all of them or those that the filter lets through', async () => {
    await dashboard.show('loop');
    await dashboard.page.getByRole('tab', { name: 'Runs' }).click();
    await dashboard.page.getByText('What if…').click();
    await dashboard.settled();
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'whatIfRuns' });
    expect(await dashboard.text('.what-if')).toContain('214 runs on gpt-4o-mini: $0.11 instead of ≥ $187.20');
    expect(await dashboard.text('.what-if')).toContain('214 runs as a batch: $0.92 instead of ≥ $187.20');
    expect(await dashboard.text('.what-if')).toContain('The newest 200 runs of 214');
    expect(await dashboard.text('.what-if')).not.toContain('As of');
    await dashboard.page.getByRole('searchbox').fill('summar');
    await dashboard.settled();
    expect(await dashboard.text('.what-if')).toContain('As of 214 runs with');
    await dashboard.page.getByRole('button', { name: 'Work it out anew' }).click();
    await dashboard.settled();
    const asked = (await dashboard.sent()).at(-1);
    expect(asked?.type === 'whatIfRuns' && asked.runs?.length).toBe(52);
    expect(await dashboard.text('.what-if')).toContain('52 runs on gpt-4o-mini');
    expect(await dashboard.text('.what-if')).not.toContain('As of');
  });
});

describe.skipIf(noBrowser)('agents and models', () => {
  const dashboard = useDashboard();
  const open = async () => {
    await dashboard.show('loop');
    await dashboard.page.getByRole('tab', { name: 'Agents & models' }).click();
    await dashboard.settled();
  };

  test('are asked for when their tab is opened, and again by a page that was reloaded', async () => {
    await open();
    expect((await dashboard.sent()).slice(1)).toEqual([{ type: 'show', tab: 'models' }]);
    expect(await dashboard.row('groups', 1)).toEqual([
      ...['claude-haiku-4.5', '25%', '9', '1,204', '2.4M', '81,200', '61%', '$0.0124', '≈ $46.80'],
    ]);
    expect(await dashboard.text('.total')).toBe('214 runs · ≥ $187.20 · 12 calls without a price');
    await dashboard.page.reload();
    expect((await dashboard.sent())[1]).toEqual({ type: 'show', tab: 'models' });
    await dashboard.page.getByRole('tab', { name: 'Runs' }).click();
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'show', tab: 'runs' });
  });

  test('are sorted by their headers, and stay so when the page is shown again', async () => {
    await open();
    const first = () => dashboard.page.locator('#groups-0 .cell').first().textContent();
    expect(await dashboard.attribute('#groups [aria-colindex="9"] >> nth=0', 'aria-sort')).toBe('descending');
    await dashboard.page.locator('#groups').getByRole('button', { name: 'Model' }).click();
    expect(await dashboard.attribute('#groups [aria-colindex="1"] >> nth=0', 'aria-sort')).toBe('ascending');
    await dashboard.page.locator('#groups').getByRole('button', { name: 'Calls' }).click();
    await dashboard.page.locator('#groups').getByRole('button', { name: 'Calls' }).click();
    expect(await first()).toBe('house-model-7');
    await dashboard.page.reload();
    await dashboard.host(harness => harness.show('loop'), null);
    await dashboard.page.getByRole('tab', { name: 'Agents & models' }).click();
    await dashboard.settled();
    expect(await first()).toBe('house-model-7');
    await dashboard.page.locator('#groups').getByRole('button', { name: 'Cost' }).click();
  });

  test('are cut by agent and by call site, which opens its line', async () => {
    await open();
    await dashboard.page.getByRole('button', { name: 'By agent' }).click();
    expect((await dashboard.row('groups', 0))[0]).toBe('coder');
    await dashboard.page.getByRole('button', { name: 'By call site' }).click();
    await dashboard.page.locator('#groups-1 .link').click();
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'openPlace', key: '=loop.mjs:42' });
    await dashboard.page.locator('#groups').focus();
    await dashboard.press('End', 'Enter');
    expect((await dashboard.sent()).at(-1)).toEqual({ type: 'openPlace', key: '=loop.mjs:88' });
  });

  test('name the models without a price, and each way to mend that', async () => {
    await open();
    expect(await dashboard.page.locator('.unpriced li p bdi').allTextContents()).toEqual([
      'No price for house-model-7: 412k tokens in 12 calls',
      `No price for ${HOSTILE[0]}: 12k tokens in 1 call`,
    ]);
    for (const name of ['Set Price…', 'Alias…', 'Mark Local']) {
      await dashboard.page.getByRole('button', { name: `${name} house-model-7` }).click();
    }
    const model = 'house-model-7';
    expect((await dashboard.sent()).slice(-3)).toEqual([
      { type: 'action', action: 'setModelPrice', model },
      { type: 'action', action: 'aliasModel', model },
      { type: 'action', action: 'markLocal', model },
    ]);
    expect(await dashboard.page.evaluate(() => 'pwned' in window)).toBe(false);
  });

  test('compare models that did the same task', async () => {
    await open();
    const rows = dashboard.page.locator('.comparisons tbody tr');
    expect(await rows.nth(1).locator(':is(th, td)').allTextContents()).toEqual([
      ...['gpt-4o-mini', '8', '≥ $0.06', '≥ $0.09', '≥ $0.12', '412k', '51', '≥ $0.55'],
    ]);
    expect(await dashboard.text('.comparisons .evidence')).toContain('3.4× the tokens');
  });

  test('without runs say what to do', async () => {
    await dashboard.host(harness => harness.nothing(), null);
    await dashboard.page.getByRole('tab', { name: 'Agents & models' }).click();
    expect(await dashboard.text('.panel')).toContain('No agent run has been recorded here yet');
  });
});
