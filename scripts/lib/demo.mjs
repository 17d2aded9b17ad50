import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, root } from './paths.mjs';
import { Problem } from './problem.mjs';

const LOGS = '.spanmeter';

/**
 * Copies `demo/` to a workspace that may be spoilt, and returns its path. Its files are fresh each time, while the runs
 * that were recorded in it stay.
 */
export function prepareDemo(workspace = inRoot('.demo', 'workspace')) {
  const source = inRoot('demo');
  if (!existsSync(source))
    throw new Problem('The folder demo/ is missing from the checkout. "git checkout -- demo" brings it back.');
  mkdirSync(workspace, { recursive: true });
  for (const name of readdirSync(workspace)) {
    // The link to node_modules is removed, never what it points to: rmSync does not follow links.
    if (name !== LOGS) rmSync(join(workspace, name), { recursive: true, force: true });
  }
  cpSync(source, workspace, { recursive: true, filter: path => !path.endsWith('node_modules') });
  const logs = join(workspace, LOGS);
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, '.gitignore'), '*\n');
  linkPackages(join(workspace, 'node_modules'));
  return workspace;
}

/** What the agents import: the SDKs as they are installed here, and Spanmeter's own functions. */
function linkPackages(modules) {
  mkdirSync(modules, { recursive: true });
  const type = process.platform === 'win32' ? 'junction' : 'dir'; // a junction needs no administrator
  for (const name of ['openai', '@anthropic-ai']) symlinkSync(inRoot('node_modules', name), join(modules, name), type);
  symlinkSync(root, join(modules, 'spanmeter'), type);
}
