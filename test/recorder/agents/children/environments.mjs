// Prints what children find in their environment, whatever way they are started and whatever they are given.
import { execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SHARE_ENV, Worker } from 'node:worker_threads';

await fetch('http://127.0.0.1:1/v1/chat/completions', { method: 'POST', body: '{"messages":[],"model":"m"}' }).catch(
  () => undefined,
);
const child = fileURLToPath(new URL('print-env.cjs', import.meta.url));
const node = process.execPath;
const output = started =>
  new Promise(done => {
    let text = '';
    started.stdout.on('data', chunk => {
      text += chunk;
    });
    started.stdout.on('end', () => done(text));
  });
const given = Object.freeze({ PATH: process.env.PATH, MINE: 'a=b c', NODE_OPTIONS: '--no-warnings' });
const options = Object.freeze({ env: given });
const inheriting = Object.create({ FROM_PROTOTYPE: '1' }, { OWN: { value: '2', enumerable: true } });

const FOUND = {
  inherited: () => output(spawn(node, [child])),
  given: () => output(spawn(node, [child], options)),
  empty: () => output(spawn(node, [child], { env: {} })),
  inheriting: () => output(spawn(node, [child], { env: inheriting })),
  own: () => output(spawn(node, [child], { env: { SPANMETER_TRACEPARENT: 'mine', SPANMETER_DIR: '/tmp/mine' } })),
  off: () => output(spawn(node, [child], { env: { ...process.env, SPANMETER: 'off' } })),
  forked: () => output(fork(child, [], { silent: true, env: given })),
  sync: async () => String(spawnSync(node, [child], options).stdout),
  'sync without arguments': async () => String(spawnSync(`"${node}" "${child}"`, { shell: true, env: given }).stdout),
  'sync inheriting': async () => String(execFileSync(node, [child], { env: inheriting })),
  'sync inherited': async () => execFileSync(node, [child], { encoding: 'utf8' }),
  command: async () => String(execSync(`"${node}" "${child}"`, options)),
  async 'set by the program'() {
    process.env.SPANMETER_DIR = '/tmp/mine';
    process.env.NODE_OPTIONS = '--no-warnings';
    return output(spawn(node, [child]));
  },
  'worker given': () => output(new Worker(child, { env: { MINE: '1' }, stdout: true })),
  'worker shared': () => output(new Worker(child, { env: SHARE_ENV, stdout: true })),
};
for (const [name, find] of Object.entries(FOUND)) console.log(`${name}\t${(await find()).trim()}`);
for (const wrong of [[], [node, 1], [node, [child], 'x'], [node, [child], { env: 1 }]]) {
  try {
    spawnSync(...wrong);
    console.log('no error');
  } catch (error) {
    console.log(error.message);
  }
}
console.log(spawnSync.name, spawnSync.length, execSync.name, execSync.length, execFileSync.length);
console.log(spawnSync('/no/such/program').error.message);
console.log(Object.keys(process.env).filter(name => name.startsWith('SPANMETER')));
if (process.execve && process.argv[2] === 'execve') process.execve(node, [node, child], { MINE: '1' });
