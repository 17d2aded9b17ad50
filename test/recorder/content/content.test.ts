import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../../support/provider.ts';
import { type AgentOptions, type Finished, runAgent, temporaryFolder } from '../support/agent.ts';

interface Kept {
  readonly t: string;
  readonly messages: readonly { readonly role: string; readonly text: string; readonly left_out?: number }[];
  readonly left_out?: number;
}

async function record(how: string, options: AgentOptions = {}) {
  const provider = await createProvider({
    reply: () => ({
      text: 'It says nothing.',
      thinking: 'Hm.',
      toolCalls: [{ name: 'read', args: { path: 'b.txt' } }],
    }),
  });
  onTestFinished(() => provider.close());
  const dir = options.dir ?? join(temporaryFolder(), 'log');
  const env = { SPANMETER_CONTENT: '1', ...options.env };
  const recorded = await runAgent('content.mjs', { ...options, dir, env, args: [provider.url, how] });
  expect([recorded.err, recorded.code]).toEqual(['', 0]);
  return { dir, recorded };
}

const contentFile = (dir: string, { llm }: Finished, at = 0) =>
  join(dir, 'content', llm[at]?.start?.run ?? '', `${llm[at]?.start?.span}.jsonl`);

const read = (file: string): readonly Kept[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Kept);

const PROMPT = [
  { role: 'system', text: 'You are brief.' },
  {
    role: 'user',
    text: expect.stringMatching(/^What is in my\.txt\? My key is \[redacted\]\.\n\[image_url, \d+ bytes\]$/),
  },
  { role: 'assistant', text: 'read({"path":"my.txt"})' },
  { role: 'tool', text: 'Nothing much.' },
];
const HELLO = [{ role: 'user', text: 'Hello?' }];
const BRIEF = [{ role: 'system', text: 'Be brief.' }, ...HELLO];

test.each([
  ['plain', [{ role: 'tools', text: 'read' }, ...PROMPT]],
  ['stream', PROMPT],
  ['responses', BRIEF],
  ['responses stream', HELLO],
  ['messages', BRIEF],
  ['messages stream', HELLO],
])('%s: what was asked and answered stands beside the span', async (how, prompt) => {
  const { dir, recorded } = await record(how);
  const [asked, answered, ...more] = read(contentFile(dir, recorded));
  expect(more).toEqual([]);
  expect([asked?.t, answered?.t]).toEqual(['prompt', 'answer']);
  expect(asked?.messages).toEqual(prompt);
  const answer = answered?.messages.map(({ text }) => text).join('\n') ?? '';
  expect(answer).toContain('It says nothing.');
  expect(answer).toContain('read({"path":"b.txt"})');
  // The log itself is as ever.
  expect(recorded.text).not.toMatch(/brief|nothing/);
});

test('for its user alone, and kept out of every repository by itself', async () => {
  const { dir, recorded } = await record('plain');
  if (process.platform !== 'win32') {
    expect(statSync(contentFile(dir, recorded)).mode & 0o777).toBe(0o600);
    expect(statSync(join(contentFile(dir, recorded), '..')).mode & 0o077).toBe(0);
  }
  expect(readFileSync(join(dir, 'content', '.gitignore'), 'utf8')).toBe('*\n');
});

test('long ones are cut, and say so', async () => {
  const { dir, recorded } = await record('long');
  const file = contentFile(dir, recorded);
  const [asked] = read(file);
  expect(statSync(file).size).toBeLessThan(300_000);
  expect(asked?.left_out).toBeGreaterThan(20);
  expect(asked?.messages.at(0)?.text).toMatch(/^0: word/);
  expect(asked?.messages.at(-1)?.text).toMatch(/^39: word/);
  expect(asked?.messages.at(-1)?.left_out).toBeGreaterThan(60_000);
});

test('a run asks for itself, and what is opened within it', async () => {
  const { dir, recorded } = await record('opted', { env: { SPANMETER_CONTENT: '' } });
  const kept = readdirSync(join(dir, 'content')).filter(name => name !== '.gitignore');
  expect(kept).toEqual([recorded.runs.find(run => run.name === 'inner')?.run]);
  const { dir: other, recorded: all } = await record('opted');
  const names = readdirSync(join(other, 'content')).map(id => all.runs.find(run => run.run === id)?.name ?? id);
  expect(names.sort()).toEqual(['.gitignore', 'inner', 'silent']);
});

test.each(['0', 'off', undefined])('nothing is kept that was not asked for: SPANMETER_CONTENT=%s', async value => {
  const { dir } = await record(value === undefined ? 'plain' : 'opted', { env: { SPANMETER_CONTENT: value } });
  expect(existsSync(join(dir, 'content'))).toBe(false);
});
