import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findProgram } from './find-program.mjs';
import { inRoot } from './paths.mjs';

/**
 * Desktop VS Code, when it is on the PATH and can open a window here: `{ path }`. Else `{ reason }`, which is undefined
 * when there is none at all (then there is nothing to explain).
 */
export function findDesktopCode() {
  const path = findProgram(['code']);
  if (!path) return {};
  const { WSL_DISTRO_NAME, DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI } = process.env;
  if (path.includes('remote-cli') || (VSCODE_IPC_HOOK_CLI && process.env.SSH_CONNECTION)) {
    return { reason: '"code" here belongs to a remote window, which cannot host an extension under development' };
  }
  if (WSL_DISTRO_NAME) return { reason: '"code" under WSL opens Windows folders only' };
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return { reason: 'there is no display for "code"' };
  return checkVersion(path);
}

/** An editor older than the manifest's engine would open, and simply not load the extension. */
function checkVersion(path) {
  const { status, stdout } = runCode(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  const [major, minor] = (stdout ?? '').split('.').map(Number);
  if (status !== 0 || !(minor >= 0)) return { reason: `${path} --version gave no answer` };
  const [needMajor, needMinor] = engine();
  const newEnough = major > needMajor || (major === needMajor && minor >= needMinor);
  if (newEnough) return { path };
  return { reason: `desktop VS Code is ${major}.${minor}, and Spanmeter needs ${needMajor}.${needMinor}` };
}

function engine() {
  const { engines } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return (engines?.vscode ?? '^1.101.0').replace(/^\D+/, '').split('.').map(Number);
}

/** Runs the `code` command to its end; it returns as soon as its window is on the way. */
export function runCode(path, args, options = {}) {
  if (process.platform !== 'win32') return spawnSync(path, args, options);
  const quoted = [path, ...args].map(part => `"${part}"`).join(' '); // code.cmd needs a shell
  return spawnSync(quoted, { ...options, shell: true });
}
