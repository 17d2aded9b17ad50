/** The machine's key: what makes hashes of short prompts useless to anyone who has only the log. */
import { join } from 'node:path';
import { builtin, type Files, randomHex } from '../platform.ts';

const KEY_BYTES = 32;

/**
 * The key in `<home>/.spanmeter/key`, created on first use: 64 hex digits, readable by the user alone. Both recorders
 * share it. Where it cannot be read or made, a key for this process alone: its hashes compare with no other's.
 */
export function machineKey(files: Files, home: string): Buffer {
  const { randomBytes } = builtin('node:crypto');
  const path = join(home, '.spanmeter', 'key');
  try {
    return readKey(files, path) ?? createKey(files, home, path, randomBytes(KEY_BYTES)) ?? randomBytes(KEY_BYTES);
  } catch {
    // A read-only or missing home: recording goes on, with hashes that hold within this process.
    return randomBytes(KEY_BYTES);
  }
}

function readKey(files: Files, path: string): Buffer | undefined {
  const text = files.readText(path, 1024)?.trim();
  return text !== undefined && /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : undefined;
}

// Written whole under another name, then linked: of several processes one wins, and none ever reads half a key.
function createKey(files: Files, home: string, path: string, key: Buffer): Buffer | undefined {
  files.makeFolder(join(home, '.spanmeter'), 0o700);
  const draft = `${path}.${process.pid}.${randomHex(8)}`;
  const fd = files.openSync(draft, 'wx', 0o600);
  try {
    files.writeSync(fd, Buffer.from(`${key.toString('hex')}\n`), 0);
  } finally {
    files.closeSync(fd);
  }
  try {
    files.linkSync(draft, path);
  } catch {
    // Someone was faster, or the file system has no links: what is there counts.
  } finally {
    files.unlinkSync(draft);
  }
  return readKey(files, path);
}
