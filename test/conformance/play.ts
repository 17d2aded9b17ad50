/** Plays a scenario with a recorder in a process of its own, and says what it wrote without what differs from time to time. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { PACKAGE, PYTHON } from '../python/support/python.ts';
import { readRecording, temporaryFolder } from '../recorder/support/agent.ts';
import { RECORDER } from '../recorder/support/build.ts';
import { createProvider } from '../support/provider.ts';
import type { Scenario } from './scenarios.ts';

type Json = Record<string, unknown>;

export const RECORDERS = {
  node: {
    command: process.execPath,
    args: ['--require', join(RECORDER, 'register.cjs'), resolve('test/conformance/player.mjs')],
    env: { SPANMETER_INDEX: join(RECORDER, 'index.mjs') },
  },
  python: { command: PYTHON, args: [resolve('test/conformance/player.py')], env: { PYTHONPATH: PACKAGE } },
} as const;

/** The key of the hashes, so that they can stand in a fixture. */
const KEY = '00112233445566778899aabbccddeeff'.repeat(2);

/** Plays a scenario and returns its normalised lines. */
export async function play(scenario: Scenario, recorder: keyof typeof RECORDERS): Promise<readonly string[]> {
  const { command, args, env } = RECORDERS[recorder];
  const home = temporaryFolder();
  const project = join(home, 'project');
  mkdirSync(join(project, '.spanmeter'), { recursive: true });
  mkdirSync(join(home, '.spanmeter'));
  writeFileSync(join(home, '.spanmeter', 'key'), `${KEY}\n`, { mode: 0o600 });
  if (scenario.config !== undefined) writeFileSync(join(project, 'spanmeter.json'), JSON.stringify(scenario.config));
  const url = scenario.answers ? await serve(scenario.answers) : await provide(scenario);
  const child = spawn(command, [...args, url, JSON.stringify(scenario.steps)], {
    cwd: project,
    env: { PATH: process.env['PATH'], HOME: home, ...env, ...scenario.env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (said += text));
  const code = await new Promise<number | null>((ended, failed) => child.on('error', failed).on('close', ended));
  if (code !== 0 || said !== '') throw new Error(`${recorder} ended with ${code}: ${said}`);
  return normalised(readRecording(join(project, '.spanmeter')).lines);
}

async function provide({ reply = [{ text: 'Hello wörld, how are you today? 😀' }] }: Scenario): Promise<string> {
  // A list is used in order: who plays first must not take it from who plays next.
  const provider = await createProvider({ reply: Array.isArray(reply) ? [...reply] : reply });
  onTestFinished(() => provider.close());
  return provider.url;
}

function serve(answers: Readonly<Record<string, unknown>>): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers[request.url ?? '']));
    });
  });
  onTestFinished(() => void server.close());
  return new Promise(listening =>
    server.listen(0, '127.0.0.1', () => listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
}

/** Fields that differ from one play to the next, or from one language to the other. */
const DROPPED = new Set([
  'ts',
  'pid',
  'ppid',
  'tid',
  'cwd',
  'runtime',
  'recorder',
  'git',
  'sdks',
  'transports',
  'gen_ai.response.time_to_first_chunk',
]);
// Told by the Node recorder alone, as yet: whether answers repeat, and declared waits.
const NODE_ONLY = new Set(['spanmeter.output.hash', 'spanmeter.output.repetition', 'wait']);
const NUMBERED = new Set(['run', 'span', 'parent', 'id', 'gen_ai.response.id', 'period']);

function normalised(lines: readonly Json[]): readonly string[] {
  const numbers = new Map<string, string>();
  const named = (key: string, value: string) => {
    if (!numbers.has(value)) numbers.set(value, `${key}#${numbers.size + 1}`);
    return numbers.get(value);
  };
  const clean = (key: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(item => clean(key, item));
    if (typeof value === 'object' && value !== null) {
      const fields = Object.entries(value)
        .filter(([name]) => !DROPPED.has(name) && !NODE_ONLY.has(name) && !name.startsWith('code.'))
        .map(([name, field]) => [name, clean(name, field)] as const);
      return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    if (typeof value !== 'string') return value;
    if (NUMBERED.has(key) && value !== '') return named(key, value);
    if (key === 'server.address') return value.replace(/:\d+$/, ':port');
    // A file name, and the words of a JSON parser.
    return value.replace(/player\.(?:mjs|py)/, 'player').replace(/^(not JSON).*/, '$1');
  };
  return lines.map(line => {
    // How far an answer was read that was left is chance.
    const a = line['a'];
    if (line['status'] === 'cancelled' && typeof a === 'object')
      Reflect.deleteProperty(a as Json, 'gen_ai.usage.output_tokens');
    if (line['status'] === 'cancelled') Reflect.deleteProperty(line, 'usage');
    return JSON.stringify(clean('', line));
  });
}
