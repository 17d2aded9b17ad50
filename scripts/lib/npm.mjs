import { basename } from 'node:path';
import { findProgram } from './find-program.mjs';
import { Problem } from './problem.mjs';
import { run } from './run.mjs';

// What an outer "npm test" leaves in the environment about *its* package; an inner npm must not take it for its own.
const OUTER_PACKAGE =
  /^npm_(package_|lifecycle_|command$|config_(local_prefix|prefix|global|workspaces?|omit|include|ignore_scripts)$)/i;

/** The npm that started us when there is one (same version, same settings), else the one on the PATH. */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script && basename(script) === 'npm-cli.js') return [node ?? process.execPath, script];
  const npm = findProgram(['npm']);
  if (!npm) throw new Problem('npm is not on the PATH. It comes with Node: install Node 20 or newer.');
  return [npm];
}

/** Runs npm quietly in a folder that is a package of its own. */
export function npm(args, cwd) {
  const [program, ...prefix] = npmCommand();
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OUTER_PACKAGE.test(name)));
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', '--package-lock=true'];
  return run(program, [...prefix, ...args, ...quiet], { cwd, env, what: `npm ${args[0]}`, excerpt: reasons });
}

/** npm says why at the beginning; what follows are stack traces. */
const reasons = output =>
  output
    .split('\n')
    .filter(line => line.trim() && !/^npm (error|ERR!)\s+at /.test(line))
    .slice(0, 6)
    .join('\n');
