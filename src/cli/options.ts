/** Command lines → options. What is not understood is one line that names it and the remedy. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './io.ts';

export type OptionSpecs = NonNullable<ParseArgsConfig['options']>;

export interface ParsedOptions {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly positionals: readonly string[];
}

/** Reads the arguments of one command. An option that is given twice counts as it was given last. */
export function parseOptions(command: string, args: readonly string[], options: OptionSpecs): ParsedOptions {
  const help = `spanmeter ${command} --help`;
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const spec = options[token.name];
    if (spec === undefined) {
      throw new UsageError(`unknown option ${token.rawName}${remedy(token.name, Object.keys(options), help)}`);
    }
    if (spec.type === 'boolean') {
      if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value; see ${help}`);
      flags.add(token.name);
    } else if (token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('-'))) {
      throw new UsageError(`${token.rawName} needs a value, as in ${token.rawName}=…; see ${help}`);
    } else {
      values.set(token.name, token.value);
    }
  }
  return { flags, values, positionals };
}

/** The value of an option that is one of a few words. */
export function oneOf<T extends string>(option: string, value: string | undefined, all: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = all.find(one => one === value);
  if (found === undefined) throw new UsageError(`${option} ${value} is not known: give one of ${all.join(', ')}`);
  return found;
}

/** `; did you mean --since?`, or where to read what there is. */
export function remedy(name: string, known: readonly string[], help: string, dashes = '--'): string {
  const near = known.find(other => other.startsWith(name) || name.startsWith(other) || isNear(name, other));
  return near === undefined ? `; see ${help}` : `; did you mean ${dashes}${near}?`;
}

/** One letter wrong, too many, missing, or two exchanged. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && left === [...right].reverse().join('');
}
