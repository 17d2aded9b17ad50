import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../editor/lock.mjs';
import { npm } from './npm.mjs';
import { inRoot } from './paths.mjs';
import { say, step } from './progress.mjs';

const folder = inRoot('test', 'recorder', 'sdks');
const marker = join(folder, 'node_modules', '.complete');

/**
 * Makes sure that the SDKs the recorder is tested with are installed: a package of their own, so that working on the
 * product does not need them. The marker is written last and names the lock it was made from.
 */
export async function ensureSdks() {
  if (isComplete()) return;
  const waiting = () => say('sdks', 'another process is installing the SDKs; waiting for it …');
  await withLock(inRoot('.cache', 'sdks.lock'), waiting, async () => {
    if (isComplete()) return;
    const told = { doing: 'installing the SDKs from npm', done: 'SDKs installed', about: '1 min' };
    await step('sdks', told, () => npm(['ci', '--ignore-scripts'], folder));
    writeFileSync(marker, fingerprint());
  });
}

function fingerprint() {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8').replaceAll('\r', '');
  return createHash('sha256').update(lock).digest('hex');
}

function isComplete() {
  return existsSync(marker) && readFileSync(marker, 'utf8') === fingerprint();
}
