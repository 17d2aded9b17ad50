/**
 * npm test: every tier of tests, from the fastest to the slowest, with all they need built and installed first.
 *
 *   node scripts/test.mjs                  all tiers
 *   node scripts/test.mjs unit recorder    only these
 *
 * It ends with one plain line, "N passed, N failed". A tier that cannot run on this machine is named with the reason
 * (SKIPPED); with SPANMETER_NO_SKIP=1, as in CI, that is a failure.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureEditor } from './editor/install.mjs';
import { buildExtension, packVsix } from './lib/build.mjs';
import { node24, withNode24 } from './lib/node-24.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { Problem, reasonOf, report } from './lib/problem.mjs';
import { formatDuration, say } from './lib/progress.mjs';
import { runInherited } from './lib/run.mjs';
import { ensureSdks } from './lib/sdks.mjs';
import { add, NOTHING, summaryLine, tally } from './lib/tally.mjs';
import { ensurePythonSdks, findPython } from './python-sdks.mjs';

/** The vitest projects in their order, with what has to be there before each. */
const TIERS = [
  { name: 'unit', needs: [] },
  { name: 'log', needs: [] },
  { name: 'recorder', needs: ['build'] },
  { name: 'sdks', needs: ['sdks'] },
  { name: 'python', needs: ['python'] },
  { name: 'python-sdks', needs: ['python', 'pythonSdks'] },
  { name: 'editor', needs: ['build', 'vsix', 'chromium', 'editor'] },
];

/**
 * What tiers need, made once and only when asked for. Each resolves to environment variables for the tests. A failed
 * build fails the tier; a missing program that cannot be installed here only skips it.
 */
const NEEDS = {
  build: once(async () => {
    await buildExtension();
    return {};
  }),
  sdks: once(async () => {
    await ensureSdks().catch(error => {
      throw error instanceof Problem ? new Unavailable(error.message) : error;
    });
    return {};
  }),
  python: once(async () => {
    const { python, reason } = findPython();
    if (!python) throw new Unavailable(reason);
    return { SPANMETER_PYTHON: python };
  }),
  pythonSdks: once(async () => {
    const { folders, reason } = await ensurePythonSdks();
    if (!folders) throw new Unavailable(reason);
    return { SPANMETER_PYTHON_SDKS: JSON.stringify(folders) };
  }),
  vsix: once(async () => ({ SPANMETER_VSIX: await packVsix() })),
  chromium: once(async () => {
    const { path, reason } = await ensureChromium();
    if (!path) throw new Unavailable(reason);
    return { SPANMETER_CHROMIUM: path };
  }),
  editor: once(async () => {
    await ensureEditor().catch(error => {
      throw error instanceof Problem ? new Unavailable(error.message) : error;
    });
    return {};
  }),
};

/** The tier cannot run on this machine, through no fault of the code. */
class Unavailable extends Problem {}

function once(make) {
  let made;
  return () => {
    made ??= make();
    return made;
  };
}

async function main() {
  const tiers = chosen(process.argv.slice(2));
  const folder = mkdtempSync(join(tmpdir(), 'spanmeter-test-'));
  const notes = [];
  let sum = NOTHING;
  try {
    for (const tier of tiers) {
      const { counts, note } = await runTier(tier, folder);
      sum = add(sum, counts);
      if (note) notes.push(note);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log('');
  for (const note of notes) console.log(note);
  console.log(summaryLine(sum));
  process.exitCode = sum.failed > 0 ? 1 : 0;
}

function chosen(names) {
  const unknown = names.filter(name => !TIERS.some(tier => tier.name === name));
  const known = TIERS.map(tier => tier.name).join(', ');
  if (unknown.length > 0) throw new Problem(`There is no tier "${unknown.join(' ')}". The tiers are: ${known}.`);
  return names.length === 0 ? TIERS : TIERS.filter(tier => names.includes(tier.name));
}

/** Prepares and runs one tier. Whatever happens in it, the others still get their turn. */
async function runTier(tier, folder) {
  const start = performance.now();
  const failure = why => ({ counts: { ...NOTHING, failed: 1 }, note: `FAILED ${tier.name}: ${why}` });
  try {
    const prepared = await prepare(tier);
    const { counts, problem } = await runVitest(tier, prepared, join(folder, `${tier.name}.json`));
    say(tier.name, `${summaryLine(counts)} (${formatDuration(performance.now() - start)})`);
    return { counts, note: problem && `FAILED ${tier.name}: ${problem}` };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (!(error instanceof Unavailable) || process.env.SPANMETER_NO_SKIP === '1') return failure(reasonOf(error));
    return { counts: NOTHING, note: `SKIPPED ${tier.name}: ${reasonOf(error)}` };
  }
}

async function prepare({ needs }) {
  const made = {};
  for (const need of needs) Object.assign(made, await NEEDS[need]());
  return made;
}

/** A child process per tier: one that crashes takes nothing else with it. */
async function runVitest({ name }, prepared, outputFile) {
  const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`];
  const exitCode = await runInherited(node24(), [vitest, 'run', '--project', name, ...reporters], {
    cwd: root,
    env: { ...withNode24(), ...prepared },
  });
  return tally(readReport(outputFile), exitCode);
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // vitest ended before it could write one: tally says so
  }
}

main().catch(report);
