/** Finds a Python that the recorder runs on, and calls its functions. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The folder that holds the package as it is in the sources. */
export const PACKAGE: string = resolve('src/recorder/python');

/** `SPANMETER_PYTHON`, else the first Python 3.9 or later on the path. */
export const PYTHON: string = findPython();

function findPython(): string {
  const names = [process.env['SPANMETER_PYTHON'] ?? '', 'python3', 'python'].filter(name => name !== '');
  const found = names.find(name => {
    const { status } = spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']);
    return status === 0;
  });
  if (found === undefined) throw new Error(`no Python 3.9 or later: ${names.join(', ')}`);
  return found;
}

/** The Python side of a comparison: a process that answers one call at a time. */
export class Peer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: ((line: string) => void)[] = [];

  constructor() {
    this.#child = spawn(PYTHON, [resolve('test/python/support/peer.py')]);
    this.#child.stderr.pipe(process.stderr);
    createInterface({ input: this.#child.stdout }).on('line', line => this.#answers.shift()?.(line));
  }

  async call(name: string, ...args: readonly unknown[]): Promise<unknown> {
    const line = new Promise<string>(answered => this.#answers.push(answered));
    this.#child.stdin.write(`${JSON.stringify([name, args])}\n`);
    const [how, value] = JSON.parse(await line) as [string, unknown];
    if (how === 'error') throw new Error(`${name}: ${value}`);
    return value;
  }

  close(): void {
    this.#child.stdin.end();
  }
}
