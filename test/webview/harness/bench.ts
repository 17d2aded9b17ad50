/**
 * What one more turn costs the page, at 2,000 and at 50,000 turns: processor time of its main thread, which other load
 * on the machine doesn't change. `node test/webview/harness/bench.ts`
 */
import type { CDPSession } from 'playwright-core';
import { Dashboard } from './browser.ts';

const LENGTHS = [2000, 50_000];
const APPENDS = 20;
const ROUNDS = 5;

/** Processor milliseconds of the main thread so far. */
async function processorTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}

/** The least that a step took over some rounds, in milliseconds a time. */
async function least(session: CDPSession, step: (i: number) => Promise<void>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = await processorTime(session);
    for (let i = 0; i < APPENDS; i++) await step(round * APPENDS + i);
    best = Math.min(best, ((await processorTime(session)) - before) / APPENDS);
  }
  return best;
}

/** One line for each length. */
export async function benchWebview(): Promise<{ turns: number; firstMs: number; appendMs: number; nodes: number }[]> {
  const dashboard = new Dashboard();
  await dashboard.start();
  const results = [];
  for (const turns of LENGTHS) {
    await dashboard.open();
    const session = await dashboard.page.context().newCDPSession(dashboard.page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const nothing = await least(session, () => dashboard.host(harness => harness.post({}), null));
    await dashboard.host((harness, count) => Object.assign(window, { all: harness.prepare('long', count) }), turns);
    const before = await processorTime(session);
    await dashboard.host(harness => {
      for (const each of (window as unknown as { all: object[] }).all) harness.post(each);
    }, null);
    const firstMs = (await processorTime(session)) - before - nothing;
    const appendMs = await least(session, i =>
      dashboard.host((harness, at) => harness.append(at - 1, at + 1), turns + i),
    );
    const nodes = await dashboard.page.locator('*').count();
    results.push({ turns, firstMs, appendMs: appendMs - nothing, nodes });
    await dashboard.page.context().close();
  }
  await dashboard.stop();
  return results;
}

if (import.meta.main) console.table(await benchWebview());
