import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const EXTENSIONS = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : [''];

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // absent, or not ours to run: the next candidate decides
  }
}

/** The full path of the first of `names` that is on the PATH, or undefined. An absolute name is only checked. */
export function findProgram(names, path = process.env.PATH ?? '') {
  const folders = path.split(delimiter).filter(Boolean);
  for (const name of names) {
    const places = /[/\\]/.test(name) ? [name] : folders.map(folder => join(folder, name));
    for (const place of places) {
      const found = EXTENSIONS.map(extension => place + extension).find(isProgram);
      if (found) return found;
    }
  }
  return undefined;
}
