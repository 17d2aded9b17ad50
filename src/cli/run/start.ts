/** Runs a command in place of this program, as far as anyone can tell: its streams, its signals, its exit code. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Startable } from './resolve.ts';

/** Its exit code, or the signal that ended it. */
export type Ending = number | NodeJS.Signals;

/** What a terminal or a supervisor sends to end or to wake a program. */
const PASSED_ON: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];
/** What a terminal sends to all of its foreground programs: the command has got it already. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** Rejects where the command can't be started. */
export function start(
  { file, args, verbatim }: Startable,
  env: NodeJS.ProcessEnv,
  cwd: string,
  isTerminal: boolean,
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', env, cwd, windowsVerbatimArguments: verbatim });
    const listeners = PASSED_ON.filter(signal => signal in constants.signals).map(signal => {
      const pass = (): void => {
        if (!isTerminal || !FROM_TERMINAL.includes(signal)) child.kill(signal);
      };
      process.on(signal, pass);
      return () => process.off(signal, pass);
    });
    const leave = (): void => {
      for (const off of listeners) off();
    };
    child.on('error', error => {
      leave();
      reject(error);
    });
    child.on('close', (code, signal) => {
      leave();
      resolve(signal ?? code ?? 1);
    });
  });
}
