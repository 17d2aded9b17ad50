/** A budget that runs share, in a real VS Code: it stops a run, is shown, and is raised for the next one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { prepareDemo } from '../../scripts/lib/demo.mjs';
import { type Session, startSession } from './support/editor.ts';
import { chromiumPath, vsixPath } from './support/environment.ts';
import type { Workbench } from './support/workbench.ts';

const ITEM = 'spanmeter.spanmeter.run';

let folder: string;
let session: Session;
let workbench: Workbench;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spanmeter-budgets-'));
  prepareDemo(folder);
  writeFileSync(
    join(folder, 'spanmeter.json'),
    JSON.stringify({
      budgets: [
        { per: 'day', usd: 0.05 },
        { per: 'week', usd: 20 },
        { per: 'run', usd: 1 },
      ],
    }),
  );
  session = await startSession({
    vsix: vsixPath(),
    folder,
    chromium: chromiumPath(),
    env: { SPANMETER_DEMO_SPEED: '5' },
  });
  ({ workbench } = session);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench?.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
});

afterAll(async () => {
  await session?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const terminalSays = (what: string, text: string) =>
  workbench.until(what, async () => (await workbench.terminalText()).includes(text), 60_000);

test('the day’s budget stops a run, and the status bar says which it was', async () => {
  await workbench.runCommand('Spanmeter: Open Terminal with Recording');
  await workbench.promptReady(30_000);
  await workbench.typeInTerminal('node agents/loop.mjs');
  await terminalSays('the refusal', 'of $0.0500 (day budget)');
  await workbench.until(
    'the state',
    async () => (await workbench.statusBarItem(ITEM)).text.includes('stopped'),
    20_000,
  );
  const hover = await workbench.hoverStatusBar(ITEM);
  expect(hover).toContain('of $0.05 · day budget');
  expect(hover).toContain('of $20.00 · week budget');
  await workbench.screenshot('budgets-hover');
  await workbench.page.mouse.move(700, 300);
});

test('raised after the run, it lets the next one go further', async () => {
  await workbench.choose('Spanmeter: Raise Budget of Run…', 'day budget');
  await workbench.answerInput('0.08');
  await workbench.runCommand('Terminal: Focus Terminal');
  await workbench.typeInTerminal('clear; node agents/loop.mjs');
  await terminalSays('the refusal at the new limit', 'of $0.0800 (day budget)');
  await workbench.runCommand('Spanmeter: Open Dashboard');
  const frame = await workbench.webviewFrame('Spanmeter');
  await workbench.until(
    'the budgets in the dashboard',
    async () => {
      const text = await frame.locator('body').innerText();
      return text.includes('of $0.08') && text.includes('week budget') && text.includes('run budget');
    },
    20_000,
  );
  await workbench.screenshot('budgets-dashboard');
});
