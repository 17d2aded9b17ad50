import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../support/provider.ts';
import { agentFile, readRecording, temporaryFolder } from './support/agent.ts';
import { type CliOptions, spanmeter } from './support/cli.ts';

/** A home and a project whose paths have spaces in them, with a script. */
function project(script: string): CliOptions & { readonly log: string; readonly file: string } {
  const root = temporaryFolder();
  const [home, cwd] = [join(root, 'Ann Lee'), join(root, 'my project')];
  mkdirSync(home);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ scripts: { agent: 'node "my agent.mjs"' } }));
  writeFileSync(join(cwd, 'my agent.mjs'), script);
  return { home, cwd, log: join(cwd, '.spanmeter'), file: 'my agent.mjs' };
}

async function provider(): Promise<string> {
  const { url, close } = await createProvider({});
  onTestFinished(() => close());
  return url;
}

const calling = (url: string, calls = 2) => `
for (let i = 0; i < ${calls}; i++) {
  const body = JSON.stringify({ model: 'gpt-4o', max_tokens: 1000, messages: [{ role: 'user', content: 'Hi ' + i }] });
  const answer = await fetch('${url}/v1/chat/completions', { method: 'POST', body, headers: { authorization: 'Bearer x' } });
  if (answer.status !== 200) process.exitCode = 3;
  await answer.text();
}
console.log('said', process.argv.slice(2).join('|'));
`;

test.each([
  ['a program', ['node', 'my agent.mjs', 'a b', '"c"', '$HOME'], 'said a b|"c"|$HOME\n'],
  ['an npm script', ['npm', 'run', '--silent', 'agent', '--', 'a b'], 'said a b\n'],
])('%s runs as ever, and what it cost is said behind it', async (_, command, out) => {
  const at = project(calling(await provider()));
  const done = await spanmeter(['run', '--', ...command], at);
  expect(done).toMatchObject({ out, code: 0 });
  expect(done.err).toMatch(/^spanmeter: \$0\.\d+ in 2 calls \(run my agent\.mjs\)\n$/);
  const { runs, llm } = readRecording(at.log);
  expect(runs.map(run => run.name)).toEqual(['my agent.mjs']);
  expect(llm).toHaveLength(2);
});

test('a name, a budget, another folder, and silence', async () => {
  const at = project(calling(await provider(), 3));
  const elsewhere = temporaryFolder();
  const args = ['run', '--name', 'triage', '--budget', '0.005', '--quiet', '--dir', elsewhere];
  const done = await spanmeter([...args, '--', 'node', 'my agent.mjs'], at);
  expect(done).toMatchObject({ err: '', code: 3 });
  const { runs, events } = readRecording(join(elsewhere, '.spanmeter'));
  expect(runs).toMatchObject([{ name: 'triage', guard: 'armed', budgets: [{ per: 'run', usd: 0.005 }] }]);
  expect(events.map(event => event.type)).toContain('budget_exceeded');
  expect(readRecording(at.log).files).toEqual([]);
});

test('a folder to record into that is not there is made', async () => {
  const at = project(calling(await provider()));
  const done = await spanmeter(['run', '--dir', 'out/logs', '--', 'node', 'my agent.mjs'], at);
  expect(done).toMatchObject({ code: 0, err: expect.stringContaining('in 2 calls') });
  expect(readRecording(join(at.cwd, 'out/logs/.spanmeter')).llm).toHaveLength(2);
  expect(readRecording(at.log).files).toEqual([]);
  const report = await spanmeter(['report', '--dir', 'out/logs', '--csv'], at);
  expect(report.out.split('\n')).toHaveLength(3);
});

test('runs that the program opens count to it', async () => {
  const at = project('');
  const url = await provider();
  const env = { SPANMETER_INDEX: process.env['SPANMETER_INDEX'] };
  writeFileSync(
    join(at.cwd, 'my agent.mjs'),
    `await import(${JSON.stringify(agentFile('children/nested.mjs'))}); // ${url}`,
  );
  const { RECORDER } = await import('./support/build.ts');
  const args = ['run', '--', 'node', 'my agent.mjs', url];
  const done = await spanmeter(args, { ...at, env: { ...env, SPANMETER_INDEX: join(RECORDER, 'index.mjs') } });
  expect(done.err).toMatch(/^spanmeter: \$0\.\d+ in 2 calls \(2 runs\)\n$/);
});

test('streams and exit code are the command’s own', async () => {
  const script = `
    process.stdin.on('data', text => process.stdout.write(String(text).toUpperCase()));
    process.stdin.on('end', () => { process.stderr.write('to stderr\\n'); process.exitCode = 7; });`;
  const done = await spanmeter(['run', 'node', 'my agent.mjs'], { ...project(script), input: 'hello' });
  expect(done).toEqual({
    out: 'HELLO',
    err: 'to stderr\nspanmeter: nothing was recorded: spanmeter doctor says why\n',
    code: 7,
    signal: null,
  });
});

test.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s reaches the command, which may have its own idea of it',
  async signal => {
    const waits = `process.stdout.write('ready'); setInterval(() => {}, 1000);`;
    const onReady = (child: import('node:child_process').ChildProcess) =>
      child.stdout?.once('data', () => child.kill(signal));
    const died = await spanmeter(['run', '--quiet', 'node', 'my agent.mjs'], { ...project(waits), onStart: onReady });
    expect(died).toMatchObject({ out: 'ready', err: '', code: null, signal });
    const handles = `process.on('${signal}', () => process.exit(5)); ${waits}`;
    const left = await spanmeter(['run', '--quiet', 'node', 'my agent.mjs'], { ...project(handles), onStart: onReady });
    expect(left).toMatchObject({ out: 'ready', code: 5, signal: null });
  },
);

test('a command that is not there', async () => {
  const done = await spanmeter(['run', '--', 'no-such-command'], project(''));
  expect(done).toEqual({ out: '', err: 'spanmeter: no-such-command: no such command\n', code: 127, signal: null });
});

test('leaves the recorder where it is found from then on, and no log of a program that calls no model', async () => {
  const at = project('');
  await spanmeter(['run', '--quiet', '--', 'node', 'my agent.mjs'], at);
  expect(readFileSync(join(at.home, '.spanmeter', 'register.cjs'), 'utf8')).toContain('Spanmeter shim');
  expect(readRecording(at.log).files).toEqual([]);
});
