/**
 * From an appended line to the snapshot that tells of it: another process appends, this one follows the folder.
 *
 *   node test/bench/live.ts
 *
 * With other work on the machine it measures how long this process waits for a CPU; `chrt -r 1 node …` keeps that out.
 */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LiveLog } from '../../src/log/live.ts';
import { LogBuilder } from '../support/log.ts';
import { price } from '../support/pricer.ts';
import { type Figure, ms, percentile, report } from './report.ts';

const APPENDS = 200;
const now = (): number => performance.timeOrigin + performance.now();

/** A log folder with finished files of this and of earlier days. */
function folderWith(finished: number): string {
  const dir = mkdtempSync(join(tmpdir(), 'spanmeter-bench-'));
  const today = new Date().toISOString().slice(0, 10);
  for (let i = 0; i < finished; i++) {
    // Half of them today: the folder that is watched is the one that is full.
    const day = i % 2 === 0 ? today : new Date(Date.now() - 86_400_000 * (1 + (i % 10))).toISOString().slice(0, 10);
    const folder = join(dir, 'runs', day);
    mkdirSync(folder, { recursive: true });
    const log = new LogBuilder().run({ run: `f${i}` });
    log.call({ run: `f${i}`, span: `s${i}` });
    const file = join(folder, `${Date.now() - 100_000 - i}-4999999-0-${i}.jsonl`);
    writeFileSync(file, `${log.lines.join('\n')}\n`);
    utimesSync(file, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
  }
  mkdirSync(join(dir, 'runs', today), { recursive: true });
  return dir;
}

interface Scenario {
  /** files that are there before */
  readonly finished: number;
  /** the writer begins with the reading of what is there, not after it */
  readonly atOnce?: boolean;
  readonly watch?: boolean;
  readonly limits: readonly [p50: number, p99: number];
}

async function measure(name: string, scenario: Scenario): Promise<Figure[]> {
  const { finished, atOnce = false, watch = true, limits } = scenario;
  const dir = folderWith(finished);
  const log = new LiveLog({ price, folders: { watch } });
  const stalls = monitorEventLoopDelay({ resolution: 2 });
  const seen = new Map<string, number>();
  log.watch(({ runs, changed }) => {
    const at = now();
    for (const run of runs) {
      if (!changed.has(run.id)) continue;
      for (const call of run.calls) {
        if (call.endedAt !== undefined && call.id.startsWith('live'))
          seen.set(call.id, seen.get(call.id) ?? at - call.endedAt);
      }
    }
  });
  const write = () => fork(fileURLToPath(new URL('./live-writer.ts', import.meta.url)), [dir, String(APPENDS)]);
  const early = atOnce ? write() : undefined;
  stalls.enable();
  const began = performance.now();
  const reading = log.follow(dir).then(() => performance.now() - began);
  if (!atOnce) {
    await reading;
    while (log.snapshot.runs.length < finished) await sleep(5);
  }
  const allMs = performance.now() - began;
  if (!atOnce) await sleep(300);
  const before = process.cpuUsage();
  const writer = early ?? write();
  await new Promise(resolve => writer.once('exit', resolve));
  const { user, system } = process.cpuUsage(before);
  stalls.disable();
  await sleep(1200);
  log.dispose();
  rmSync(dir, { recursive: true, force: true });
  const delays = [...seen.values()];
  const [p50, p99] = limits;
  return [
    { name: `${name}: p50`, value: percentile(delays, 0.5), limit: p50, show: ms },
    { name: `${name}: p99`, value: percentile(delays, 0.99), limit: p99, show: ms },
    { name: `${name}: slowest`, value: Math.max(...delays), limit: 600, show: ms },
    { name: `${name}: lines never seen`, value: APPENDS - delays.length, limit: 0, show: String },
    { name: `${name}: longest block of the thread`, value: stalls.max / 1e6, show: ms },
    ...(atOnce ? [] : [{ name: `${name}: CPU for a line`, value: (user + system) / 1000 / (2 * APPENDS), show: ms }]),
    ...(finished > 0 && !atOnce
      ? [
          { name: `${name}: reading what was there`, value: await reading, show: ms },
          { name: `${name}: until all of it is in a snapshot`, value: allMs, show: ms },
        ]
      : []),
  ];
}

report('Appended line → snapshot', [
  ...(await measure('empty folder', { finished: 0, limits: [30, 100] })),
  ...(await measure('5,000 finished files', { finished: 5000, limits: [30, 100] })),
  ...(await measure('5,000 files, still being read', { finished: 5000, atOnce: true, limits: [30, 100] })),
  ...(await measure('without any watch', { finished: 0, watch: false, limits: [600, 600] })),
]);
