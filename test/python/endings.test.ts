/** What was written is on disk, whatever ends the process; nothing that was said is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../recorder/support/agent.ts';
import { provided, runPython } from './support/run.ts';

test.each([
  ['exit', 3, null],
  ['raise', 1, null],
  ['_exit', 4, null],
  ['thread', 5, null],
  ['abort', null, 'SIGABRT'],
  ['SIGTERM', null, 'SIGTERM'],
  ['SIGKILL', null, 'SIGKILL'],
  ['SIGHUP', null, 'SIGHUP'],
])('%s', async (how, code, signal) => {
  const provider = await provided({ reply: ({ stream }) => ({ text: stream ? 'word '.repeat(4000) : 'ok' }) });
  const ended = await runPython('endings.py', { args: [provider.url, how] });
  expect([ended.code, ended.signal]).toEqual([code, signal]);
  if (how === 'raise') expect(ended.err).toMatch(/^Traceback[\s\S]*ValueError: mine\n$/);
  expect(ended.llm.filter(span => span.end?.status === 'ok')).toHaveLength(20);
  expect(ended.llm).toHaveLength(21);
  expect(ended.runs.map(run => run.name)).toEqual(['endings.py', 'open']);
  const orderly = how === 'exit' || how === 'raise';
  expect(ended.llm[20]?.end?.status).toBe(orderly ? 'cancelled' : undefined);
  // An interpreter tells nobody what `sys.exit` was given; the block it passes through knows.
  const statuses = { exit: ['error', 'ok'], raise: ['error', 'error'] }[how] ?? [];
  expect(ended.runEnds.map(end => end.status)).toEqual(statuses);
});

test('Ctrl-C ends the program as it would, and closes what was open', async () => {
  const provider = await provided({ reply: ({ stream }) => ({ text: stream ? 'word '.repeat(4000) : 'ok' }) });
  const [plain, ended] = [
    await runPython('endings.py', { args: [provider.url, 'SIGINT'], plain: true }),
    await runPython('endings.py', { args: [provider.url, 'SIGINT'] }),
  ];
  expect([ended.code, ended.signal]).toEqual([plain.code, plain.signal]);
  expect(ended.err).toMatch(/KeyboardInterrupt\n$/);
  expect(ended.llm[20]?.end?.status).toBe('cancelled');
});

test('python -m spanmeter knows what a program ends with', async () => {
  const provider = await provided();
  const home = temporaryFolder();
  const ended = await runPython('endings.py', {
    home,
    args: [provider.url, 'exit'],
    pythonArgs: ['-m', 'spanmeter'],
    env: { PYTHONPATH: join(process.cwd(), 'src/recorder/python') },
  });
  expect(ended.code).toBe(3);
  expect(ended.runs[0]).toMatchObject({ name: 'endings.py' });
  expect(ended.runEnds.at(-1)?.status).toBe('error');
});

const SECRET = 'sk-SECRET-Zürich-4711';

test('no secret is written, wherever it stood', async () => {
  const home = temporaryFolder();
  const provider = await provided({
    reply: ({ index }) =>
      index < 2
        ? { toolCalls: [{ name: 'read', args: { path: SECRET } }] }
        : index === 4
          ? { status: 400, errorMessage: SECRET }
          : { text: `Answer ${SECRET}` },
  });
  const { out, err, code, llm, spans, files } = await runPython('secrets.py', {
    home,
    args: [provider.url, SECRET],
    env: { SOME_TOKEN: SECRET },
  });
  expect([out, err, code]).toEqual(['done\n', '', 0]);
  expect(llm.length).toBe(9);
  expect(spans.length).toBe(13);
  expect(llm.filter(span => span.end?.tool_calls).length).toBeGreaterThan(1);
  const written = [...files, join(home, '.spanmeter', 'key')].map(file => readFileSync(file, 'latin1')).join('\n');
  const text = Buffer.from(SECRET);
  for (const shape of [
    text.toString('latin1'),
    text.toString('base64').replace(/=+$/, ''),
    text.toString('hex'),
    encodeURIComponent(SECRET),
  ]) {
    expect(written.toLowerCase()).not.toContain(shape.toLowerCase());
  }
});
