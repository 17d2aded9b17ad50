/** Tells a program that only starts others (npm, tsx, nodemon, a watcher) from one of the project's own. */
import { homedir } from 'node:os';
import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locate } from '../../../core/locate.ts';
import type { Log } from '../log/log.ts';
import { nodeFiles } from '../platform.ts';

/**
 * What a launcher starts are runs of their own: a watcher that starts the agent again and again has not one run without
 * an end. A script of the project that starts several agents is one run, though it may make no call itself.
 */
export function isLauncher({ cwd, style }: Pick<Log, 'cwd' | 'style'>): boolean {
  const script = process.argv[1];
  if (script === undefined || process.execArgv.some(option => option.startsWith('--watch'))) return true;
  // The project of where it runs, wherever its log is told to lie.
  const { project } = locate({ cwd, style, exists: nodeFiles.existsSync, home: homedir() });
  const inside = relative(project, script.startsWith('file:') ? fileURLToPath(script) : script);
  return inside.startsWith('..') || isAbsolute(inside) || /(?:^|[\\/])node_modules[\\/]/.test(inside);
}
