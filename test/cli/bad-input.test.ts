// Bad input, from the log line to what people read: each is named with the call or the line it came from, the rest stands.
import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/cli/doctor/check.ts';
import type { ExplanationView } from '../../src/core/views/insight.ts';
import { openRun } from '../../src/core/views/open-run.ts';
import { openTurn } from '../../src/core/views/open-turn.ts';
import { LogBuilder, RUN, T0 } from '../support/log.ts';
import { runOf } from '../support/snapshot.ts';
import { machine } from './run.ts';

interface Answer {
  readonly provider?: string;
  readonly model?: string;
  /** the provider's own object */
  readonly usage?: object;
  /** what the recorder made of it */
  readonly a?: object;
}

/** A good call of $0.0035, then the bad one from `src/bad.mjs:7`. */
function logOf({ provider = 'openai', model = 'gpt-4o', usage, a = {} }: Answer): LogBuilder {
  const log = new LogBuilder().run({ name: 'agent.mjs' });
  log.call();
  const span = 'b'.repeat(16);
  const head = { 'gen_ai.provider.name': provider, 'gen_ai.request.model': model };
  const site = { 'code.file.path': '/app/src/bad.mjs', 'code.line.number': 7 };
  log.add({ t: 'start', ts: T0 + 2000, run: RUN, span, kind: 'llm', name: 'chat', a: { ...head, ...site } });
  log.add({ t: 'end', ts: T0 + 2500, run: RUN, span, status: 'ok', a, ...(usage && { usage }) });
  return log;
}

/** All that is said about it: by the doctor, by the report, in the dashboard on its turn and on the whole run. */
async function said(answer: Answer) {
  const log = logOf(answer);
  const made = machine();
  made.log(log);
  const checks: readonly Check[] = JSON.parse((await made.run('doctor', '--json')).out).checks;
  const report = JSON.parse((await made.run('report', '--json')).out);
  const run = runOf(log);
  return {
    doctor: checks.filter(({ code }) => /^(?:unpriced|no-usage|usage-contradicts)$/.test(code)).map(({ text }) => text),
    cost: report.total.cost as { text: string; usd: number | null },
    notes: (report.notes as string[]).join('\n'),
    turn: facts(openTurn(run, 1)),
    run: facts(openRun(run)),
  };
}

function facts(view: ExplanationView | undefined): string {
  return (view?.blocks ?? []).flatMap(block => block.facts.map(({ label, text }) => `${label}: ${text}`)).join('\n');
}

describe('token counts', () => {
  test.each([
    [
      'a total that contradicts its parts',
      { usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1400 } },
      'total is 1,400, its parts add up to 1,100: the parts are counted',
      '$0.0070',
    ],
    [
      'more cached than sent: counted beside, which rounds up',
      { usage: { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 2000 } } },
      '2,000 tokens are said to be cached of 1,000 in all (prompt_tokens): counted beside the input',
      '$0.0095',
    ],
    [
      'a negative count',
      { usage: { prompt_tokens: -5, completion_tokens: 100 } },
      'prompt_tokens is −5: a count below zero is left out',
      '≈ $0.0045',
    ],
    [
      'a word where a number belongs',
      { usage: { prompt_tokens: 1000, completion_tokens: 'many' } },
      'completion_tokens is “many”, which is no number: left out',
      '≈ $0.0060',
    ],
    [
      'half a token',
      { usage: { prompt_tokens: 1000.5, completion_tokens: 100 } },
      'prompt_tokens is 1000.5: a count that is not whole is left out',
      '≈ $0.0045',
    ],
    [
      'more reasoning than output',
      {
        usage: {
          prompt_tokens: 1000,
          completion_tokens: 100,
          completion_tokens_details: { reasoning_tokens: 500 },
        },
      },
      'completion_tokens_details.reasoning_tokens is 500 of 100 in all: a part larger than the whole is left out',
      '$0.0070',
    ],
    [
      'attributes of another program',
      { a: { 'gen_ai.usage.input_tokens': -1, 'gen_ai.usage.output_tokens': 100 } },
      'input_tokens is −1: a count below zero is left out',
      '≈ $0.0045',
    ],
    [
      'what the recorder has mended already',
      {
        a: { 'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.output_tokens': 100 },
        usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 40 },
      },
      'total is 40, its parts add up to 1,100: the parts are counted',
      '$0.0070',
    ],
  ] satisfies [string, Answer, string, string][])('%s', async (_, answer, words, cost) => {
    const { doctor, notes, turn, run, cost: total } = await said(answer);
    expect(doctor).toContain(`Call 2 of agent.mjs (${RUN.slice(0, 8)}) from /app/src/bad.mjs:7: ${words}.`);
    expect(notes).toContain('1 call with token counts that contradict themselves: see spanmeter doctor.');
    expect(turn).toContain(`Usage: ${words}`);
    expect(run).toContain(`Usage: call 2: ${words}`);
    expect(total.text).toBe(cost);
  });

  test('none at all', async () => {
    const { doctor, cost, turn, notes } = await said({});
    expect(doctor).toEqual([
      '1 call from /app/src/bad.mjs:7 answered without token counts: estimated from sizes, or not counted.',
    ]);
    expect(cost.text).toBe('≥ $0.0035');
    expect(notes).toContain('1 call without reported usage');
    expect(turn).toContain('Not priced: no usage was reported');
  });

  test('nothing but a total', async () => {
    const { doctor, cost, turn } = await said({ usage: { total_tokens: 500 } });
    expect(doctor.join()).toContain('only a total of 500 was reported: how much of it is input is not known');
    expect(cost.text).toBe('≥ $0.0035');
    expect(turn).toContain('Usage: only a total of 500 was reported');
  });
});

describe('models and costs', () => {
  const usage = { prompt_tokens: 1000, completion_tokens: 100 };

  test('an unknown model', async () => {
    const { doctor, cost, notes, turn, run } = await said({ model: 'gpt-99', usage });
    expect(doctor).toEqual([
      'gpt-99: 1 call, 1.1k tokens without a price (gpt-99 is not in the price table of openai).',
    ]);
    expect(cost.text).toBe('≥ $0.0035');
    expect(notes).toContain('No price for gpt-99');
    expect(notes).toContain('1 call without a price');
    expect(turn).toContain('Not priced: gpt-99 is not in the price table of openai');
    expect(run).toContain('Not priced: gpt-99 is not in the price table of openai (1 call)');
  });

  test.each([
    [
      'of zero, with a known model: the list price',
      { provider: 'openrouter', model: 'openai/gpt-4o', usage: { ...usage, cost: 0 } },
      "Assumed: the provider's reported cost of 0 is not trusted",
      '$0.0070',
    ],
    [
      'of zero, with an unknown one: unpriced',
      { provider: 'openrouter', model: 'acme/llm-9', usage: { ...usage, cost: 0 } },
      'Not priced: acme/llm-9 is not in the price table of openrouter',
      '≥ $0.0035',
    ],
    [
      'on the user’s own key: the list price, not the fee',
      { provider: 'openrouter', model: 'openai/gpt-4o', usage: { ...usage, cost: 0.0001, is_byok: true } },
      "Assumed: the provider's reported cost is only the fee of a call on your own key",
      '$0.0070',
    ],
    [
      'as the recorder writes it',
      {
        provider: 'openrouter',
        model: 'openai/gpt-4o',
        usage,
        a: { 'spanmeter.cost.reported_usd': 0.0001, 'spanmeter.cost.byok': true },
      },
      'only the fee of a call on your own key',
      '$0.0070',
    ],
    [
      'which is believed',
      { provider: 'openrouter', model: 'acme/llm-9', usage: { ...usage, cost: 0.01, is_byok: false } },
      'Match: reported by the provider with the answer',
      '$0.01',
    ],
    [
      'below zero: as if none had been told',
      { provider: 'openrouter', model: 'openai/gpt-4o', usage: { ...usage, cost: -1 } },
      'Match: the model is in the price table',
      '$0.0070',
    ],
  ] satisfies [string, Answer, string, string][])('a reported cost %s', async (_, answer, words, cost) => {
    const { turn, cost: total } = await said(answer);
    expect(turn).toContain(words);
    expect(total.text).toBe(cost);
  });
});

test('an override that matches nothing, one that matches everything, and one that is none: named with file and row', async () => {
  const made = machine();
  made.log(logOf({ usage: { prompt_tokens: 1000, completion_tokens: 100 } }));
  const models = [{ match: 'gpt-4p', input: 1, output: 2 }, { match: '*', free: true }, { match: 'gpt-4o' }];
  made.write('spanmeter.json', JSON.stringify({ prices: { models } }));
  const checks: readonly Check[] = JSON.parse((await made.run('doctor', '--json')).out).checks;
  const texts = checks.map(({ text }) => text).join('\n');
  expect(texts).toContain('The price for "gpt-4p" matches none of the 2 recorded calls.');
  expect(texts).toMatch(/spanmeter\.json, prices\.models\[1\]\.match: matches every model there is/);
  expect(texts).toMatch(/spanmeter\.json, prices\.models\[2\]: says no price/);
  const { total, notes } = JSON.parse((await made.run('report', '--json')).out);
  expect(total.cost.text).toBe('$0.0070');
  expect(notes.join()).toContain('2 mistakes in the configuration: see spanmeter doctor.');
});

test('a price table that is not one: no number is shown', async () => {
  const made = machine({ pricesFile: '/dev/null' });
  const { code, err } = await made.run('report');
  expect(code).toBe(1);
  expect(err).toMatch(/the price table can't be read/);
});
