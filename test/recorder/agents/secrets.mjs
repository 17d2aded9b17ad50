// Puts a secret into every place it can: none of them may be written. `node secrets.mjs <url> <secret>`
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const [, , url, s] = process.argv;
const { llm, run, startSpan, startTrace, endSpan, endTrace, tool, turn } = await import(process.env.SPANMETER_INDEX);
process.env.MY_SECRET = s;
const openai = new OpenAI({
  apiKey: s,
  baseURL: `${url}/v1`,
  maxRetries: 0,
  defaultHeaders: { 'x-mine': s },
  defaultQuery: { key: s },
});
const anthropic = new Anthropic({ apiKey: s, baseURL: url, maxRetries: 0 });
const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${Buffer.from(s).toString('base64')}` } };
const tools = [
  { type: 'function', function: { name: 'read', description: s, parameters: { type: 'object', description: s } } },
];
const messages = [
  { role: 'system', content: `system ${s}` },
  { role: 'user', content: [{ type: 'text', text: `user ${s}` }, image] },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read', arguments: JSON.stringify({ path: s }) } }],
  },
  { role: 'tool', tool_call_id: 'c1', content: `result ${s}` },
];
const quietly = promise => promise.catch(() => undefined);

await quietly(openai.chat.completions.create({ model: 'gpt-4o', messages, tools, user: s, metadata: { s } }));
for await (const _ of await openai.chat.completions.create({ model: 'gpt-4o', messages, tools, stream: true }));
await quietly(openai.responses.create({ model: 'gpt-4o', instructions: s, input: s, metadata: { s } }));
await quietly(
  anthropic.messages.create({
    model: 'claude-sonnet-4-6',
    max_tokens: 10,
    system: s,
    messages: [{ role: 'user', content: s }],
    metadata: { user_id: s },
  }),
);
await quietly(openai.chat.completions.create({ model: 'fails', messages }));
await quietly(
  fetch(`http://user:${s}@127.0.0.1:1/v1/chat/completions?key=${s}#${s}`, {
    method: 'POST',
    body: JSON.stringify({ messages }),
  }),
);
await quietly(
  fetch(`${url}/v1/chat/completions?key=${s}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${s}` },
    body: JSON.stringify({ model: 'gpt-4o', messages }),
  }).then(r => r.text()),
);
await run({ name: 'named', meta: { prompt: s, input: { deep: s }, note: s.repeat(20) } }, async () => {
  await turn('turn', () => tool('tool', async () => s, { args: { s } }));
  await quietly(
    Promise.resolve().then(() =>
      turn('fails', () => {
        throw new Error(s);
      }),
    ),
  );
  await quietly(
    tool('fails', async () => {
      throw Object.assign(new Error(s), { code: `${s} ${s}` });
    }),
  );
  await llm('model', async span => {
    span.usage({ prompt_tokens: 1, text: `${s} and more`, nested: { content: `${s} ${s}` } });
  });
});
const trace = startTrace({ name: 'trace', metadata: { messages: [s], output: s } });
const span = startSpan(trace.id, { name: 'span', type: 'llm', metadata: { prompt: s, request: { body: s } } });
endSpan(span.id, {
  output: s,
  metadata: { completion: s, response: { content: s }, usage: { input_tokens: 1, raw: `${s} ${s}` } },
});
endTrace(trace.id, { output: s, metadata: { result: s } });
console.log('done');
