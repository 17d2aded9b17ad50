/**
 * The recorder beside OpenTelemetry's SDK for Node: the CPU that the same spans cost, written to a file as they end or in
 * batches, and how many of them are gone when the process is killed. Processes take turns; ratios within one round, medians.
 *
 *   node test/bench/recorder-peer.mjs [--rounds 9]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildRecorder } from '../../scripts/lib/recorder.mjs';
import { percentile, report, times, us } from './report.ts';

const here = dirname(fileURLToPath(import.meta.url));
const at = process.argv.indexOf('--rounds');
const rounds = at < 0 ? 9 : Number(process.argv[at + 1]);

const SPANS = 8000;
const KILLED = 100;

/** [what it is called here, its name for the client, the most that the recorder may cost beside it] */
const PEERS = [
  ['SimpleSpanProcessor', 'simple', 0.5],
  ['BatchSpanProcessor', 'batch', 0.75],
];
const NAMES = ['spanmeter', ...PEERS.map(([, name]) => name)];

const folder = mkdtempSync(join(tmpdir(), 'spanmeter-peer-'));
try {
  await buildRecorder(folder);
  const costs = Array.from({ length: rounds }, () => Object.fromEntries(NAMES.map(name => [name, run(name, SPANS)])));
  const median = of => percentile(costs.map(of), 0.5);
  const figures = [{ name: 'a span: spanmeter', value: median(cost => cost.spanmeter), show: us }];
  for (const [title, name, limit] of PEERS) {
    figures.push({ name: `a span: OpenTelemetry, ${title}`, value: median(cost => cost[name]), show: us });
    figures.push({
      name: '… spanmeter beside it',
      value: median(cost => cost.spanmeter / cost[name]),
      limit,
      show: times,
    });
  }
  for (const name of NAMES) {
    run(name, KILLED, 'die');
    const limit = name === 'spanmeter' && { limit: 0 };
    figures.push({
      name: `lost of ${KILLED} spans at SIGKILL: ${name}`,
      value: KILLED - kept(name),
      ...limit,
      show: String,
    });
  }
  report(`Recorder beside OpenTelemetry (${rounds} rounds)`, figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(name, spans, ...more) {
  const env = { ...process.env, HOME: folder, SPANMETER_DIR: join(folder, `log-${spans}`), NODE_OPTIONS: '' };
  const args = [join(here, 'recorder-peer-client.mjs'), name, join(folder, 'index.cjs'), fileOf(name, spans)];
  const { stdout, status, signal } = spawnSync(process.execPath, [...args, String(spans), ...more], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0 && signal !== 'SIGKILL') throw new Error(`${name} failed: ${status}`);
  return Number(stdout);
}

function fileOf(name, spans) {
  return join(folder, `${name}-${spans}.jsonl`);
}

/** Spans on disk whose end is there. */
function kept(name) {
  if (name !== 'spanmeter') return readFileSync(fileOf(name, KILLED), 'utf8').split('"spanId"').length - 1;
  const log = join(folder, `log-${KILLED}`, 'runs');
  const [file = ''] = readdirSync(log, { recursive: true }).filter(path => path.endsWith('.jsonl'));
  return readFileSync(join(log, file), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('{"t":"end"')).length;
}
