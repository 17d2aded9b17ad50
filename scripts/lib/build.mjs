import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { node24, withNode24 } from './node-24.mjs';
import { inRoot, root, vsixPath } from './paths.mjs';
import { Problem } from './problem.mjs';
import { step } from './progress.mjs';
import { run } from './run.mjs';

const inCheckout = () => ({ cwd: root, env: withNode24() });

/** Builds `dist/` as it is shipped. */
export async function buildExtension() {
  if (!existsSync(inRoot('node_modules', 'esbuild')))
    throw new Problem('Nothing is installed yet. Run "npm ci" first.');
  await step('build', { doing: 'building the extension', done: 'extension built' }, () =>
    run(node24(), ['esbuild.mjs', '--production'], { ...inCheckout(), what: 'the build (node esbuild.mjs)' }),
  );
}

/** Packs what was built into one installable file, and returns its path. */
export async function packVsix() {
  await step('build', { doing: 'packing the VSIX', done: 'VSIX packed' }, async () => {
    const fresh = vsixPath.replace(/\.vsix$/, `-${process.pid}.vsix`); // nobody ever reads half a file
    mkdirSync(dirname(fresh), { recursive: true });
    try {
      const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
      await run(
        node24(),
        [
          vsce,
          'package',
          '--no-dependencies',
          '--allow-missing-repository',
          '--no-rewrite-relative-links',
          '--out',
          fresh,
        ],
        {
          ...inCheckout(),
          what: 'vsce package',
        },
      );
      renameSync(fresh, vsixPath);
    } finally {
      rmSync(fresh, { force: true });
    }
  });
  return vsixPath;
}
