/** `spanmeter run [options] -- command …` → what to do. */
import { parseDollars } from '../../core/budgets/edit.ts';
import { UsageError } from '../io.ts';
import { parseOptions } from '../options.ts';

export interface RunArguments {
  readonly command: readonly [string, ...string[]];
  readonly name?: string;
  /** US dollars for each process tree that is one run */
  readonly budget?: number;
  readonly dir?: string;
  /** keep prompts and answers */
  readonly content: boolean;
  readonly quiet: boolean;
}

const OPTIONS = {
  name: { type: 'string' },
  budget: { type: 'string' },
  dir: { type: 'string' },
  content: { type: 'boolean' },
  quiet: { type: 'boolean' },
} as const;

export function parseRunArguments(args: readonly string[]): RunArguments {
  const { own, command } = split(args);
  const { flags, values } = parseOptions('run', own, OPTIONS);
  const [program, ...rest] = command;
  if (program === undefined) throw new UsageError('run needs a command, as in spanmeter run -- node agent.mjs');
  const name = values.get('name');
  const dir = values.get('dir');
  const budget = values.get('budget');
  return {
    command: [program, ...rest],
    ...(name !== undefined && { name: name.slice(0, 200) }),
    ...(dir !== undefined && { dir }),
    ...(budget !== undefined && { budget: dollars(budget) }),
    content: flags.has('content'),
    quiet: flags.has('quiet'),
  };
}

/** Without `--`, the command begins where the options end. */
function split(args: readonly string[]): { readonly own: readonly string[]; readonly command: readonly string[] } {
  const dashes = args.indexOf('--');
  for (let at = 0; at < (dashes < 0 ? args.length : dashes); at++) {
    const [, name = '', value] = /^--([\w-]+)(=.*)?$/s.exec(args[at] ?? '') ?? [];
    if (!args[at]?.startsWith('-')) return { own: args.slice(0, at), command: args.slice(at) };
    const spec = Object.hasOwn(OPTIONS, name) ? OPTIONS[name as keyof typeof OPTIONS] : undefined;
    if (spec?.type === 'string' && value === undefined) at++;
  }
  return dashes < 0 ? { own: args, command: [] } : { own: args.slice(0, dashes), command: args.slice(dashes + 1) };
}

function dollars(text: string): number {
  const read = parseDollars(text);
  if ('problem' in read) throw new UsageError(`--budget ${text}: ${read.problem}`);
  return read.usd;
}
