/**
 * The main job, as its user does it, in a real VS Code: record a run in a terminal, watch it in the status bar, find the
 * line, open the dashboard, stop the run. The tests follow each other in one session.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { prepareDemo } from '../../scripts/lib/demo.mjs';
import { type Session, startSession } from './support/editor.ts';
import { chromiumPath, vsixPath } from './support/environment.ts';
import { THEME_NAMES } from './support/themes.ts';
import type { Workbench } from './support/workbench.ts';

const ITEM = 'spanmeter.spanmeter.run';

let folder: string;
let session: Session;
let workbench: Workbench;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spanmeter-demo-'));
  prepareDemo(folder);
  // No run but those of the tests about budgets is to reach its limit, however slow the machine.
  setRunBudget(50);
  session = await startSession({
    vsix: vsixPath(),
    folder,
    chromium: chromiumPath(),
    env: { SPANMETER_DEMO_SPEED: '0.6' },
  });
  ({ workbench } = session);
});

// A picture says more of a failure than its message.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
});

afterAll(async () => {
  await session?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function setRunBudget(usd: number): void {
  const file = join(folder, 'spanmeter.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  config.budgets[0].usd = usd;
  writeFileSync(file, JSON.stringify(config, null, 2));
}

const status = () => workbench.statusBarItem(ITEM);

/** The amount in a text: `$0.0421 · 8%` → 0.0421. */
const dollars = (text: string): number => Number(/\$([\d.]+)/.exec(text)?.[1] ?? Number.NaN);

/** The line of a demo agent that holds this text, from 1. */
function lineOf(agent: string, text: string): number {
  const lines = readFileSync(join(folder, 'agents', agent), 'utf8').split('\n');
  return lines.findIndex(line => line.includes(text)) + 1;
}

/** Types a command into the recorded terminal, whatever panel is open. */
async function inTerminal(line: string): Promise<void> {
  await workbench.runCommand('Terminal: Focus Terminal');
  await workbench.typeInTerminal(line);
}

async function pictures(name: string): Promise<void> {
  for (const theme of THEME_NAMES) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`${name}-${theme}`);
  }
  await workbench.setTheme('dark');
}

describe('a run that loops', () => {
  test('nothing recorded yet: nothing in the status bar', async () => {
    await workbench.runCommand('Spanmeter: Show Log');
    expect(await workbench.findStatusBarItem(ITEM)).toBeUndefined();
  });

  test('the status bar counts while it runs, and turns to its warning', async () => {
    await workbench.openFile('agents/loop.mjs');
    await workbench.runCommand('Spanmeter: Open Terminal with Recording');
    // Slow enough to be still there when it is stopped.
    await workbench.typeInTerminal('SPANMETER_DEMO_SPEED=3 node agents/loop.mjs');
    const seen = new Set<number>();
    await workbench.until(
      'three amounts',
      async () => {
        seen.add(dollars((await status()).text));
        return seen.size >= 3;
      },
      60_000,
    );
    const amounts = [...seen].filter(Number.isFinite);
    expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
    await workbench.until('the loop', async () => (await status()).text.includes('loop?'), 60_000);
    expect(await status()).toMatchObject({ icons: ['flame'], background: 'error' });
    expect((await status()).ariaLabel).toMatch(/^Possible runaway loop: loop\.mjs/);
  });

  test('the hover says of what the cost is made', async () => {
    const tooltip = await workbench.hoverStatusBar(ITEM);
    expect(tooltip).toContain('Uncached input');
    expect(tooltip).toContain('claude-sonnet-4-6');
    expect(tooltip).toContain('Stop Run');
    await workbench.screenshot('status-bar-loop-hover');
    await workbench.page.mouse.move(700, 300);
  });

  test('the warning stands at the line of the call', async () => {
    const problem = await workbench.until('the problem', async () => (await workbench.problems())[0], 30_000);
    expect(problem).toMatchObject({
      line: lineOf('loop.mjs', 'client.messages.create('),
      severity: 'warning',
      source: 'Spanmeter',
      code: 'runaway-loop',
    });
    expect(problem.file).toContain('loop.mjs');
    expect(problem.text).toMatch(/^Loop: run_tests called \d+× with the same arguments and the same result/);
  });

  test('and so does its cost', async () => {
    const lenses = await workbench.until('the lens', async () => (await workbench.codeLenses())[0], 30_000);
    expect(lenses.line).toBe(lineOf('loop.mjs', 'client.messages.create('));
    expect(lenses.texts[0]).toMatch(/^\$[\d.]+ so far · \d+ calls · \$[\d.]+ each/);
    await workbench.screenshot('source-loop');
  });

  test('one click opens the dashboard', async () => {
    await workbench.clickStatusBar(ITEM);
    const frame = await workbench.webviewFrame('Spanmeter');
    await workbench.until(
      'the run',
      async () => (await frame.locator('body').innerText()).includes('loop.mjs'),
      20_000,
    );
  });

  test('Stop Run ends it with the guard’s error', async () => {
    await workbench.runCommand('Terminal: Focus Terminal');
    await workbench.runCommand('Spanmeter: Stop Run');
    await workbench.until('the end', async () => (await workbench.terminalText()).includes('Stopped:'), 30_000);
    expect(await workbench.terminalText()).toMatch(/Stopped: asked for in the editor/);
    await workbench.until('the state', async () => (await status()).text.includes('stopped'), 10_000);
    expect(await status()).toMatchObject({ icons: ['circle-slash'], background: 'error' });
  });

  test('the dashboard tells the same total as the log, turn by turn', async () => {
    const frame = await workbench.webviewFrame('Spanmeter');
    const { text } = await status();
    const body = await frame.locator('body').innerText();
    expect(body).toContain(`$${dollars(text).toFixed(2)}`);
    expect(body).toMatch(/runaway|Loop: run_tests/i);
    await workbench.runCommand('View: Hide Panel');
    await pictures('dashboard-loop');
  });
});

describe('a budget', () => {
  test('warns at 80%, and stops the next call at the limit', async () => {
    await inTerminal('clear; SPANMETER_BUDGET_USD=0.1 node agents/loop.mjs');
    await workbench.until(
      '80%',
      async () => (await status()).background === 'warning' || (await status()).text.includes('loop?'),
      60_000,
    );
    await workbench.until(
      'the refusal',
      async () => (await workbench.terminalText()).includes('Budget exceeded'),
      60_000,
    );
    expect(await workbench.terminalText()).toMatch(/Budget exceeded: spent \$0\.\d{4} of \$0\.1000 \(run budget\)/);
    await workbench.until('the state', async () => (await status()).text.includes('stopped'), 10_000);
    expect(dollars((await status()).text)).toBeLessThanOrEqual(0.1);
  });
});

describe('another budget', () => {
  test('Set Budget writes it into spanmeter.json, and leaves the rest', async () => {
    await workbench.runCommand('Spanmeter: Set Budget…');
    await workbench.answerInput('0.3');
    const budgets = await workbench.until('the new limit', () => {
      const config = JSON.parse(readFileSync(join(folder, 'spanmeter.json'), 'utf8'));
      return config.budgets[0].usd === 0.3 && config.budgets;
    });
    expect(budgets).toEqual([{ per: 'run', usd: 0.3, alertAt: 0.8, action: 'stop' }]);
  });

  test('binds the next run, and Raise Budget lifts it while the run lives', async () => {
    await inTerminal('clear; node agents/loop.mjs');
    // Not the run before, which the guard stopped and which stays in sight until this one lives.
    const live = /^(Spanmeter|Possible runaway loop): loop\.mjs.*percent of its budget/;
    await workbench.until('the run', async () => live.test((await status()).ariaLabel), 20_000);
    await workbench.until('its limit', async () => (await workbench.hoverStatusBar(ITEM)).includes('of $0.30'), 20_000);
    await workbench.page.mouse.move(700, 300);
    await workbench.runCommand('Spanmeter: Raise Budget of Run…');
    await workbench.answerInput('5');
    await workbench.until(
      'the raised limit',
      async () => (await workbench.hoverStatusBar(ITEM)).includes('of $5.00'),
      30_000,
    );
    await workbench.page.mouse.move(700, 300);
    await workbench.interruptTerminal();
    await workbench.promptReady(20_000);
  });

  test('a broken spanmeter.json is named, with its place', async () => {
    const file = join(folder, 'spanmeter.json');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, good.replace('0.3', '"much"'));
    const frame = await workbench.webviewFrame('Spanmeter');
    await workbench.until(
      'the note',
      async () => (await frame.locator('body').innerText()).includes('budgets[0].usd: must be a number above 0'),
      20_000,
    );
    writeFileSync(file, good);
  });
});

describe('a bloated system prompt', () => {
  test('gets its warning at the line of the call', async () => {
    await workbench.openFile('agents/bloat.mjs');
    await inTerminal('clear; node agents/bloat.mjs');
    const problem = await workbench.until(
      'the problem',
      async () => {
        const found = await workbench.problems();
        return found.find(entry => entry.code === 'cache-buster');
      },
      60_000,
    );
    expect(problem).toMatchObject({ line: lineOf('bloat.mjs', 'client.responses.create('), source: 'Spanmeter' });
    await workbench.runCommand('Terminal: Focus Terminal');
    await workbench.promptReady(60_000);
    await pictures('source-bloat');
  });
});

describe('a well-behaved run', () => {
  test('moves the status bar and gets no warning', async () => {
    await inTerminal('clear; node agents/research.mjs');
    await workbench.until('its cost', async () => (await status()).ariaLabel.includes('research.mjs'), 30_000);
    await workbench.runCommand('Terminal: Focus Terminal');
    await workbench.promptReady(60_000);
    const found = await workbench.problems();
    expect(found.filter(problem => problem.file.includes('research.mjs'))).toEqual([]);
    await workbench.clickStatusBar(ITEM);
    const frame = await workbench.webviewFrame('Spanmeter');
    await workbench.until(
      'the run',
      async () => (await frame.locator('body').innerText()).includes('research.mjs'),
      20_000,
    );
    await workbench.runCommand('View: Hide Panel');
    await pictures('dashboard-research');
    await frame.getByRole('tab', { name: 'Runs' }).click();
    await pictures('dashboard-runs');
  });
});

test('the picture in the README: the line, its warning, and the turns beside it', async () => {
  await workbench.runCommand('View: Close All Editors');
  await workbench.openFile('agents/loop.mjs');
  await inTerminal('clear; SPANMETER_BUDGET_USD=0.12 node agents/loop.mjs');
  await workbench.until('the budget to be nearly spent', async () => dollars((await status()).text) >= 0.08, 60_000);
  await workbench.runCommand('Spanmeter: Open Dashboard');
  await workbench.runCommand('View: Move Editor into Right Group');
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  const frame = await workbench.webviewFrame('Spanmeter');
  await workbench.until(
    'the run',
    async () => (await frame.locator('body').innerText()).includes('Loop: run_tests'),
    20_000,
  );
  await workbench.screenshot('readme');
});

describe('what is left behind', () => {
  test('no line of content, and every file for its owner alone', () => {
    const runs = join(folder, '.spanmeter', 'runs');
    const files = readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.jsonl'));
    expect(files.length).toBeGreaterThanOrEqual(4);
    const all = files.map(name => readFileSync(join(runs, name), 'utf8')).join('');
    expect(all).not.toContain('invoice');
    expect(all).not.toContain('hotel');
  });

  test('no violation of the page’s content security policy', () => {
    expect(workbench.policyViolations()).toEqual([]);
  });
});
