/**
 * A command → what the platform starts. On POSIX as it stands. On Windows `npm` is a script, which only the command
 * interpreter can run: its arguments are quoted for it, so that none of them is taken for syntax.
 */
import { existsSync } from 'node:fs';
import { win32 } from 'node:path';

export interface Startable {
  readonly file: string;
  readonly args: readonly string[];
  /** the arguments are a command line already */
  readonly verbatim: boolean;
}

export interface ResolveOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly exists?: (path: string) => boolean;
}

export function resolveCommand([program, ...args]: readonly [string, ...string[]], options: ResolveOptions): Startable {
  const found = options.platform === 'win32' ? findOnWindows(program, options) : undefined;
  if (found === undefined || !/\.(?:cmd|bat)$/i.test(found)) return { file: found ?? program, args, verbatim: false };
  // What npm puts into node_modules/.bin hands its arguments on to a second reading.
  const twice = /node_modules[\\/].bin[\\/][^\\/]+\.cmd$/i.test(found);
  const line = [escapeMeta(found), ...args.map(arg => escapeArgument(arg, twice))].join(' ');
  const interpreter = variable(options.env, 'ComSpec') ?? 'cmd.exe';
  return { file: interpreter, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true };
}

function findOnWindows(program: string, { env, cwd, exists = existsSync }: ResolveOptions): string | undefined {
  const endings = (variable(env, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';').filter(ending => ending !== '');
  const names = win32.extname(program) === '' ? endings.map(ending => program + ending.toLowerCase()) : [program];
  const isPath = /[\\/]/.test(program) || win32.isAbsolute(program);
  const folders = isPath ? [cwd] : [cwd, ...(variable(env, 'Path') ?? '').split(';').filter(folder => folder !== '')];
  return folders.flatMap(folder => names.map(name => win32.resolve(folder, name))).find(exists);
}

// Windows does not tell names of variables apart by their case.
function variable(env: ResolveOptions['env'], name: string): string | undefined {
  const key = Object.keys(env).find(known => known.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : env[key];
}

const META = /([()\][%!^"`<>&|;, *?])/g;

function escapeMeta(text: string): string {
  return text.replace(META, '^$1');
}

// Backslashes before a quote, and before the closing one, count double.
function escapeArgument(argument: string, twice: boolean): string {
  const quoted = `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`;
  return twice ? escapeMeta(escapeMeta(quoted)) : escapeMeta(quoted);
}
