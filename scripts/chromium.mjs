import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aptInstall } from './lib/apt.mjs';
import { findProgram } from './lib/find-program.mjs';
import { reasonOf, report } from './lib/problem.mjs';
import { step } from './lib/progress.mjs';
import { run } from './lib/run.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * A Chromium for the editor tests: the one named by `SPANMETER_CHROMIUM`, one on the PATH, one that playwright has
 * fetched before, or Debian's, installed now. Resolves to `{ path }`, or to `{ reason }` in words when there is none.
 */
export async function ensureChromium() {
  const named = process.env.SPANMETER_CHROMIUM;
  if (named) {
    return existsSync(named) ? { path: named } : { reason: `SPANMETER_CHROMIUM names ${named}, which does not exist` };
  }
  const present = findProgram(NAMES) ?? (await playwrightChromium());
  if (present) return works(present);
  try {
    const told = { doing: 'installing Chromium (apt-get install chromium)', done: 'Chromium installed', about: '40 s' };
    await step('chromium', told, () => aptInstall(['chromium']));
  } catch (error) {
    return { reason: `no Chromium on the PATH, and it could not be installed: ${reasonOf(error)}` };
  }
  const installed = findProgram(NAMES);
  return installed ? works(installed) : { reason: 'apt-get installed chromium, but it is not on the PATH' };
}

async function playwrightChromium() {
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/** Ubuntu's `chromium-browser` may be no more than a note that it moved to snap: only one that answers counts. */
async function works(path) {
  if (process.platform === 'win32') return { path }; // chrome.exe --version opens a window there
  try {
    await run(path, ['--version', '--no-sandbox']);
    return { path };
  } catch (error) {
    return { reason: `${path} is there but does not run: ${reasonOf(error)}` };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ensureChromium().then(({ path, reason }) => (path ? console.log(path) : report(new Error(reason))), report);
}
