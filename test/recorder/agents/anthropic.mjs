// Calls of the Anthropic SDK, one function each: `node anthropic.mjs <url> <name>…`.
import Anthropic from '@anthropic-ai/sdk';

const [, , url, ...names] = process.argv;
const anthropic = new Anthropic({ baseURL: url });
const question = {
  model: 'claude-sonnet-4-6',
  max_tokens: 1000,
  system: 'Be kind.',
  messages: [{ role: 'user', content: 'Hi' }],
};
const tools = [{ name: 'read_file', input_schema: { type: 'object', properties: { path: { type: 'string' } } } }];
const textOf = message => message.content.find(block => block.type === 'text')?.text;

const scenarios = {
  async plain() {
    return textOf(await anthropic.messages.create(question)); /* @plain */
  },
  async stream() {
    let text = '';
    const stream = await anthropic.messages.create({ ...question, stream: true }); /* @stream */
    for await (const event of stream) if (event.type === 'content_block_delta') text += event.delta.text ?? '';
    return text;
  },
  async helper() {
    const stream = anthropic.messages.stream(question); /* @helper */
    return textOf(await stream.finalMessage());
  },
  async beta() {
    return textOf(await anthropic.beta.messages.create(question)); /* @beta */
  },
  async tools() {
    const messages = [...question.messages];
    for (;;) {
      const message = await anthropic.messages.create({ ...question, messages, tools }); /* @tools */
      messages.push({ role: 'assistant', content: message.content });
      if (message.stop_reason !== 'tool_use') return textOf(message);
      const results = message.content
        .filter(block => block.type === 'tool_use')
        .map(block => ({ type: 'tool_result', tool_use_id: block.id, content: 'read', is_error: true }));
      messages.push({ role: 'user', content: results });
    }
  },
  async 'tools-stream'() {
    const message = await anthropic.messages.stream({ ...question, tools }).finalMessage();
    return JSON.stringify(message.content.find(block => block.type === 'tool_use')?.input);
  },
  async break() {
    for await (const _ of await anthropic.messages.create({ ...question, stream: true })) break;
    return 'left';
  },
  async error() {
    return anthropic.messages.create(question).then(textOf, error => `${error.constructor.name} ${error.status ?? ''}`);
  },
  async count() {
    return String(
      (await anthropic.messages.countTokens({ model: question.model, messages: question.messages })).input_tokens > 0,
    );
  },
};

for (const name of names) console.log(`${name}: ${await scenarios[name]()}`);
