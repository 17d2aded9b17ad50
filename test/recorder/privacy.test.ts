import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../support/provider.ts';
import { runAgent, temporaryFolder } from './support/agent.ts';

const SECRET = 'S3cr3tXyzzy';

test('nothing that was said is written: not in prompts, tools, answers, headers, addresses, errors, metadata', async () => {
  const provider = await createProvider({
    reply: ({ model }) =>
      model === 'fails'
        ? { status: 400, errorMessage: `Cannot read ${SECRET}` }
        : {
            text: `Answer ${SECRET}`,
            thinking: SECRET,
            toolCalls: [{ name: 'read', args: { path: SECRET, deep: { [SECRET]: SECRET } } }],
            headers: { 'x-mine': SECRET },
          },
  });
  onTestFinished(() => provider.close());
  const home = temporaryFolder();
  const dir = join(home, 'log');
  const { out, code, llm, files, text, spans } = await runAgent('secrets.mjs', {
    home,
    dir,
    args: [provider.url, SECRET],
    env: { SOME_TOKEN: SECRET },
  });
  expect([out, code]).toEqual(['done\n', 0]);
  expect(llm.length).toBe(9);
  expect(spans.length).toBe(13);
  expect(llm.filter(span => span.end?.tool_calls).length).toBeGreaterThan(3);
  const written = [...files, join(home, '.spanmeter', 'key')].map(file => readFileSync(file, 'latin1')).join('\n');
  const shapes = [
    SECRET,
    Buffer.from(SECRET).toString('base64').replace(/=+$/, ''),
    Buffer.from(SECRET).toString('hex'),
    encodeURIComponent(SECRET),
  ];
  for (const shape of shapes) expect(written.toLowerCase()).not.toContain(shape.toLowerCase());
  expect(text).not.toContain('Answer');
});
