// Asks in several ways; some of it is to be kept. `node content.mjs <url> <how>`
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const [, , url, how] = process.argv;
const { run } = await import(process.env.SPANMETER_INDEX);
const openai = new OpenAI({ baseURL: `${url}/v1`, maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: url, maxRetries: 0 });
const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(4000)}` } };
const messages = [
  { role: 'system', content: 'You are brief.' },
  { role: 'user', content: [{ type: 'text', text: 'What is in my.txt? My key is sk-abcdefghij0123456789.' }, image] },
  {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read', arguments: '{"path":"my.txt"}' } }],
  },
  { role: 'tool', tool_call_id: 'c1', content: 'Nothing much.' },
];
const tools = [{ type: 'function', function: { name: 'read', parameters: { type: 'object' } } }];

const WAYS = {
  plain: () => openai.chat.completions.create({ model: 'gpt-4o', messages, tools }),
  async stream() {
    for await (const _ of await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true }));
  },
  responses: () => openai.responses.create({ model: 'gpt-4o', instructions: 'Be brief.', input: 'Hello?' }),
  async 'responses stream'() {
    for await (const _ of await openai.responses.create({ model: 'gpt-4o', input: 'Hello?', stream: true }));
  },
  messages: () =>
    anthropic.messages.create({
      model: 'claude-sonnet-4-6',
      max_tokens: 10,
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'Hello?' }],
    }),
  async 'messages stream'() {
    const body = { model: 'claude-sonnet-4-6', max_tokens: 10, messages: [{ role: 'user', content: 'Hello?' }] };
    for await (const _ of anthropic.messages.stream(body));
  },
  long: () =>
    openai.chat.completions.create({
      model: 'gpt-4o',
      messages: Array.from({ length: 40 }, (_, i) => ({ role: 'user', content: `${i}: ${'word '.repeat(20_000)}` })),
    }),
  async opted() {
    await run('silent', WAYS.plain);
    await run({ name: 'kept', content: true }, () => run('inner', WAYS.plain));
    await run({ name: 'not kept', content: false }, WAYS.plain);
  },
};
await WAYS[how]();
