import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../support/provider.ts';
import { runAgent, temporaryFolder } from './support/agent.ts';

const SECRET = 'S3cr3tXyzzy';

/** Every byte under a folder. */
function everything(folder: string): string {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name));
  // Names are written as well.
  return [...paths, ...paths.filter(path => statSync(path).isFile()).map(path => readFileSync(path, 'latin1'))].join(
    '\n',
  );
}

test.each([
  ['nothing that was said is written', undefined],
  ['of what is kept on request, no secret is', '1'],
])('%s: not in prompts, tools, answers, headers, addresses, errors, metadata, environment', async (_, content) => {
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
  const { out, code, llm, text, spans } = await runAgent('secrets.mjs', {
    home,
    dir,
    args: [provider.url, SECRET],
    env: { SOME_TOKEN: SECRET, SPANMETER_CONTENT: content },
  });
  expect([out, code]).toEqual(['done\n', 0]);
  expect(llm.length).toBe(9);
  expect(spans.length).toBe(13);
  expect(llm.filter(span => span.end?.tool_calls).length).toBeGreaterThan(3);
  const written = everything(home);
  expect(written.includes('content')).toBe(content !== undefined);
  const shapes = [
    SECRET,
    Buffer.from(SECRET).toString('base64').replace(/=+$/, ''),
    Buffer.from(SECRET).toString('hex'),
    encodeURIComponent(SECRET),
  ];
  for (const shape of shapes) expect(written.toLowerCase()).not.toContain(shape.toLowerCase());
  expect(text).not.toContain('Answer');
});
