/**
 * Completes package-lock.json: npm leaves out optional packages of other platforms that the registry at hand does not
 * hold, and `npm ci` then refuses the lock. Run it after every change of a dependency.
 *
 *   node scripts/complete-lock.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from './lib/paths.mjs';

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32', 'aix'];
const PROCESSORS = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32'];

const file = inRoot('package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;

/** Whether a package that stands at `from` finds this one, in its own folder or in one above it. */
function isThere(name, from) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (packages[`${base === '' ? '' : `${base}/`}node_modules/${name}`]) return true;
    if (base === '') return false;
  }
}

/** What the name of a platform's package says: `binding-linux-x64-gnu`. */
function entryFor(name, version) {
  const words = name
    .split('/')
    .at(-1)
    .split('-')
    .map(word => (word === 'windows' ? 'win32' : word));
  const [os, cpu] = [SYSTEMS, PROCESSORS].map(known => words.find(word => known.includes(word)));
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') || words.includes('glibc') ? 'glibc' : undefined;
  return {
    version,
    dev: true,
    optional: true,
    ...(os && { os: [os] }),
    ...(cpu && { cpu: [cpu] }),
    ...(libc && { libc: [libc] }),
  };
}

const before = Object.keys(packages).length;
for (const [at, { optionalDependencies = {} }] of Object.entries({ ...packages })) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (!isThere(name, at)) packages[`node_modules/${name}`] = entryFor(name, version);
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${Object.keys(packages).length - before} entries added`);
