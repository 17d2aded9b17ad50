/**
 * Runs one editor server and outlives whoever asked for it by a moment only. The caller holds our stdin open; when it
 * closes (stop() was called, the caller ended, crashed or was killed, by whatever signal) everything the editor started
 * is ended and its temporary folder removed. A handler in the caller could not promise that.
 *
 * stdin: one line of JSON (the job), then silence until the end. stdout: what the server prints.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 3_000;
const POLL_MS = 25;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.stdin.destroy());
process.stdout.on('error', () => process.stdin.destroy()); // nobody reads any more: the caller is gone

const lines = createInterface({ input: process.stdin });
lines.once('line', line => {
  supervise(JSON.parse(line)).then(code => process.exit(code));
});

/**
 * Runs the commands one after the other (the last one is the server) until one fails, all have ended or the caller lets
 * go; then cleans up. Resolves to the exit code of the last command, or 0 when the caller let go.
 */
async function supervise({ commands, env, cwd, mark, removeAfterwards }) {
  let released = false;
  const release = new Promise(resolve => {
    process.stdin.on('close', () => {
      released = true;
      resolve(0);
    });
  });
  let code = 0;
  for (const command of commands) {
    code = await runUntil(release, command, { env, cwd });
    if (code !== 0 || released) break;
  }
  await endMarked(mark);
  for (const folder of removeAfterwards) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return code;
}

/** Runs one command in a group of its own, so that it can be ended with all its children. */
async function runUntil(release, [program, ...args], { env, cwd }) {
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stdout, { end: false });
  const ended = new Promise(resolve => {
    child.on('exit', code => resolve(code ?? 1));
    child.on('error', () => resolve(1));
  });
  const code = await Promise.race([ended, release]);
  if (child.pid) await endGroup(child.pid);
  return code;
}

/** Asks first, so that extensions can write what they hold, and insists after three seconds. */
async function endGroup(pid) {
  signal(-pid, 'SIGTERM');
  await until(() => !signal(-pid, 0), GRACE_MS);
  signal(-pid, 'SIGKILL');
  await until(() => !signal(-pid, 0), GRACE_MS);
}

/**
 * Terminals live in sessions of their own and what runs in them may have been sent to the background: those are found by
 * the mark in their environment. (Linux only; elsewhere the hang-up of the terminal has to do.)
 */
async function endMarked(mark) {
  if (process.platform !== 'linux') return;
  await until(() => marked(mark).length === 0, GRACE_MS / 6); // a hang-up has usually done it
  for (const pid of marked(mark)) signal(pid, 'SIGKILL');
  await until(() => marked(mark).length === 0, GRACE_MS);
}

function marked(mark) {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return pids.filter(pid => environmentOf(pid).includes(`\0${mark}\0`)).map(Number);
}

function environmentOf(pid) {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
  } catch {
    return ''; // ended meanwhile, or another user's
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false; // nobody there
  }
}

async function until(condition, ms) {
  const deadline = Date.now() + ms;
  while (!condition() && Date.now() < deadline) await sleep(POLL_MS);
}
