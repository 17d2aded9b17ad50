/**
 * The SDKs of Python that the recorder is proven with: real packages, pinned, in environments of their own under `.cache/`. Where the
 * package index cannot be reached, the reason is told.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';
import { say } from './lib/progress.mjs';

const SETS = ['newest', 'older'];
/** The newest of them do not run on less. */
const LEAST = [3, 10];

/** A Python the recorder runs on: `SPANMETER_PYTHON`, else the first on the path. */
export function findPython() {
  const names = [process.env.SPANMETER_PYTHON, 'python3', 'python'].filter(Boolean);
  for (const name of names) {
    const { status, stdout } = spawnSync(name, ['-c', 'import sys; print(*sys.version_info[:3])'], {
      encoding: 'utf8',
    });
    const version = status === 0 ? stdout.trim().split(' ').map(Number) : [0, 0, 0];
    if (isAtLeast(version, [3, 9])) return { python: name, version };
  }
  return { reason: `there is no Python 3.9 or later here (looked for ${names.join(', ')})` };
}

/** Installs what is missing. Resolves to the folders of the environments by set, or to the reason why there are none. */
export async function ensurePythonSdks() {
  const { python, version, reason } = findPython();
  if (reason) return { reason };
  if (!isAtLeast(version, LEAST))
    return { reason: `the SDKs need Python ${LEAST.join('.')}, this is ${version.join('.')}` };
  const made = {};
  for (const set of SETS) {
    const { folder, reason: why } = ensureSet(set, python, version);
    if (why) return { reason: why };
    made[set] = folder;
  }
  return { folders: made };
}

function ensureSet(set, python, version) {
  const list = inRoot('test', 'python-sdks', `${set}.txt`);
  const digest = createHash('sha256').update(readFileSync(list)).update(version.join('.')).digest('hex').slice(0, 12);
  const folder = inRoot('.cache', `python-${set}-${digest}`);
  const mark = `${folder}/installed`;
  if (existsSync(mark)) return { folder };
  rmSync(folder, { recursive: true, force: true });
  say('python', `installing the ${set} SDKs`);
  const venv = spawnSync(python, ['-m', 'venv', folder], { encoding: 'utf8' });
  if (venv.status !== 0) return { reason: `python -m venv failed: ${lastLine(venv.stderr)}` };
  const options = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '-r', list];
  const pip = spawnSync(pythonIn(folder), options, { encoding: 'utf8' });
  if (pip.status !== 0) return { reason: `the SDKs could not be installed: ${lastLine(pip.stderr)}` };
  writeFileSync(mark, '');
  return { folder };
}

/** The interpreter of an environment. */
export function pythonIn(folder) {
  return process.platform === 'win32' ? `${folder}\\Scripts\\python.exe` : `${folder}/bin/python`;
}

function isAtLeast(version, least) {
  return version[0] > least[0] || (version[0] === least[0] && version[1] >= least[1]);
}

function lastLine(text) {
  return text.trim().split('\n').at(-1)?.slice(0, 200) || 'no reason given';
}
