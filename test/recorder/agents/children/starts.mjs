// Starts a child in each way there is, each within a span of its own named after the way. `node starts.mjs`
import { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process';
import cluster from 'node:cluster';
import { fileURLToPath } from 'node:url';
import { SHARE_ENV, Worker } from 'node:worker_threads';

const { run, tool } = await import(process.env.SPANMETER_INDEX);
const child = fileURLToPath(new URL('call.mjs', import.meta.url));
const node = process.execPath;
const quoted = name => `"${node}" "${child}" ${name}`;
const closed = started => new Promise(done => started.on('close', done));
const exited = worker => new Promise(done => worker.on('exit', done));
// What NODE_OPTIONS loads, a child of this environment does not: the recorder must see to it itself.
const bare = { PATH: process.env.PATH, HOME: process.env.HOME };

const WAYS = {
  spawn: name => closed(spawn(node, [child, name])),
  'spawn-shell': name => closed(spawn(quoted(name), { shell: true })),
  'spawn-env': name => closed(spawn(node, [child, name], { env: { ...process.env, MINE: '1' } })),
  'spawn-bare': name => closed(spawn(node, [child, name], { env: bare })),
  'spawn-cwd': name => closed(spawn(node, [child, name], { cwd: '/' })),
  exec: name => new Promise(done => exec(quoted(name), done)),
  execFile: name => new Promise(done => execFile(node, [child, name], done)),
  fork: name => closed(fork(child, [name])),
  'fork-args': name => closed(fork(child, [name], { execArgv: [], silent: true })),
  spawnSync: async name => spawnSync(node, [child, name]),
  execSync: async name => execSync(quoted(name), { env: bare }),
  execFileSync: async name => execFileSync(node, [child, name], { encoding: 'utf8' }),
  worker: name => exited(new Worker(child, { argv: [name] })),
  'worker-shared': name => exited(new Worker(child, { argv: [name], env: SHARE_ENV })),
  'worker-args': name => exited(new Worker(child, { argv: [name], execArgv: [] })),
  cluster(name) {
    cluster.setupPrimary({ exec: child, args: [name] });
    return exited(cluster.fork());
  },
};

await run('parent', async () => {
  // All at once: each must find the span it was started in, not the last one.
  await Promise.all(Object.entries(WAYS).map(([name, start]) => tool(name, () => start(name))));
});
console.log(Object.keys(WAYS).join(' '));
