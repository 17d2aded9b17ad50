import { expect, test } from 'vitest';
import { machine } from './run.ts';

const json = async (...args: readonly string[]) => JSON.parse((await machine().run('prices', '--json', ...args)).out);

test('rates, tiers, factors and where they are from', async () => {
  const { code, out } = await machine().run('prices', 'openai/gpt-4o');
  expect(code).toBe(0);
  expect(out).toMatch(/^openai\/gpt-4o: the model is in the price table\n/);
  expect(out).toMatch(/ {2}input +\$2\.50 \/ M\n/);
  expect(out).toContain('factor: tier batch, flex × 0.5');
  expect(out).toMatch(/^Source: genai-prices .*, prices of \d{4}-\d\d-\d\d$/m);
  expect(await json('gemini-2.5-pro')).toMatchObject({
    v: 1,
    kind: 'price',
    status: 'exact',
    key: 'google/gemini-2.5-pro',
    usdPerMillion: { input: 1.25 },
    tiers: [{ above: 200_000, usdPerMillion: { input: 2.5 } }],
  });
});

test('the price of a day, in UTC', async () => {
  expect((await json('deepseek/deepseek-v4-pro', '--at=2026-08-16')).usdPerMillion.input).toBe(0.435);
  expect((await json('deepseek/deepseek-v4-pro', '--at=2026-08-17')).usdPerMillion.input).toBe(0.66);
});

test('by who serves it', async () => {
  expect(await json('llama3', '--provider', 'ollama')).toMatchObject({ status: 'local', usdPerMillion: null });
  expect(await json('us.anthropic.claude-sonnet-4-6-v1:0', '--provider=aws')).toMatchObject({ status: 'alias' });
});

test('the user’s own prices come first', async () => {
  const made = machine();
  made.write(
    'spanmeter.json',
    '{"prices":{"models":[{"match":"my-llm","input":1,"tiers":[{"above":9,"input":2}]},{"match":"x","like":"openai/gpt-4o"}]}}',
  );
  const own = JSON.parse((await made.run('prices', 'my-llm', '--json')).out);
  expect(own).toMatchObject({
    status: 'override',
    usdPerMillion: { input: 1 },
    tiers: [{ above: 9, usdPerMillion: { input: 2 } }],
    history: [],
    source: 'spanmeter.json',
  });
  const like = JSON.parse((await made.run('prices', 'x', '--json')).out);
  expect(like).toMatchObject({ status: 'override', key: 'openai/gpt-4o', usdPerMillion: { input: 2.5 } });
});

test('no price: why, what to write, and a 1', async () => {
  const { code, out } = await machine().run('prices', 'claude-opus-4-6-fast');
  expect(code).toBe(1);
  expect(out).toContain('no price known');
  expect(out).toContain('{"match":"claude-opus-4-6-fast","like":"anthropic/claude-opus-4-6"}');
  expect(await json('house-model-7')).toMatchObject({ status: 'unpriced', usdPerMillion: null, suggestion: null });
});
