import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runCli } from '../../src/cli/cli.ts';
import type { Io } from '../../src/cli/io.ts';
import { tempDir } from '../log/temp.ts';
import { type LogBuilder, T0 } from '../support/log.ts';

const NOW = T0 + 12 * 3_600_000;

export interface Machine {
  readonly project: string;
  readonly home: string;
  /** Writes a file of the project, last written an hour before the machine's now. */
  write(path: string, text: string): void;
  /** Writes a log, as a process that is gone left it. */
  log(log: LogBuilder, name?: string): void;
  run(...args: readonly string[]): Promise<{ code: number | string; out: string; err: string }>;
}

/** A project and a home of their own, and the program in them. */
export function machine(io: Partial<Io> = {}): Machine {
  const root = tempDir();
  const [project, home] = [join(root, 'project'), join(root, 'home')];
  for (const dir of [project, home]) mkdirSync(dir);
  const made: Machine = {
    project,
    home,
    write(path, text) {
      const file = resolve(project, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      const at = NOW / 1000 - 3600;
      utimesSync(file, at, at);
    },
    log(log, name = '1795176000000-4999999-0-aaaa.jsonl') {
      made.write(`.spanmeter/runs/2026-11-20/${name}`, log.lines.map(line => `${line}\n`).join(''));
    },
    async run(...args) {
      const out: string[] = [];
      const err: string[] = [];
      const code = await runCli(args, {
        out: text => void out.push(text),
        err: text => void err.push(text),
        cwd: project,
        home,
        env: {},
        now: () => NOW,
        timeZone: 'UTC',
        version: '1.2.3',
        pricesFile: resolve('src/core/pricing/prices.json'),
        ...io,
      });
      return { code, out: out.join(''), err: err.join('') };
    },
  };
  return made;
}
