/**
 * Where the span log of a working directory lies: the same rule in the recorders, the extension and the CLI
 * (`src/recorder/FORMAT.md`, "Where"). Pure: the caller says how paths are written and what exists.
 */

export type PathStyle = 'posix' | 'windows';

export interface LocateOptions {
  /** absolute working directory */
  readonly cwd: string;
  readonly style: PathStyle;
  readonly exists: (path: string) => boolean;
  /** `SPANMETER_DIR`, if set */
  readonly override?: string | undefined;
  /** the user's home: its `.spanmeter` holds the key and the installed recorder, and marks no project */
  readonly home?: string | undefined;
}

export interface Located {
  /** the log folder: holds `runs/` and `control/` */
  readonly dir: string;
  /** the folder beside it, where `spanmeter.json` is committed */
  readonly project: string;
}

/** The folder of logs inside a project. */
const LOG_FOLDER = '.spanmeter';

/** The project's committed configuration, beside the log folder. */
export const CONFIG_FILE = 'spanmeter.json';

/** Finds the log folder for a working directory. It need not exist yet. */
export function locate(options: LocateOptions): Located {
  const { cwd, style, override } = options;
  if (override !== undefined && override !== '') {
    const dir = isAbsolute(override, style) ? override : join(style, cwd, override);
    return { dir, project: ancestors(dir, style)[1] ?? dir };
  }
  const project = projectOf(options);
  return { dir: join(style, project, LOG_FOLDER), project };
}

/** Where `spanmeter.json` may lie, nearest to the log folder first. */
export function configPaths(located: Located, cwd: string, style: PathStyle): readonly string[] {
  const folders = [located.project, ...ancestors(cwd, style)];
  return [...new Set(folders)].map(folder => join(style, folder, CONFIG_FILE));
}

function projectOf({ cwd, style, exists, home }: LocateOptions): string {
  const folders = ancestors(cwd, style);
  const has = (...names: readonly string[]) =>
    folders.find(folder => names.some(name => exists(join(style, folder, name))));
  const atHome = home === undefined ? undefined : ancestors(home, style)[0];
  const own = folders.find(folder => folder !== atHome && exists(join(style, folder, LOG_FOLDER)));
  return own ?? has('.git') ?? has('package.json', 'pyproject.toml') ?? folders[0] ?? cwd;
}

/** The folder itself and every folder above it, nearest first, without trailing separators. */
export function ancestors(path: string, style: PathStyle): readonly string[] {
  const root = rootOf(path, style);
  const names = path
    .slice(root.length)
    .split(style === 'windows' ? /[\\/]+/ : /\/+/)
    .filter(name => name !== '' && name !== '.');
  const found: string[] = [];
  for (let length = names.length; length >= 0; length--) {
    const folder = names.slice(0, length).reduce((parent, name) => join(style, parent, name), root);
    if (folder !== '') found.push(folder);
  }
  return found;
}

function join(style: PathStyle, folder: string, ...names: readonly string[]): string {
  const separator = style === 'windows' ? '\\' : '/';
  return names.reduce((parent, name) => {
    const open = parent === '' || parent.endsWith('/') || (style === 'windows' && parent.endsWith('\\'));
    return open ? parent + name : parent + separator + name;
  }, folder);
}

export function isAbsolute(path: string, style: PathStyle): boolean {
  return rootOf(path, style) !== '';
}

// `/`, `C:\`, `\\server\share\`: what no parent folder lies above.
function rootOf(path: string, style: PathStyle): string {
  if (style === 'posix') return path.startsWith('/') ? '/' : '';
  return /^(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/]+[\\/]+[^\\/]+[\\/]?)/.exec(path)?.[0] ?? '';
}
