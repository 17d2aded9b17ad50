import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 500;
const HEARTBEAT_MS = 2_000;
const DEAD_AFTER_MS = 30_000;

/**
 * Runs `work` while holding a lock file; a second process waits for the first. A lock whose owner is gone is taken over:
 * at once when its process is known to have ended, else (another container, a process number used again) when its
 * heartbeat has stopped.
 */
export async function withLock(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!tryLock(path)) {
    if (takeAwayDead(path)) continue;
    if (!told) onWait();
    told = true;
    await sleep(POLL_MS);
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(path, { force: true });
  }
}

const self = () => `${process.pid} ${hostname()}`;

function tryLock(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, self());
  try {
    linkSync(own, path); // it appears with its content: nobody ever reads an empty lock
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moves a dead owner's lock out of the way; true when it is worth trying again at once. */
function takeAwayDead(path) {
  try {
    if (!isDead(path)) return false;
    const aside = `${path}.dead-${process.pid}`;
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch {
    // released, or taken away by another waiter, between our looks
  }
  return true;
}

function isDead(path) {
  const [pid, host] = readFileSync(path, 'utf8').split(' ');
  if (host === hostname() && !isRunning(Number(pid))) return true;
  return Date.now() - statSync(path).mtimeMs > DEAD_AFTER_MS;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function touch(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // taken away by someone who thought us dead: the install still appears in one rename
  }
}
