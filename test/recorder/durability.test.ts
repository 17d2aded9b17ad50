import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../support/provider.ts';
import { type AgentOptions, NODE_20, readRecording, runAgent, temporaryFolder } from './support/agent.ts';

const CALLS = 20;

async function end(how: string, options: AgentOptions = {}) {
  const provider = await createProvider({ reply: () => ({ text: 'Hello, you there.' }) });
  onTestFinished(() => provider.close());
  return runAgent('endings.mjs', { ...options, args: [provider.url, how, String(CALLS)] });
}

describe('every call that ended is on disk', () => {
  test.each([
    ['end', 0, null],
    ['exit', 3, null],
    ['throw', 1, null],
    ['reject', 1, null],
    ['abort', null, 'SIGABRT'],
    ['SIGTERM', null, 'SIGTERM'],
    ['SIGINT', null, 'SIGINT'],
    ['SIGKILL', null, 'SIGKILL'],
  ])('%s', async (how, code, signal) => {
    const finished = await end(how);
    expect([finished.code, finished.signal]).toEqual([code, signal]);
    expect(finished.llm).toHaveLength(CALLS + 1);
    expect(finished.llm.slice(0, CALLS).map(span => [span.end?.status, span.request !== undefined])).toEqual(
      Array.from({ length: CALLS }, () => ['ok', true]),
    );
    // What was under way is closed where there is an end to the process, and left open where it is killed.
    const killed = signal !== null;
    expect(finished.llm[CALLS]?.end?.status).toBe(killed ? undefined : 'cancelled');
    expect(finished.runEnds.map(line => line.status)).toEqual(killed ? [] : [code === 0 ? 'ok' : 'error']);
  });

  test.runIf(NODE_20)('on the oldest Node', async () => {
    const finished = await end('SIGKILL', NODE_20 ? { node: NODE_20 } : {});
    expect(finished.llm.slice(0, CALLS).every(span => span.end?.status === 'ok')).toBe(true);
  });
});

describe('the program goes on', () => {
  test('where the log cannot be written, with one sentence', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'file'), '');
    const { code, err, out } = await end('end', { home, dir: join(home, 'file', 'log') });
    expect([code, out]).toEqual([0, '']);
    expect(err).toMatch(/^spanmeter: cannot write to .*\(ENOTDIR\): this process is not recorded any more\n$/);
  });

  // There no folder can be made, and the system says ENOENT: Node's own recursive way never comes back from it.
  test.runIf(process.platform === 'linux')('where no folder can be made', async () => {
    const { code, err, out } = await end('end', { dir: '/proc/spanmeter/log', env: { SPANMETER_BUDGET_USD: '9' } });
    expect([code, out]).toEqual([0, '']);
    expect(err).toMatch(/^spanmeter: cannot write to .*\(ENOENT\): this process is not recorded any more\n$/);
  });

  test('where the folder is deleted under it: a new one is begun', async () => {
    const home = temporaryFolder();
    const dir = join(home, 'log');
    const provider = await createProvider({ reply: () => ({ text: 'Hello', delayMs: 30 }) });
    onTestFinished(() => provider.close());
    let deleted = false;
    const watch = setInterval(() => {
      if (deleted || readRecording(dir).llm.length < 3) return;
      deleted = true;
      rmSync(dir, { recursive: true });
    }, 5);
    onTestFinished(() => clearInterval(watch));
    const { code, err, lines, runs } = await runAgent('endings.mjs', { home, dir, args: [provider.url, 'end', '40'] });
    expect([code, err, deleted]).toEqual([0, '', true]);
    expect(lines[0]?.['t']).toBe('process');
    expect(runs).toHaveLength(1);
    expect(lines.filter(line => line['t'] === 'end').length).toBeGreaterThan(10);
  });
});

test('what makes no call writes nothing', async () => {
  const home = temporaryFolder();
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'package.json'), '{}');
  mkdirSync(join(home, 'p'));
  const { code, files } = await runAgent('quiet.mjs', { home, cwd, env: { SPANMETER_DIR: '' } });
  expect([code, files]).toEqual([0, []]);
  expect(existsSync(join(cwd, '.spanmeter'))).toBe(false);
  expect(existsSync(join(home, '.spanmeter'))).toBe(false);
});

test('the log is found from the working directory', async () => {
  const home = temporaryFolder();
  const project = temporaryFolder();
  mkdirSync(join(project, '.git'));
  mkdirSync(join(project, 'packages', 'agent'), { recursive: true });
  mkdirSync(join(home, '.spanmeter'));
  await runAgent('hashes.mjs', { home, cwd: join(project, 'packages', 'agent'), env: { SPANMETER_DIR: '' } });
  expect(readRecording(join(project, '.spanmeter')).llm).toHaveLength(1);
});

test('a worker thread writes a file of its own, into the same run', async () => {
  const { files, runs, llm, lines } = await runAgent('worker.mjs');
  expect(files).toHaveLength(2);
  expect(runs).toHaveLength(1);
  expect(llm.map(span => span.start?.run)).toEqual([runs[0]?.run, runs[0]?.run]);
  expect(lines.filter(line => line['t'] === 'process').map(line => line['tid'])).toEqual(
    expect.arrayContaining([0, 1]),
  );
});

test.each([
  ['dropped', 'cancelled', 'abandoned'],
  ['text', 'ok', undefined],
  ['body', 'ok', undefined],
  ['clone', 'ok', undefined],
])('an answer that nobody holds any more ends its call, one that is read does not: %s', async (how, status, type) => {
  const provider = await createProvider({ reply: () => ({ text: 'Hello '.repeat(20), chunkMs: 3, delayMs: 20 }) });
  onTestFinished(() => provider.close());
  const { llm, code } = await runAgent('forgotten.mjs', { args: [provider.url, how], nodeArgs: ['--expose-gc'] });
  expect(code).toBe(0);
  expect(llm.map(span => [span.end?.status, span.a['error.type']])).toEqual([[status, type]]);
});
