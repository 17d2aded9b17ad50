/**
 * What is recorded without a word in the terminal, in a real VS Code: a debug session, a plain terminal and a task of a
 * workspace that has opted in. And nothing where it has not.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { prepareDemo } from '../../scripts/lib/demo.mjs';
import { type Session, startSession } from './support/editor.ts';
import { chromiumPath, vsixPath } from './support/environment.ts';
import type { Workbench } from './support/workbench.ts';

const ITEM = 'spanmeter.spanmeter.run';
const AGENT = 'research.mjs';

let folder: string;
let session: Session;
let workbench: Workbench;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spanmeter-recording-'));
  prepareDemo(folder);
  mkdirSync(join(folder, '.vscode'));
  writeJson('launch.json', {
    version: '0.2.0',
    configurations: [
      {
        type: 'node',
        request: 'launch',
        name: 'Recorded',
        program: `\${workspaceFolder}/agents/${AGENT}`,
        env: { SPANMETER: 'on', MINE: '1' },
        console: 'internalConsole',
      },
    ],
  });
  writeJson('tasks.json', {
    version: '2.0.0',
    tasks: [
      { label: 'agent', type: 'process', command: 'node', args: [`agents/${AGENT}`], problemMatcher: [] },
      { label: 'versions', type: 'shell', command: 'node --version && npm --version', problemMatcher: [] },
    ],
  });
  session = await startSession({
    vsix: vsixPath(),
    folder,
    chromium: chromiumPath(),
    env: { SPANMETER_DEMO_SPEED: '0.2' },
    settings: { 'debug.javascript.autoAttachFilter': 'disabled' },
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

function writeJson(name: string, value: unknown): void {
  writeFileSync(join(folder, '.vscode', name), JSON.stringify(value, null, 2));
}

type Line = Readonly<Record<string, unknown>>;

/** The runs recorded so far, as their lines tell them. */
function runs(): readonly Line[] {
  const root = join(folder, '.spanmeter');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.jsonl'));
  return files
    .flatMap(name => readFileSync(join(root, name), 'utf8').split('\n'))
    .filter(text => text.startsWith('{"t":"run"'))
    .map(text => JSON.parse(text) as Line);
}

const recorded = (count: number) =>
  workbench.until(`run ${count}`, () => runs().length >= count && runs().map(run => run['name']), 60_000);

/** A terminal that was opened now: what was opened before keeps what it was opened with. */
async function newTerminal(): Promise<void> {
  await workbench.runCommand('Terminal: Kill All Terminals');
  await workbench.runCommand('Terminal: Create New Terminal');
  await workbench.promptReady(30_000);
}

test('a terminal of a workspace that has not opted in records nothing', async () => {
  await newTerminal();
  await workbench.typeInTerminal(`echo "[$NODE_OPTIONS]" && node agents/${AGENT} > /dev/null && echo ended`);
  await workbench.until('its end', async () => /^ended/m.test(await workbench.terminalText()), 60_000);
  expect(await workbench.terminalText()).toContain('[]');
  expect(runs()).toEqual([]);
  expect(await workbench.findStatusBarItem(ITEM)).toBeUndefined();
});

test('a debug session is recorded where its configuration says so', async () => {
  await workbench.openFile(`agents/${AGENT}`);
  await workbench.runCommand('Debug: Start Debugging');
  expect(await recorded(1)).toEqual([AGENT]);
  const status = await workbench.statusBarItem(ITEM);
  expect(status.ariaLabel).toContain(AGENT);
  const toolbar = workbench.page.locator('.debug-toolbar').filter({ visible: true });
  await workbench.until('its end', async () => (await toolbar.count()) === 0, 60_000);
});

test('a terminal opened after opting in records, and a terminal alone is no recording', async () => {
  writeJson('settings.json', { 'spanmeter.recordTerminals': true });
  await workbench.until(
    'the option in a new terminal',
    async () => {
      await newTerminal();
      await workbench.typeInTerminal('clear; echo "[$NODE_OPTIONS]"');
      await workbench.promptReady();
      return /register\.cjs/.test((await workbench.terminalText()).replace(/\s/g, ''));
    },
    60_000,
  );
  expect(runs()).toHaveLength(1);
  await workbench.typeInTerminal(`clear; node agents/${AGENT} > /dev/null && npm --version && echo ended`);
  expect(await recorded(2)).toEqual([AGENT, AGENT]);
  await workbench.until('its end', async () => /^ended/m.test(await workbench.terminalText()), 60_000);
  expect(runs()).toHaveLength(2);
});

test('so does a task, which is no different from before otherwise', async () => {
  await workbench.choose('Tasks: Run Task', 'agent');
  expect(await recorded(3)).toEqual([AGENT, AGENT, AGENT]);
  await workbench.screenshot('task-recorded');
});

test('prompts and answers kept on request stand beside the turn, until they are deleted', async () => {
  const kept = join(folder, '.spanmeter', 'content');
  expect(existsSync(kept)).toBe(false);
  await newTerminal();
  await workbench.typeInTerminal(`clear; SPANMETER_CONTENT=1 node agents/${AGENT} > /dev/null && echo ended`);
  await workbench.until('its end', async () => /^ended/m.test(await workbench.terminalText()), 60_000);
  await workbench.runCommand('Spanmeter: Open Dashboard');
  const frame = await workbench.webviewFrame('Spanmeter');
  await frame.locator('#turns-0 .open').click();
  const content = frame.locator('.content');
  await workbench.until('the answer', async () => ((await content.count()) > 0 ? content.innerText() : undefined));
  await frame.getByText(/Call 1: prompt/).click();
  expect(await content.innerText()).toMatch(/off-site|handbook/i);
  await workbench.screenshot('dashboard-content');
  await workbench.runCommand('Spanmeter: Delete Content');
  expect(await workbench.dialogText()).toContain('Delete the prompts and answers of 1 run?');
  await workbench.answerDialog('Delete');
  await workbench.until('their end', () => !existsSync(kept));
  expect(runs().length).toBeGreaterThanOrEqual(4);
});

test('no terminal is ever said to be out of date', async () => {
  await workbench.runCommand('Developer: Reload Window');
  await workbench.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  await workbench.until('the extension', () => workbench.findStatusBarItem(ITEM), 60_000);
  expect(
    await workbench.page.locator('.terminal-tabs-entry .codicon-warning, .codicon-terminal-decoration-warning').count(),
  ).toBe(0);
  expect((await workbench.notifications()).map(({ text }) => text).join()).not.toMatch(/relaunch/i);
});
