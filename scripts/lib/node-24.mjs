import { existsSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { inRoot } from './paths.mjs';
import { Problem } from './problem.mjs';

const REQUIRED_MAJOR = 24;

/**
 * The Node that the build, the tests, the editor and the agents run on: the devDependency `node`, so that the machine's
 * own Node (20 or newer) only has to start these scripts.
 */
export function node24() {
  const own = inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own)) return own;
  if (Number.parseInt(process.versions.node, 10) >= REQUIRED_MAJOR) return process.execPath;
  throw new Problem('Node 24 is missing from node_modules. Run "npm ci" in the checkout (without --ignore-scripts).');
}

/** The environment with Node 24 first on the PATH, so that every `node` a child calls is that one. */
export function withNode24(env = process.env) {
  const { key, value } = pathOf(env);
  return { ...env, [key]: [dirname(node24()), value].filter(Boolean).join(delimiter) };
}

/** Windows calls it `Path`, and a second spelling beside it would win or lose by chance. */
function pathOf(env) {
  const key = Object.keys(env).find(name => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { key, value: env[key] };
}
