/** The recorder as it is shipped, built once for each test process into a folder of its own. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const SOURCE = resolve('src/recorder/node');

function build(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spanmeter-recorder-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const [name, entry] of Object.entries({ register: 'register', index: 'index', content: 'content/main' })) {
    buildSync({
      entryPoints: [join(SOURCE, `${entry}.ts`)],
      outfile: join(folder, `${name}.cjs`),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'error',
    });
  }
  for (const name of ['register.mjs', 'index.mjs']) copyFileSync(join(SOURCE, name), join(folder, name));
  copyFileSync(resolve('src/core/pricing/prices.json'), join(folder, 'prices.json'));
  return folder;
}

/** The folder with `register.cjs`, `index.cjs`, their ES modules and the prices. */
export const RECORDER: string = build();
