/**
 * npm start: builds Spanmeter and opens the demo workspace in an editor with Spanmeter in it.
 *
 *   npm start                     desktop VS Code when "code" is on the PATH, else VS Code from npm, served on 127.0.0.1
 *   npm start -- --browser        VS Code from npm in any case
 *   npm start -- --port 8080      … at this port
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanEnvironment } from './editor/environment.mjs';
import { startEditor } from './editor/server.mjs';
import { userSettings } from './editor/settings.mjs';
import { buildExtension, packVsix } from './lib/build.mjs';
import { prepareDemo } from './lib/demo.mjs';
import { findDesktopCode, runCode } from './lib/desktop-code.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { Problem, report } from './lib/problem.mjs';
import { say, step } from './lib/progress.mjs';

const userDataDir = inRoot('.demo', 'user-data');

async function main() {
  const { browser, port } = options();
  await buildExtension();
  const vsix = await packVsix();
  const workspace = prepareDemo();
  say('demo', 'workspace ready: .demo/workspace');
  const desktop = browser ? {} : findDesktopCode();
  if (desktop.reason) say('editor', `using VS Code from npm: ${desktop.reason}`);
  if (desktop.path) openDesktop(desktop.path, workspace);
  else await serve({ vsix, workspace, port });
}

function options() {
  try {
    const { values } = parseArgs({ options: { browser: { type: 'boolean' }, port: { type: 'string' } } });
    const port = Number(values.port ?? 0);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${values.port} is not a port`);
    return { browser: values.browser || port > 0, port };
  } catch (error) {
    throw new Problem(`${error.message}. Usage: npm start -- [--browser] [--port <number>]`);
  }
}

/** A development host with folders of its own: the user's settings and extensions are neither used nor touched. */
function openDesktop(code, workspace) {
  const settings = join(userDataDir, 'User', 'settings.json');
  if (!existsSync(settings)) {
    mkdirSync(join(userDataDir, 'User'), { recursive: true });
    writeFileSync(settings, JSON.stringify(userSettings(), undefined, 2));
  }
  const args = [
    `--extensionDevelopmentPath=${root}`,
    ...['--user-data-dir', userDataDir, '--extensions-dir', inRoot('.demo', 'extensions')],
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium refuses its sandbox to root
    ...['--new-window', workspace],
  ];
  const { status, error } = runCode(code, args, { stdio: 'inherit', env: cleanEnvironment() });
  if (error || status !== 0) {
    throw new Problem(
      `${code} did not start (${error?.message ?? `exit code ${status}`}). "npm start -- --browser" works without it.`,
    );
  }
  say('editor', 'the demo workspace is open in desktop VS Code.');
  explainDemo();
}

/** Serves the editor until Ctrl+C. */
async function serve({ vsix, workspace, port }) {
  const editor = await step('editor', { doing: 'starting VS Code', done: 'VS Code is up', about: '3 s' }, () =>
    startEditor({ vsix, folder: workspace, userDataDir, home: inRoot('.demo', 'home'), port }),
  );
  console.log(`\n  Open ${editor.url}\n`);
  explainDemo();
  console.log('Ctrl+C ends the editor.');
  const interrupted = new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve(true));
  });
  const stoppedByUs = await Promise.race([interrupted, editor.done.then(() => false)]);
  if (!stoppedByUs) throw new Problem('The editor ended by itself. Run "npm start" again.');
  say('editor', 'ending …');
  await editor.stop();
}

function explainDemo() {
  console.log(
    'In it: "Spanmeter: Open Terminal with Recording" (F1), then "node agents/loop.mjs"; watch the status bar.',
  );
}

main().catch(report);
