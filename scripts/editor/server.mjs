import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { node24 } from '../lib/node-24.mjs';
import { Problem } from '../lib/problem.mjs';
import { tail } from '../lib/run.mjs';
import { editorEnvironment } from './environment.mjs';
import { ensureEditor } from './install.mjs';
import { userSettings } from './settings.mjs';

const START_DEADLINE_MS = 90_000;
const POLL_MS = 50;
const LOG_LIMIT = 200_000;
const MARK_NAME = 'SPANMETER_EDITOR_ID';
const LISTENING = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/;

/**
 * Starts VS Code with one extension installed and a folder open, served on 127.0.0.1. Everything it writes goes to the
 * folders named here or to a temporary one; whatever happens to the caller, nothing keeps running (supervisor.mjs).
 *
 * @param {import('./server.d.mts').EditorOptions} options
 * @returns {Promise<import('./server.d.mts').Editor>}
 */
export async function startEditor(options) {
  if (!existsSync(options.vsix)) throw new Problem(`${options.vsix} does not exist: pack the extension first.`);
  const entry = await ensureEditor();
  const place = prepareFolders(options);
  const mark = `${MARK_NAME}=${randomUUID()}`;
  const server = supervise({
    commands: commandLines(entry, place, options),
    env: editorEnvironment({ ...place, mark, extra: options.env }),
    cwd: place.home,
    mark,
    removeAfterwards: [place.temporary],
  });
  const origin = await originOf(server);
  const folder = encodeURIComponent(resolve(options.folder)).replaceAll('%2F', '/');
  return { ...server, url: `${origin}/?folder=${folder}`, userDataDir: place.userDataDir, home: place.home };
}

/** Folders that were not named are made below one temporary folder, which goes when the editor goes. */
function prepareFolders({ userDataDir, home, ...settings }) {
  const temporary = mkdtempSync(join(tmpdir(), 'spanmeter-')); // short: sockets below it may have ~100 characters
  const place = {
    temporary,
    userDataDir: userDataDir ?? join(temporary, 'user-data'),
    home: home ?? join(temporary, 'home'),
    extensionsDir: join(temporary, 'extensions'),
    runtime: join(temporary, 'run'),
  };
  const user = join(place.userDataDir, 'User');
  for (const folder of [user, place.home, place.extensionsDir, place.runtime]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const settingsFile = join(user, 'settings.json');
  // A named folder is kept between starts: what the person has changed there stays.
  if (!existsSync(settingsFile)) writeFileSync(settingsFile, JSON.stringify(userSettings(settings), undefined, 2));
  return place;
}

/** First the extension is installed, then the server runs. */
function commandLines(entry, { temporary, runtime, userDataDir, extensionsDir }, { vsix, port = 0, workspaceTrust }) {
  const common = [node24(), entry, '--config', join(temporary, 'config.yaml')];
  const folders = ['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  const server = `--auth none --bind-addr 127.0.0.1:${port}`.split(' ');
  const quiet = ['telemetry', 'update-check', 'getting-started-override', 'proxy'].map(name => `--disable-${name}`);
  return [
    [...common, ...folders, '--install-extension', vsix, '--force'],
    [
      ...[...common, ...folders, ...server, ...quiet, '--session-socket', join(runtime, 'session.sock')],
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...['--reconnection-grace-time', '60'], // an extension host whose window is gone would wait for three hours
      ...['--vscode-option', 'force-disable-user-env'], // a login shell's profile would take our Node from the PATH
    ],
  ];
}

/** Hands a job to a supervisor, and the supervisor's life to a pipe that we hold open. */
function supervise(job) {
  const script = fileURLToPath(new URL('./supervisor.mjs', import.meta.url));
  const child = spawn(node24(), [script], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => child.kill()); // it ended before it had its job; "exit" says so below
  child.stdin.write(`${JSON.stringify(job)}\n`);

  let text = '';
  child.stdout.on('data', chunk => {
    text = (text + chunk).slice(-LOG_LIMIT);
  });
  const done = new Promise(resolve => {
    child.on('error', () => resolve(1));
    child.on('exit', code => resolve(code ?? 1));
  });
  const stop = async () => {
    child.stdin.end();
    await done;
  };
  return { log: () => text, done, stop };
}

/** Waits until the server has said where it listens and answers there. */
async function originOf({ log, done, stop }) {
  const deadline = Date.now() + START_DEADLINE_MS;
  let ended = false;
  done.then(() => {
    ended = true;
  });
  while (!ended && Date.now() < deadline) {
    const origin = LISTENING.exec(log())?.[1];
    if (origin && (await answers(origin))) return origin;
    await sleep(POLL_MS);
  }
  await stop();
  throw startProblem(log(), ended);
}

const answers = origin =>
  fetch(`${origin}/healthz`).then(
    response => response.ok,
    () => false,
  );

function startProblem(log, ended) {
  const port = /EADDRINUSE.*?:(\d+)/.exec(log)?.[1];
  if (port) return new Problem(`Port ${port} is in use. Choose another one with --port, or none for a free one.`);
  const what = ended ? 'ended before it answered' : `did not answer within ${START_DEADLINE_MS / 1000} s`;
  return new Problem(`The editor ${what}. It printed:\n${tail(log)}`);
}
