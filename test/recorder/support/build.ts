/** The recorder as it is shipped, built once for each test process into a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { copyRecorderFiles, recorderBundles } from '../../../scripts/lib/recorder.mjs';

async function buildRecorder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'spanmeter-recorder-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  copyRecorderFiles(folder);
  for (const { entry, out, ...options } of recorderBundles(folder)) {
    await build({ entryPoints: [entry], outfile: out, bundle: true, minify: true, logLevel: 'error', ...options });
  }
  return folder;
}

/** The folder with `register.cjs`, `index.cjs`, what they load, their ES modules and the prices. */
export const RECORDER: string = await buildRecorder();
