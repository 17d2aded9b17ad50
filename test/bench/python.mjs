/**
 * What the Python recorder adds to a call, beside a span of the OpenTelemetry SDK for Python written to a file by its simple processor,
 * and what it adds to the start of a process. Rounds take turns, and medians count. Ends with 1 where a limit is passed.
 *
 *   node test/bench/python.mjs [--rounds 5]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePythonSdks, findPython, pythonIn } from '../../scripts/python-sdks.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const at = process.argv.indexOf('--rounds');
const rounds = at < 0 ? 5 : Number(process.argv[at + 1]);
const CALLS = 2000;
/** Of the CPU of OpenTelemetry's simple processor, a span. */
const MOST_SHARE = 0.5;
const MOST_STARTUP_MS = 5;
const PACKAGE = join(here, '../../src/recorder/python');

const { python, reason } = findPython();
if (!python) {
  console.log(`SKIPPED python: ${reason}`);
  process.exit(0);
}
const sdks = await ensurePythonSdks();
const folder = mkdtempSync(join(tmpdir(), 'spanmeter-bench-'));
try {
  startup();
  calls();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** CPU of starting an interpreter that does nothing, with the shim and without. */
function startup() {
  const env = { PATH: process.env.PATH, HOME: folder };
  const once = more => {
    // The child says itself what it used; `-X importtime` would change it.
    const code = 'import resource as r; u = r.getrusage(r.RUSAGE_SELF); print((u.ru_utime + u.ru_stime) * 1000)';
    return Number(spawnSync(python, ['-c', code], { env: { ...env, ...more }, encoding: 'utf8' }).stdout);
  };
  const shim = { PYTHONPATH: join(PACKAGE, 'shim') };
  once(shim);
  const [plain, recorded] = [[], []];
  for (let round = 0; round < rounds * 8; round++) {
    plain.push(once({}));
    recorded.push(once(shim));
  }
  const added = median(recorded) - median(plain);
  console.table([
    {
      start: 'an interpreter',
      'plain, ms CPU': median(plain).toFixed(1),
      'with the shim, ms CPU': median(recorded).toFixed(1),
      'added, ms': added.toFixed(1),
    },
  ]);
  hold(`the start of a process by ${added.toFixed(1)} ms`, added <= MOST_STARTUP_MS, `${MOST_STARTUP_MS} ms`);
}

/** CPU of recording one call. */
function calls() {
  if (!sdks.folders) {
    console.log(`SKIPPED beside OpenTelemetry: ${sdks.reason}`);
    return;
  }
  const measured = { spanmeter: [], otel: [] };
  for (let round = 0; round < rounds; round++)
    for (const how of Object.keys(measured)) measured[how].push(Number(client(how, round).stdout));
  const [ours, theirs] = [median(measured.spanmeter), median(measured.otel)];
  console.table([
    {
      'a call': 'recorded',
      'Spanmeter, µs CPU': ours.toFixed(0),
      'OpenTelemetry, µs CPU': theirs.toFixed(0),
      ratio: (ours / theirs).toFixed(2),
    },
  ]);
  hold(`a call ${(ours / theirs).toFixed(2)} × OpenTelemetry's`, ours <= MOST_SHARE * theirs, `${MOST_SHARE} ×`);
  client('spanmeter', 'killed', '--kill');
  const lines = logged(join(folder, 'killed'));
  const begun = lines.filter(line => line.includes('"t":"start"')).length;
  const ended = lines.filter(line => line.includes('"t":"end"')).length;
  console.log(`killed: ${begun} calls begun, ${ended} ended in the log`);
  hold('the log', begun === ended && ended >= CALLS, 'every call that was made before the kill');
}

function client(how, round, ...more) {
  const env = { PATH: process.env.PATH, HOME: folder, PYTHONPATH: PACKAGE, SPANMETER_DIR: join(folder, String(round)) };
  return spawnSync(
    pythonIn(sdks.folders.newest),
    [join(here, 'python-client.py'), how, String(CALLS), join(folder, 'otel.jsonl'), ...more],
    { env, cwd: folder, encoding: 'utf8' },
  );
}

function logged(dir) {
  const runs = join(dir, 'runs');
  if (!existsSync(runs)) return [];
  return readdirSync(runs, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.jsonl'))
    .flatMap(name => readFileSync(join(runs, name), 'utf8').trimEnd().split('\n'));
}

function hold(what, holds, limit) {
  if (holds) return;
  console.log(`LIMIT PASSED: ${what}; the limit is ${limit}`);
  process.exitCode = 1;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
