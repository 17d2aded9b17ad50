/** Tool calls that do nothing but wait: they are told apart from loops. */
import { isObject } from '../json.ts';

const BY_NAME = /^(wait|sleep|poll)|^(BashOutput|TaskOutput|read_bash)$/i;
/** A shell command that only sleeps. */
const ONLY_SLEEPS = /^\s*(?:(?:sleep\s+[\d.]+[smhd]?|Start-Sleep(?:\s+-\w+)?\s+[\d.]+)\s*(?:&&|;)?\s*)+$/i;
const COMMANDS = ['command', 'cmd', 'script'];
const INPUTS = ['chars', 'input', 'text', 'stdin'];

/** Whether a call of a tool only waits, by its name or by what it is asked to do. */
export function isDeclaredWait(name: string, args: unknown): boolean {
  if (BY_NAME.test(name)) return true;
  if (!isObject(args)) return false;
  // Reads what a running program has said since: it is given nothing to read itself.
  if (name === 'write_stdin') return INPUTS.every(key => args[key] === undefined || args[key] === '');
  return COMMANDS.some(key => ONLY_SLEEPS.test(commandOf(args[key])));
}

function commandOf(value: unknown): string {
  if (Array.isArray(value))
    return value
      .filter(word => typeof word === 'string')
      .join(' ')
      .replace(/^(?:ba|z)?sh -l?c /, '');
  return typeof value === 'string' && value.length < 200 ? value : '';
}
