/** How files are named to people. */
import { isAbsolute, relative, sep } from 'node:path';

/** A file of the project by its place in it, any other in full. */
export function projectPath(project: string, file: string): string {
  const path = relative(project, file);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path.split(sep).join('/');
}
