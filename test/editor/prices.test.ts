/** A model without a price: said, opened, and mended with one click, in a real VS Code. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LogBuilder, T0 } from '../support/log.ts';
import { type Session, startSession } from './support/editor.ts';
import { chromiumPath, vsixPath } from './support/environment.ts';
import { THEME_NAMES } from './support/themes.ts';
import type { Workbench } from './support/workbench.ts';

const ITEM = 'spanmeter.spanmeter.run';

let folder: string;
let session: Session;
let workbench: Workbench;
let frame: Frame;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spanmeter-prices-'));
  const day = join(folder, '.spanmeter', 'runs', new Date().toISOString().slice(0, 10));
  mkdirSync(day, { recursive: true });
  const source = join(folder, 'triage.mjs');
  writeFileSync(source, 'export const answer = await client.chat.completions.create(request);\n');
  utimesSync(source, new Date(0), new Date(0));
  const site = [source, 1] as const;
  const log = new LogBuilder().run({ name: 'triage.py' });
  for (let i = 0; i < 3; i++)
    log.call({ at: i * 1000, took: 500, model: 'house-model-7', input: 100_000, output: 1000, site });
  const a = { 'gen_ai.response.model': 'gpt-4o-2024-08-06' };
  log.call({ at: 4000, took: 500, input: 40_000, cacheRead: 60_000, output: 2000, site, a });
  log.runEnd();
  const shift = Date.now() - T0 - 10_000;
  const lines = log.lines.map(line => line.replace(/"ts":(\d+)/, (_, ts) => `"ts":${Number(ts) + shift}`));
  writeFileSync(join(day, `${Date.now()}-4999999-0-prices.jsonl`), `${lines.join('\n')}\n`);
  session = await startSession({ vsix: vsixPath(), folder, chromium: chromiumPath() });
  ({ workbench } = session);
});

afterAll(async () => {
  await session?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const body = (): Promise<string> => frame.locator('body').innerText();

test('the total is a lower bound, and says so', async () => {
  // 40,000 × $2.50/M + 60,000 × $1.25/M + 2,000 × $10/M = $0.195
  await workbench.until('the sum', async () => (await workbench.statusBarItem(ITEM)).text.includes('≥$0.20'), 20_000);
  await workbench.clickStatusBar(ITEM);
  frame = await workbench.webviewFrame('Spanmeter');
  await workbench.until('the note', async () => (await body()).includes('3 calls without a price'), 20_000);
});

test('the hovers open it: over the status bar, and over the line', async () => {
  const bar = await workbench.hoverStatusBar(ITEM);
  expect(bar).toContain('≥ $0.20 · 3 unpriced');
  await workbench.openFile('triage.mjs');
  await workbench.until('the lens', async () => (await workbench.codeLenses())[0]?.texts[0]?.includes('3 unpriced'));
  const text = await workbench.hoverLine('completions');
  expect(text).toContain('≥ $0.20 · 3 unpriced in the last run (triage.py)');
  expect(text).toMatch(/cache read\s+60,000\s+\$1\.25 \/ M\s+\$0\.075/);
  expect(text).toContain('gpt-4o → gpt-4o-2024-08-06');
  expect(text).toContain('Not priced: house-model-7 is not in the price table of openai');
  expect(text).toContain('API list-price equivalent, not a bill · genai-prices');
  for (const theme of THEME_NAMES) {
    await workbench.setTheme(theme);
    await workbench.hoverLine('completions');
    await workbench.screenshot(`line-hover-${theme}`);
  }
  await workbench.setTheme('dark');
  await workbench.clickStatusBar(ITEM);
  frame = await workbench.webviewFrame('Spanmeter');
});

test('a number opens into tokens and rates', async () => {
  await frame
    .getByRole('button', { name: /\$0\.20/ })
    .first()
    .click();
  const text = await workbench.until('the explanation', async () => {
    const shown = await body();
    return shown.includes('API list-price equivalent, not a bill') && shown;
  });
  expect(text).toMatch(/cache read\s+60,000\s+\$1\.25 \/ M\s+\$0\.075/);
  for (const theme of THEME_NAMES) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`explanation-${theme}`);
  }
  await workbench.setTheme('dark');
});

test('a price of one’s own holds at once', async () => {
  await frame.getByRole('tab', { name: 'Agents & models' }).click();
  await workbench.until('the model', async () => (await body()).includes('No price for house-model-7'));
  for (const theme of THEME_NAMES) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`models-${theme}`);
  }
  await workbench.setTheme('dark');
  await frame
    .getByRole('button', { name: /Set Price/ })
    .first()
    .click();
  await workbench.answerInput('2');
  await workbench.answerInput('10');
  // 3 × (100,000 × $2/M + 1,000 × $10/M) = $0.63, and the $0.195 from before.
  await workbench.until(
    'the new sum',
    async () => /^\$0\.8[23]/.test((await workbench.statusBarItem(ITEM)).text),
    20_000,
  );
  const { prices } = JSON.parse(readFileSync(join(folder, 'spanmeter.json'), 'utf8'));
  expect(prices).toEqual({ models: [{ match: 'house-model-7', input: 2, output: 10 }] });
  await workbench.until('no model without a price', async () => !(await body()).includes('No price for'), 20_000);
});

test('a report of the day, as a document', async () => {
  await workbench.choose('Spanmeter: Report…', 'day', 'Markdown');
  await workbench.until(
    'the document',
    async () => /Untitled|Cost by day/.test((await workbench.tabs())[0] ?? ''),
    20_000,
  );
  await workbench.screenshot('report');
});
