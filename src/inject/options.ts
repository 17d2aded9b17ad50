/** The variables that make a program load the recorder, and how they are put into an environment. */
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The option for NODE_OPTIONS, always the same for the same home: `--require /home/a/.spanmeter/register.cjs`. */
export function nodeOption(shim: string, style: 'posix' | 'windows' = hostStyle()): string {
  // Node eats backslashes between quotes, so forward slashes on Windows too.
  const path = style === 'windows' ? shim.replaceAll('\\', '/') : shim.replace(/[\\"]/g, '\\$&');
  // Quoted only where there is no other way: some programs take the value apart at its spaces.
  return `--require ${/[\s"\\]/.test(path) ? `"${path}"` : path}`;
}

/** The value of `NODE_OPTIONS` that loads the recorder, behind what is there already. */
export function nodeOptions(shim: string, before: string | undefined, style?: 'posix' | 'windows'): string {
  const own = nodeOption(shim, style);
  if (before === undefined || before.trim() === '') return own;
  return before.includes(own) ? before : `${before.trim()} ${own}`;
}

/** The environment in which Node programs, and Python's where that recorder is installed, are recorded. */
export function recordingEnvironment(
  shim: string,
  before: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const python = pythonFolder(shim);
  return {
    NODE_OPTIONS: nodeOptions(shim, before['NODE_OPTIONS']),
    ...(python !== undefined && { PYTHONPATH: pythonPath(python, before['PYTHONPATH']) }),
  };
}

/** Where a `sitecustomize.py` loads the recorder for Python; undefined where none is installed. */
function pythonFolder(shim: string): string | undefined {
  const folder = join(dirname(shim), 'python');
  return existsSync(join(folder, 'sitecustomize.py')) ? folder : undefined;
}

// Ours first: only one sitecustomize is loaded. No empty entry, which would mean the working directory.
function pythonPath(folder: string, before: string | undefined): string {
  const others = (before ?? '').split(delimiter).filter(entry => entry !== '' && entry !== folder);
  return [folder, ...others].join(delimiter);
}

function hostStyle(): 'posix' | 'windows' {
  return process.platform === 'win32' ? 'windows' : 'posix';
}
