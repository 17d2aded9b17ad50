/** The `spanmeter` program: `dist/cli.cjs`. Takes what it has of the world, runs, and ends by itself. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './cli.ts';

function version(): string {
  const value: unknown = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  return typeof value === 'object' && value !== null && 'version' in value ? String(value.version) : 'unknown';
}

// Whoever reads our output may have enough of it: `spanmeter report | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

runCli(process.argv.slice(2), {
  out: text => void process.stdout.write(text),
  err: text => void process.stderr.write(text),
  cwd: process.cwd(),
  home: homedir(),
  env: process.env,
  now: Date.now,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  version: version(),
  pricesFile: join(__dirname, 'recorder', 'prices.json'),
}).then(
  ending => {
    // Whoever waits for us learns what the command died of.
    if (typeof ending === 'string') process.kill(process.pid, ending);
    // Not `exit`: what was written may still be on its way into a pipe.
    else process.exitCode = ending;
  },
  (error: unknown) => {
    process.stderr.write(`spanmeter: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
