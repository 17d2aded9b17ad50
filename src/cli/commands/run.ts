/** `spanmeter run -- command`: runs any command with the recorder in it, and says what it cost. */
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { installRecorder } from '../../inject/install.ts';
import { recordingEnvironment } from '../../inject/options.ts';
import { type Context, loadContext } from '../context.ts';
import { Failure, type Io } from '../io.ts';
import { parseRunArguments, type RunArguments } from '../run/arguments.ts';
import { resolveCommand } from '../run/resolve.ts';
import { type Ending, start } from '../run/start.ts';
import { summary } from '../run/summary.ts';

/** What a shell ends with where a command is not there, and where it may not be run. */
const NOT_FOUND = 127;
const NOT_RUN = 126;

export async function runCommand(args: readonly string[], io: Io): Promise<Ending> {
  const given = parseRunArguments(args);
  const context = loadContext(io, given.dir, true);
  const run = randomBytes(16).toString('hex');
  const env = await environmentFor(run, given, context, io);
  const since = io.now();
  const startable = resolveCommand(given.command, { platform: process.platform, env, cwd: io.cwd });
  let ending: Ending;
  try {
    ending = await start(startable, env, io.cwd, process.stdin.isTTY);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = code === 'ENOENT' ? 'no such command' : code === 'EACCES' ? 'may not be run' : String(error);
    io.err(`spanmeter: ${given.command[0]}: ${why}\n`);
    return code === 'ENOENT' ? NOT_FOUND : NOT_RUN;
  }
  if (!given.quiet) await say(run, since, context, io);
  return ending;
}

async function environmentFor(run: string, given: RunArguments, { located }: Context, io: Io) {
  const { name, budget, content } = given;
  const shim = await installRecorder(dirname(io.pricesFile), io.version, io.home).catch((error: unknown) => {
    throw new Failure(`the recorder can't be installed: ${error instanceof Error ? error.message : String(error)}`);
  });
  return {
    ...io.env,
    ...recordingEnvironment(shim, io.env),
    SPANMETER_DIR: located.dir,
    // Whoever records first in it writes the run's line.
    SPANMETER_TRACEPARENT: `00-${run}-${'0'.repeat(16)}-00`,
    SPANMETER_RUN: JSON.stringify(name === undefined ? {} : { name }),
    ...(budget !== undefined && { SPANMETER_BUDGET_USD: String(budget) }),
    ...(content && { SPANMETER_CONTENT: '1' }),
  };
}

// The command has had its say: whatever goes wrong here changes nothing of how it ended.
async function say(run: string, since: number, { located, price }: Context, io: Io): Promise<void> {
  try {
    io.err(`spanmeter: ${await summary({ dir: located.dir, run, since, now: io.now(), price })}\n`);
  } catch (error) {
    io.err(`spanmeter: can't read ${located.dir}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
