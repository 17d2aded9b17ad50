/**
 * What a log may hold and where it may lie: a workspace that is not trusted, lines made to break out, lines that are
 * none, and a folder that can't be read.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LogBuilder, RUN } from '../support/log.ts';
import { type Session, startSession } from './support/editor.ts';
import { chromiumPath, vsixPath } from './support/environment.ts';
import type { Workbench } from './support/workbench.ts';

const ITEM = 'spanmeter.spanmeter.run';
const NAME = '<img src=x onerror="document.title=1">[x](command:workbench.action.quit)$(flame)\u202e\u001b[31m';

let folder: string;
let log: string;
let session: Session;
let workbench: Workbench;

/** Moves a log made for a fixed day to this moment. */
function now(lines: readonly string[]): string {
  const first = JSON.parse(lines[0] ?? '').ts;
  const shift = (line: string) =>
    line.replace(/"ts":(\d+)/, (_, ts) => `"ts":${Number(ts) - first + Date.now() - 5000}`);
  return `${lines.map(shift).join('\n')}\n`;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spanmeter-hostile-'));
  const day = join(folder, '.spanmeter', 'runs', new Date().toISOString().slice(0, 10));
  mkdirSync(day, { recursive: true });
  writeFileSync(join(folder, 'agent.mjs'), 'await call();\n');
  const builder = new LogBuilder().run({ name: NAME });
  builder.call({ site: [join(folder, 'agent.mjs'), 1], input: 40_000 });
  builder.call({ site: ['/etc/passwd', 1], model: '<script>document.title=2</script>' });
  log = join(day, `${Date.now()}-${process.pid}-0-hostile.jsonl`);
  writeFileSync(log, now(builder.lines));
  session = await startSession({ vsix: vsixPath(), folder, chromium: chromiumPath(), workspaceTrust: true });
  ({ workbench } = session);
});

afterAll(async () => {
  await session?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('an untrusted workspace: costs are shown', async () => {
  const item = await workbench.statusBarItem(ITEM);
  expect(item.text).toContain('$0.10');
});

test('names from the log are text, wherever they are shown', async () => {
  const tooltip = await workbench.hoverStatusBar(ITEM);
  expect(tooltip).toContain('<img src=x onerror="document.title=1">[x](command:workbench.action.quit)$ (flame)');
  await workbench.screenshot('hostile-hover');
  await workbench.page.mouse.move(700, 300);
  await workbench.clickStatusBar(ITEM);
  const frame = await workbench.webviewFrame('Spanmeter');
  await workbench.until(
    'the run',
    async () => (await frame.locator('body').innerText()).includes('<img src=x'),
    20_000,
  );
  expect(await frame.locator('img, script[src="x"]').count()).toBe(0);
  expect(await frame.title()).toBe('Spanmeter');
  expect(await frame.locator('body').innerText()).toContain('not trusted');
  await workbench.screenshot('hostile-dashboard');
  expect(workbench.policyViolations()).toEqual([]);
});

test('nothing is written there: stopping needs trust', async () => {
  await workbench.runCommand('Spanmeter: Stop Run');
  const said = await workbench.until('the error', async () => (await workbench.notifications())[0], 10_000);
  expect(said.text).toContain('Trust this workspace');
});

test('lines that are none are counted and told, and cost no good line', async () => {
  const builder = new LogBuilder();
  builder.call({ run: RUN, span: 'ee', at: 3000, input: 400_000 });
  appendFileSync(
    log,
    `{"t":"end","ts":17\n\0\0\0\0\n${'x'.repeat(2_000_000)}\n{"__proto__":{"t":"end"}}\n${now(builder.lines)}`,
  );
  await workbench.until(
    'the good line',
    async () => (await workbench.statusBarItem(ITEM)).text.includes('$1.10'),
    10_000,
  );
  const frame = await workbench.webviewFrame('Spanmeter');
  await workbench.until(
    'the count',
    async () => /4 lines of the log could not be read/.test(await frame.locator('body').innerText()),
    10_000,
  );
});

test('a folder that can’t be read is said in the status bar', async () => {
  rmSync(join(folder, '.spanmeter', 'runs'), { recursive: true });
  writeFileSync(join(folder, '.spanmeter', 'runs'), 'no folder');
  await workbench.until(
    'the trouble',
    async () => (await workbench.statusBarItem(ITEM)).text.includes('no data'),
    30_000,
  );
});
