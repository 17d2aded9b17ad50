/** The command line: which command, and what it ends with. */
import { doctorCommand } from './commands/doctor.ts';
import { pricesCommand } from './commands/prices.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { DOCTOR_HELP, HELP, PRICES_HELP, REPORT_HELP, RUN_HELP } from './help.ts';
import { type ExitCode, Failure, type Io, UsageError } from './io.ts';
import { remedy } from './options.ts';
import type { Ending } from './run/start.ts';

interface Command {
  readonly help: string;
  readonly run: (args: readonly string[], io: Io) => Promise<Ending>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  run: { help: RUN_HELP, run: runCommand },
  report: { help: REPORT_HELP, run: reportCommand },
  prices: { help: PRICES_HELP, run: pricesCommand },
  doctor: { help: DOCTOR_HELP, run: doctorCommand },
};

/** Runs one command: its exit code, or the signal that `run`'s command died of. Rejects only for a mistake of ours. */
export async function runCli(args: readonly string[], io: Io): Promise<Ending> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof Failure)) throw error;
    io.err(`spanmeter: ${error.message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function dispatch([name, ...rest]: readonly string[], io: Io): Promise<Ending> {
  if (name === undefined) {
    io.err(HELP);
    return 2;
  }
  if (name === '--help' || name === '-h' || name === 'help') return say(io, helpFor(rest[0]));
  if (name === '--version' || name === '-v') return say(io, `${io.version}\n`);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const what = name.startsWith('-') ? 'option' : 'command';
    throw new UsageError(`unknown ${what} ${name}${remedy(name, Object.keys(COMMANDS), 'spanmeter --help', '')}`);
  }
  // Behind `--`, and behind the command of `run`, stand words that are not ours.
  const end = rest.findIndex(arg => arg === '--' || (name === 'run' && !arg.startsWith('-')));
  const before = end < 0 ? rest : rest.slice(0, end);
  if (before.includes('--help') || before.includes('-h')) return say(io, command.help);
  return command.run(rest, io);
}

function helpFor(name: string | undefined): string {
  return (name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name]?.help : undefined) ?? HELP;
}

function say(io: Io, text: string): ExitCode {
  io.out(text);
  return 0;
}
