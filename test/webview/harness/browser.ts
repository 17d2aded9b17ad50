/** The dashboard in a Chromium: one browser for a test file, a fresh page for each test. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { ensureChromium } from '../../../scripts/chromium.mjs';
import type { FromWebview } from '../../../src/core/views/messages.ts';
import type { Harness } from './host.ts';
import type { SampleName } from './samples.ts';
import { type Served, serve } from './serve.ts';

const found = await ensureChromium();

/** Why there is no browser to test with; undefined where there is one. */
export const noBrowser: string | undefined = found.reason;
if (noBrowser !== undefined) console.log(`SKIPPED test/webview: ${noBrowser}`);

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--no-first-run',
  '--disable-sync',
];

/** Opens the page before each test, and sees after each that nothing broke the policy or threw. */
export function useDashboard(): Dashboard {
  const dashboard = new Dashboard();
  beforeAll(() => dashboard.start());
  afterAll(() => dashboard.stop());
  beforeEach(() => dashboard.open());
  afterEach(() => dashboard.close());
  return dashboard;
}

/** What the tests do with the page. */
export class Dashboard {
  #browser: Browser | undefined;
  #served: Served | undefined;
  #page: Page | undefined;
  readonly #errors: string[] = [];

  get page(): Page {
    if (!this.#page) throw new Error('no page is open');
    return this.#page;
  }

  get script(): Uint8Array {
    return this.#served?.script ?? new Uint8Array();
  }

  async start(): Promise<void> {
    this.#served = await serve();
    this.#browser = await chromium.launch({ executablePath: found.path ?? '', args: ARGUMENTS });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.#served?.stop();
  }

  async open(): Promise<void> {
    const context = await this.#browser?.newContext({ viewport: { width: 1200, height: 900 }, timezoneId: 'UTC' });
    this.#page = await context?.newPage();
    this.#errors.length = 0;
    this.page.on('pageerror', error => this.#errors.push(String(error)));
    this.page.on('console', message => message.type() === 'error' && this.#errors.push(message.text()));
    await this.page.goto(this.#served?.url ?? '');
  }

  async close(): Promise<void> {
    const violations = await this.page.evaluate(() => window.harness.violations);
    await this.page.context().close();
    expect([...violations, ...this.#errors]).toEqual([]);
  }

  /** Lets the harness do something, and the page draw it. */
  async host<A>(act: (harness: Harness, argument: A) => void, argument: A): Promise<void> {
    // A function can't be sent; its text can, and the harness is the page's own object.
    await this.page.evaluate(`(${act})(window.harness, ${JSON.stringify(argument)})`);
    await this.settled();
  }

  async show(sample: SampleName, turns?: number): Promise<void> {
    await this.host((harness, asked) => harness.show(asked.sample, asked.turns), { sample, turns });
  }

  /** After messages were handled and two frames drawn. */
  async settled(): Promise<void> {
    await this.page.evaluate(
      () => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)))),
    );
  }

  sent(): Promise<FromWebview[]> {
    return this.page.evaluate(() => window.harness.sent);
  }

  async text(selector: string): Promise<string> {
    return (await this.page.locator(selector).textContent()) ?? '';
  }

  attribute(selector: string, name: string): Promise<string | null> {
    return this.page.locator(selector).getAttribute(name);
  }

  /** The texts of a row's cells, by its place in the grid. */
  async row(grid: string, index: number): Promise<string[]> {
    const texts = await this.page.locator(`#${grid}-${index} [role=gridcell]`).allTextContents();
    return texts.map(text => text.trim());
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
    await this.settled();
  }
}
