import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createProvider, type Fault, type Provider, type Reply, type Script } from './provider.ts';

let clock = Date.UTC(2026, 10, 1);
let provider: Provider;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  provider = await createProvider({ apiKey: 'sk-test', now: () => clock });
  openai = new OpenAI({ apiKey: 'sk-test', baseURL: `${provider.url}/v1`, maxRetries: 0, logLevel: 'off' });
  anthropic = new Anthropic({ apiKey: 'sk-test', baseURL: provider.url, maxRetries: 0, logLevel: 'off' });
});
beforeEach(() => provider.reset());
afterEach(() => provider.setReply([{}]));
afterAll(() => provider.close());

const WEATHER = { city: 'Lisbon', days: [1, 2], note: 'ein “Test” 🌦️' };
const CALL: Reply = { toolCalls: [{ name: 'weather', args: WEATHER }] };
const TEXT = 'Grüße aus Lissabon 🌞, with  two spaces\nand a line.';
const schema = { type: 'object' as const, properties: { city: { type: 'string' } } };

const say = (content: string) => [{ role: 'user' as const, content }];
const chat = (extra: object = {}, messages: OpenAI.ChatCompletionMessageParam[] = say('Hi')) =>
  openai.chat.completions.create({ model: 'gpt-4o', messages, ...extra });
const chatStream = (extra: object = {}, reply: Script = [{ text: TEXT }]) => {
  provider.setReply(reply);
  return openai.chat.completions.create({ model: 'gpt-4o', messages: say('Hi'), stream: true, ...extra });
};
const claude = (extra: object = {}, messages: Anthropic.MessageParam[] = say('Hi')) =>
  anthropic.messages.create({ model: 'claude-sonnet-4-6', max_tokens: 1000, messages, ...extra });

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('chat completions', () => {
  it('answers plainly', async () => {
    provider.setReply([{ text: TEXT, thinking: 'x'.repeat(40) }]);
    const answer = await chat();
    expect(answer.id).toMatch(/^chatcmpl-\w{29}$/);
    expect(answer._request_id).toMatch(/^req_[0-9a-f]{32}$/);
    expect(answer.model).toBe('gpt-4o-2024-08-06');
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant', content: TEXT } });
    const output = Math.ceil(Buffer.byteLength(TEXT) / 4) + 10;
    expect(answer.usage).toMatchObject({
      prompt_tokens: 2,
      completion_tokens: output,
      total_tokens: 2 + output,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 10 },
    });
    expect(provider.requests[0]).toMatchObject({ api: 'chat', status: 200, finished: true, aborted: false });
  });

  it('streams without usage unless it is asked for', async () => {
    const silent = await all(await chatStream());
    expect(silent.map(chunk => chunk.choices[0]?.delta.content ?? '').join('')).toBe(TEXT);
    expect(silent.every(chunk => !('usage' in chunk))).toBe(true);
    expect(silent.at(-1)?.choices[0]?.finish_reason).toBe('stop');

    const counted = await all(await chatStream({ stream_options: { include_usage: true } }));
    expect(counted.slice(0, -1).every(chunk => chunk.usage === null && chunk.choices.length === 1)).toBe(true);
    expect(counted.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 2 } });
  });

  it('calls tools, plainly and in pieces', async () => {
    const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: schema } }];
    provider.setReply([{ toolCalls: [...(CALL.toolCalls ?? []), { name: 'now', args: {} }] }]);
    const plain = await chat({ tools });
    expect(plain.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
    const stream = openai.chat.completions.stream({ model: 'gpt-4o', messages: say('Hi'), tools });
    let deltas = 0;
    stream.on('tool_calls.function.arguments.delta', () => deltas++);
    const streamed = await stream.finalChatCompletion();
    expect(deltas).toBeGreaterThan(4);
    for (const { choices } of [plain, streamed]) {
      const [first, second] = choices[0]?.message.tool_calls ?? [];
      if (first?.type !== 'function' || second?.type !== 'function') throw new Error('no function calls');
      expect(first.id).toMatch(/^call_\w{24}$/);
      expect([first.function.name, JSON.parse(first.function.arguments)]).toEqual(['weather', WEATHER]);
      expect([second.function.name, second.function.arguments]).toEqual(['now', '{}']);
    }
  });

  it('gives its script the conversation, and plays an agent loop', async () => {
    const turns: unknown[] = [];
    provider.setReply(({ turn, tools, messages }) => {
      turns.push([turn, tools, messages.map(message => message.role).join()]);
      return turn < 2 ? CALL : { text: 'Sunny.' };
    });
    const runner = openai.chat.completions.runTools({
      model: 'gpt-4o',
      messages: [{ role: 'developer', content: 'Be brief.' }, ...say('Weather?')],
      tools: [
        {
          type: 'function',
          function: { name: 'weather', description: 'Looks it up.', parameters: schema, function: () => '21 °C' },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('Sunny.');
    expect(turns).toEqual([
      [0, ['weather'], 'system,user'],
      [1, ['weather'], 'system,user,assistant,tool'],
      [2, ['weather'], 'system,user,assistant,tool,assistant,tool'],
    ]);
  });
});

describe('responses', () => {
  it('answers plainly, with reasoning and a function call', async () => {
    provider.setReply([{ text: TEXT, thinking: 'Hm, hm.', ...CALL }]);
    const answer = await openai.responses.create({ model: 'gpt-4o-mini', instructions: 'Brief.', input: 'Hi' });
    expect(answer.id).toMatch(/^resp_[0-9a-f]{50}$/);
    expect(answer).toMatchObject({ status: 'completed', output_text: TEXT, model: 'gpt-4o-mini-2024-07-18' });
    expect(answer.output.map(item => item.type)).toEqual(['reasoning', 'message', 'function_call']);
    const call = answer.output[2];
    expect(call?.type === 'function_call' && JSON.parse(call.arguments)).toEqual(WEATHER);
    expect(answer.usage).toMatchObject({
      input_tokens: 6,
      input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 2 },
    });
  });

  it('streams its events in order', async () => {
    provider.setReply([{ text: 'Hello there', ...CALL }]);
    const events = await all(await openai.responses.create({ model: 'gpt-4o', input: 'Hi', stream: true }));
    expect(events.map(event => event.sequence_number)).toEqual(events.map((_, index) => index));
    const types = events.map(event => event.type.replace('response.', ''));
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
      'completed',
    ]);
    expect(events[0]).toMatchObject({ response: { usage: null, status: 'in_progress', output: [] } });
    expect(events.at(-1)).toMatchObject({ response: { usage: { input_tokens: 2 }, status: 'completed' } });

    const final = await openai.responses.stream({ model: 'gpt-4o', input: 'Hi' }).finalResponse();
    expect(final.output_text).toBe('Hello there');
    expect(final.output[1]).toMatchObject({ type: 'function_call', arguments: JSON.stringify(WEATHER) });
  });

  it('remembers a conversation by its last response', async () => {
    provider.setReply(({ turn, messages }) => (turn === 0 ? CALL : { text: String(messages.at(-1)?.text) }));
    const first = await openai.responses.create({ model: 'gpt-4o', input: 'Weather?' });
    const call = first.output[0];
    if (call?.type !== 'function_call') throw new Error('no function call');
    const second = await openai.responses.create({
      model: 'gpt-4o',
      previous_response_id: first.id,
      input: [{ type: 'function_call_output', call_id: call.call_id, output: 'warm' }],
    });
    expect(second.output_text).toBe('warm');
    expect(second.usage?.input_tokens).toBeGreaterThan(first.usage?.input_tokens ?? 0);
    const lost = openai.responses.create({ model: 'gpt-4o', previous_response_id: 'resp_0', input: 'Hi' });
    await expect(lost).rejects.toThrow("Previous response with id 'resp_0' not found.");
  });
});

describe('messages', () => {
  it('answers plainly, with thinking and a tool call', async () => {
    provider.setReply([{ text: TEXT, thinking: 'Hm, hm.', ...CALL }]);
    const answer = await claude({ model: 'claude-haiku-4-5' });
    expect(answer.id).toMatch(/^msg_01\w{22}$/);
    expect(answer._request_id).toMatch(/^req_011C\w{20}$/);
    expect(answer).toMatchObject({ model: 'claude-haiku-4-5-20251001', stop_reason: 'tool_use' });
    expect(answer.content.map(block => block.type)).toEqual(['thinking', 'text', 'tool_use']);
    expect(answer.content[2]).toMatchObject({ name: 'weather', input: WEATHER });
    expect(answer.usage).toMatchObject({
      input_tokens: 2,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      output_tokens_details: { thinking_tokens: 2 },
      service_tier: 'standard',
    });
  });

  it('streams its events in order, usage first as a placeholder and then in full', async () => {
    provider.setReply([{ text: TEXT, thinking: 'Hm, hm.', ...CALL }]);
    const events = await all(
      await anthropic.messages.create({
        model: 'claude-sonnet-4-6',
        max_tokens: 1000,
        messages: say('Hi'),
        stream: true,
      }),
    );
    const types = events.map(event => event.type.replace('content_block', 'block'));
    const block = ['block_start', 'block_delta', 'block_stop'];
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual([
      'message_start',
      ...block,
      ...block,
      ...block,
      'message_delta',
      'message_stop',
    ]);
    const output = (await claude()).usage.output_tokens;
    expect(events[0]).toMatchObject({ message: { content: [], usage: { input_tokens: 2, output_tokens: 1 } } });
    expect(events.at(-2)).toMatchObject({ usage: { input_tokens: 2, output_tokens: output } });

    const final = await anthropic.messages
      .stream({ model: 'claude-sonnet-4-6', max_tokens: 1000, messages: say('Hi') })
      .finalMessage();
    expect(final.content.map(block => block.type)).toEqual(['thinking', 'text', 'tool_use']);
    expect(final.content[1]).toMatchObject({ text: TEXT });
    expect(final.content[2]).toMatchObject({ input: WEATHER });
    expect(final.usage.output_tokens).toBe(output);
  });

  it('counts tokens without answering', async () => {
    const { input_tokens } = await anthropic.messages.countTokens({ model: 'claude-sonnet-4-6', messages: say('Hi') });
    expect(input_tokens).toBe((await claude()).usage.input_tokens);
  });
});

describe('usage', () => {
  it('OpenAI: a prefix of 1,024 tokens and more is cached by itself, in steps of 128', async () => {
    const long = [{ role: 'system' as const, content: 's'.repeat(6000) }, ...say('Hi')];
    const grown = [...long, { role: 'assistant' as const, content: 'a'.repeat(2000) }, ...say('And?')];
    const cached: number[] = [];
    for (const messages of [long, long, grown, grown, say('Hi')]) {
      const { usage } = await chat({}, messages);
      cached.push(usage?.prompt_tokens_details?.cached_tokens ?? -1);
      expect(usage?.prompt_tokens).toBe(provider.requests.at(-1)?.counts?.input);
    }
    expect(cached).toEqual([0, 1408, 1408, 1920, 0]);
    expect(provider.requests[2]?.counts?.input).toBe(
      Math.ceil(('system\n\nuser\nHi\nassistant\n\nuser\nAnd?\n'.length + 8000) / 4),
    );

    const late = [{ role: 'system' as const, content: `now! ${'s'.repeat(6000)}` }];
    expect((await chat({}, late)).usage?.prompt_tokens_details?.cached_tokens).toBe(0);
    clock += 11 * 60_000;
    expect((await chat({}, long)).usage?.prompt_tokens_details?.cached_tokens).toBe(0);
  });

  it('Anthropic: only what is marked is cached, five minutes or an hour', async () => {
    const mark = (ttl?: '1h') => ({ cache_control: { type: 'ephemeral' as const, ...(ttl && { ttl }) } });
    const block = (letter: string, extra: object = {}) => ({
      type: 'text' as const,
      text: letter.repeat(9999),
      ...extra,
    });
    const usage = async (system: object[]) => {
      const answer = (await claude({ system })).usage;
      const { ephemeral_5m_input_tokens, ephemeral_1h_input_tokens } = answer.cache_creation ?? {};
      expect(answer.cache_creation_input_tokens).toBe(
        (ephemeral_5m_input_tokens ?? 0) + (ephemeral_1h_input_tokens ?? 0),
      );
      return [
        answer.input_tokens,
        answer.cache_read_input_tokens,
        ephemeral_5m_input_tokens,
        ephemeral_1h_input_tokens,
      ];
    };
    expect(await usage([block('a'), block('b')])).toEqual([5002, 0, 0, 0]);
    expect(await usage([block('a', mark('1h')), block('b', mark())])).toEqual([2, 0, 2500, 2500]);
    expect(await usage([block('a', mark('1h')), block('b', mark())])).toEqual([2, 5000, 0, 0]);
    expect(await usage([block('a', mark('1h')), block('c', mark())])).toEqual([2, 2500, 2500, 0]);
    expect(await usage([block('a'), block('c'), block('d', mark())])).toEqual([2, 5000, 2500, 0]);
    clock += 6 * 60_000;
    expect(await usage([block('a', mark('1h')), block('b', mark())])).toEqual([2, 2500, 2500, 0]);
    clock += 61 * 60_000;
    expect(await usage([block('a', mark('1h')), block('b', mark())])).toEqual([2, 0, 2500, 2500]);
    expect(await usage([{ type: 'text', text: 'short', ...mark() }])).toEqual([4, 0, 0, 0]);
  });

  it('Anthropic: a conversation with a moving mark reads what it wrote a turn ago', async () => {
    provider.setReply([{ text: 'x'.repeat(400) }]);
    const messages: Anthropic.MessageParam[] = [];
    let before = 0;
    for (let turn = 0; turn < 3; turn++) {
      messages.push({ role: 'user', content: 'u'.repeat(10_000) });
      const { content, usage } = await claude({ cache_control: { type: 'ephemeral' } }, messages);
      expect([usage.cache_read_input_tokens, usage.input_tokens]).toEqual([before, 0]);
      before += usage.cache_creation_input_tokens ?? 0;
      messages.push({ role: 'assistant', content });
    }
    expect(before).toBeGreaterThan(7500);
  });

  it('takes numbers from the script', async () => {
    const counts = { input: 100, cacheRead: 10, cacheWrite5m: 20, cacheWrite1h: 30, output: 7, reasoning: 5 };
    provider.setReply([{ usage: counts }, { usage: { output: 9 } }, { rawUsage: { prompt_tokens: 'many' } }]);
    expect((await claude()).usage).toMatchObject({
      input_tokens: 40,
      cache_read_input_tokens: 10,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
      output_tokens: 7,
    });
    expect((await chat()).usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 9 });
    expect((await chat()).usage).toEqual({ prompt_tokens: 'many' });
  });

  it('keeps to the limit of the request', async () => {
    provider.setReply([{ text: 'ä'.repeat(100) }]);
    expect(await claude({ max_tokens: 5 })).toMatchObject({
      stop_reason: 'max_tokens',
      usage: { output_tokens: 5 },
      content: [{ text: 'ä'.repeat(10) }],
    });
    expect((await chat({ max_completion_tokens: 5 })).choices[0]?.finish_reason).toBe('length');
    const response = await openai.responses.create({ model: 'gpt-4o', input: 'Hi', max_output_tokens: 5 });
    expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  });
});

describe('errors', () => {
  it('knows its keys', async () => {
    const strange = { baseURL: provider.url, apiKey: 'sk-other', maxRetries: 0 };
    const wrong = new OpenAI({ ...strange, baseURL: `${provider.url}/v1` }).models.list();
    await expect(wrong).rejects.toThrow(OpenAI.NotFoundError);
    const call = new OpenAI({ ...strange, baseURL: `${provider.url}/v1` }).responses.create({
      model: 'gpt-4o',
      input: '',
    });
    await expect(call).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    const message = new Anthropic(strange).messages.create({ model: 'claude-sonnet-4-6', max_tokens: 1, messages: [] });
    await expect(message).rejects.toMatchObject({ status: 401, type: 'authentication_error' });
    expect((await fetch(`${provider.url}/v1/messages`, { method: 'POST', body: '{}' })).status).toBe(401);
  });

  it.each([
    [429, OpenAI.RateLimitError, Anthropic.RateLimitError, 'rate_limit_error'],
    [500, OpenAI.InternalServerError, Anthropic.InternalServerError, 'api_error'],
    [529, OpenAI.InternalServerError, Anthropic.InternalServerError, 'overloaded_error'],
  ])('says %i in the words of each', async (status, openaiError, anthropicError, type) => {
    provider.setReply([{ status }]);
    const failed = await chat().catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(openaiError);
    expect(failed).toHaveProperty('requestID', expect.stringMatching(/^req_/));
    const refused = await claude().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(anthropicError);
    expect(refused).toMatchObject({ status, type });
  });

  it('is tried again by the SDKs, as long as they are told', async () => {
    const headers = { 'retry-after-ms': '1' };
    provider.setReply([{ status: 429, headers }, { status: 500, headers }, { text: 'At last.' }]);
    const patient = openai.withOptions({ maxRetries: 2 });
    const answer = await patient.chat.completions.create({ model: 'gpt-4o', messages: say('Hi') });
    expect(answer.choices[0]?.message.content).toBe('At last.');
    const counts = provider.requests.map(request => [request.status, request.headers['x-stainless-retry-count']]);
    expect(counts).toEqual([
      [429, '0'],
      [500, '1'],
      [200, '2'],
    ]);
    expect(provider.requests.map(request => request.call?.turn)).toEqual([0, 0, 0]);

    provider.setReply([{ status: 529, headers: { 'x-should-retry': 'false' } }]);
    provider.reset();
    const impatient = anthropic.withOptions({ maxRetries: 2 });
    const refused = impatient.messages.create({ model: 'claude-sonnet-4-6', max_tokens: 1, messages: say('Hi') });
    await expect(refused).rejects.toThrow('529');
    expect(provider.requests).toHaveLength(1);
  });

  it('refuses what the real ones refuse', async () => {
    await expect(chat({ stream_options: { include_usage: true } })).rejects.toThrow("only allowed when 'stream'");
    const torn = [{ role: 'tool' as const, tool_call_id: 'call_1', content: '' }];
    await expect(chat({}, torn)).rejects.toThrow("messages with role 'tool' must be a response");
    await expect(claude({ max_tokens: undefined })).rejects.toThrow('max_tokens: Field required');
    const use = { type: 'tool_use' as const, id: 'toolu_1', name: 'weather', input: {} };
    const unanswered = claude({}, [...say('Hi'), { role: 'assistant', content: [use] }, ...say('So?')]);
    await expect(unanswered).rejects.toThrow('ids were found without `tool_result` blocks immediately after: toolu_1');
    const marked = { type: 'text' as const, text: 'x', cache_control: { type: 'ephemeral' as const } };
    await expect(claude({ system: Array(5).fill(marked) })).rejects.toThrow('Found 5.');
    const output = [{ type: 'function_call_output' as const, call_id: 'call_9', output: '' }];
    await expect(openai.responses.create({ model: 'gpt-4o', input: output })).rejects.toThrow('call_id call_9');
  });
});

describe('faults', () => {
  const counted = { stream_options: { include_usage: true } };
  const chunks = async (fault: Fault) => all(await chatStream(counted, [{ text: TEXT, fault }]));
  const claudeEvents = async (fault: Fault) => {
    provider.setReply([{ text: TEXT, fault }]);
    return all((await claude({ stream: true })) as unknown as AsyncIterable<Anthropic.RawMessageStreamEvent>);
  };
  const responseEvents = async (fault: Fault) => {
    provider.setReply([{ text: TEXT, fault }]);
    return all(await openai.responses.create({ model: 'gpt-4o', input: 'Hi', stream: true }));
  };
  const streams = [chunks, claudeEvents, responseEvents];

  it.each(['truncate', 'garbage', 'reset'] as const)('%s breaks every stream', async fault => {
    for (const stream of streams) await expect(stream(fault)).rejects.toThrow();
  });

  it.each(['truncate', 'garbage', 'reset'] as const)('%s breaks every plain answer', async fault => {
    provider.setReply([{ text: TEXT, fault }]);
    await expect(chat()).rejects.toThrow();
    await expect(claude()).rejects.toThrow();
    await expect(openai.responses.create({ model: 'gpt-4o', input: 'Hi' })).rejects.toThrow();
  });

  it('error-event ends a stream with an error', async () => {
    await expect(chunks('error-event')).rejects.toThrow('The server had an error');
    await expect(claudeEvents('error-event')).rejects.toThrow('Overloaded');
    expect((await responseEvents('error-event')).at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error' } },
    });
  });

  it('no-terminal leaves out the last event', async () => {
    expect((await claudeEvents('no-terminal')).at(-1)?.type).toBe('message_delta');
    expect((await responseEvents('no-terminal')).at(-1)?.type).toBe('response.output_item.done');
    const body = JSON.stringify({ model: 'gpt-4o', messages: say('Hi'), stream: true });
    provider.setReply([{ text: TEXT }, { text: TEXT, fault: 'no-terminal' }]);
    const request = { method: 'POST', headers: { authorization: 'Bearer sk-test' }, body };
    const url = `${provider.url}/v1/chat/completions`;
    const [good, bad] = [await (await fetch(url, request)).text(), await (await fetch(url, request)).text()];
    expect(good.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(bad).not.toContain('[DONE]');
  });

  it('usage comes twice, or never', async () => {
    const usages = (list: { usage?: unknown }[]) => list.filter(event => event.usage).length;
    expect([usages(await chunks('usage-twice')), usages(await chunks('usage-never'))]).toEqual([2, 0]);
    const deltas = (await claudeEvents('usage-twice')).filter(event => event.type === 'message_delta');
    expect(deltas).toHaveLength(2);
    expect(JSON.stringify(await claudeEvents('usage-never'))).not.toContain('usage');
    expect(JSON.stringify(await responseEvents('usage-never'))).not.toContain('input_tokens');
    provider.setReply([{ fault: 'usage-never' }]);
    expect((await chat()).usage).toBeUndefined();
    expect(provider.requests.at(-1)?.counts?.input).toBe(2);
  });

  it('null-choices', async () => {
    expect((await chunks('null-choices')).filter(chunk => chunk.choices === null)).toHaveLength(1);
    provider.setReply([{ fault: 'null-choices' }]);
    expect((await chat()).choices).toBeNull();
    expect((await claude()).content).toBeNull();
  });

  it('gzip and bytes cut anywhere change nothing', async () => {
    const text = (list: OpenAI.ChatCompletionChunk[]) =>
      list.map(chunk => chunk.choices[0]?.delta.content ?? '').join('');
    expect(text(await all(await chatStream({}, [{ text: TEXT, gzip: true }])))).toBe(TEXT);
    expect(text(await all(await chatStream({}, [{ text: '🌞é', splitBytes: 7, chunkSize: 1 }])))).toBe('🌞é');
    provider.setReply([{ text: TEXT, gzip: true }]);
    expect((await chat()).choices[0]?.message.content).toBe(TEXT);
  });

  it('notices a client that goes away', async () => {
    provider.setReply([{ fault: 'hang' }, { text: TEXT, chunkMs: 20 }]);
    const signal = AbortSignal.timeout(30);
    const request = openai.chat.completions.create({ model: 'gpt-4o', messages: say('Hi') }, { signal });
    await expect(request).rejects.toThrow(OpenAI.APIUserAbortError);

    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages: say('Hi'), stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    await expect.poll(() => provider.requests[1]?.aborted).toBe(true);
    expect(provider.requests[1]?.finished).toBe(false);
  });

  it('answers whatever it is told', async () => {
    provider.setReply([
      { raw: { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad Gateway</h1>' } },
    ]);
    await expect(chat()).rejects.toMatchObject({ status: 502 });
    provider.setReply(() => {
      throw new Error('oops');
    });
    await expect(claude()).rejects.toThrow('The script failed: Error: oops');
  });
});
