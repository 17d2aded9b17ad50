// Calls of the openai SDK, one function each: `node openai.mjs <url> <name>…`.
import OpenAI from 'openai';

const [, , url, ...names] = process.argv;
const openai = new OpenAI({ baseURL: `${url}/v1`, maxRetries: 2 });
const messages = [
  { role: 'system', content: 'You are a helpful agent.' },
  { role: 'user', content: 'Read the file.' },
];
const tools = [
  {
    type: 'function',
    function: { name: 'read_file', parameters: { type: 'object', properties: { path: { type: 'string' } } } },
  },
];
const usage = { stream: true, stream_options: { include_usage: true } };

const scenarios = {
  async plain() {
    const answer = await openai.chat.completions.create({ model: 'gpt-4o', messages }); /* @plain */
    return answer.choices[0].message.content;
  },
  async stream() {
    let text = '';
    const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, ...usage }); /* @stream */
    for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? '';
    return text;
  },
  async 'stream-no-usage'() {
    let text = '';
    for await (const chunk of await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true })) {
      text += chunk.choices[0]?.delta?.content ?? '';
    }
    return text;
  },
  async helper() {
    const stream = openai.chat.completions.stream({ model: 'gpt-4o', messages, ...usage }); /* @helper */
    return stream.finalContent();
  },
  async tools() {
    const turns = [...messages];
    for (;;) {
      const { choices } = await openai.chat.completions.create({
        model: 'gpt-4o',
        messages: turns,
        tools,
      }); /* @tools */
      const [{ message }] = choices;
      turns.push(message);
      if (!message.tool_calls) return message.content;
      for (const call of message.tool_calls) {
        turns.push({ role: 'tool', tool_call_id: call.id, content: `read at ${Date.now()}` });
      }
    }
  },
  async 'tools-stream'() {
    const stream = openai.chat.completions.stream({ model: 'gpt-4o', messages, tools, ...usage });
    return (await stream.finalMessage()).tool_calls?.[0]?.function.arguments;
  },
  async 'run-tools'() {
    const run = { ...tools[0].function, function: () => 'content', parse: JSON.parse };
    const options = { model: 'gpt-4o', messages, tools: [{ type: 'function', function: run }] };
    const runner = openai.chat.completions.runTools(options); /* @run-tools */
    return runner.finalContent();
  },
  async responses() {
    const options = { model: 'gpt-4o', instructions: 'Be short.', input: 'Hi' };
    return (await openai.responses.create(options)).output_text; /* @responses */
  },
  async 'responses-stream'() {
    const types = [];
    const options = { model: 'gpt-4o', input: 'Hi', stream: true };
    const stream = await openai.responses.create(options); /* @responses-stream */
    for await (const event of stream) types.push(event.type);
    return types.at(-1);
  },
  async 'responses-helper'() {
    const stream = openai.responses.stream({ model: 'gpt-4o', input: 'Hi' }); /* @responses-helper */
    return (await stream.finalResponse()).output_text;
  },
  async remote() {
    const first = await openai.responses.create({ model: 'gpt-4o', input: 'Hi' });
    return (await openai.responses.create({ model: 'gpt-4o', input: 'More', previous_response_id: first.id }))
      .output_text;
  },
  async break() {
    for await (const _ of await openai.chat.completions.create({ model: 'gpt-4o', messages, ...usage })) break;
    return 'left';
  },
  async abort() {
    const controller = new AbortController();
    const stream = await openai.chat.completions.create(
      { model: 'gpt-4o', messages, ...usage },
      { signal: controller.signal },
    );
    try {
      for await (const _ of stream) controller.abort();
    } catch (error) {
      return error.name;
    }
    return 'aborted';
  },
  async 'abort-early'() {
    const controller = new AbortController();
    const call = openai.chat.completions.create({ model: 'gpt-4o', messages }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    return call.catch(error => error.constructor.name);
  },
  async error() {
    return openai.chat.completions.create({ model: 'gpt-4o', messages }).then(
      answer => answer.choices?.[0]?.message?.content ?? JSON.stringify(answer),
      error => `${error.constructor.name} ${error.status ?? ''}`,
    );
  },
  async 'error-stream'() {
    let chunks = 0;
    try {
      const stream = await openai.chat.completions.create({ model: 'gpt-4o', messages, ...usage });
      for await (const _ of stream) chunks++;
      return 'ended';
    } catch (error) {
      return `${chunks > 0} ${error.constructor.name}`;
    }
  },
  async unread() {
    const response = await openai.chat.completions.create({ model: 'gpt-4o', messages }).asResponse();
    return String(response.status);
  },
};

for (const name of names) console.log(`${name}: ${await scenarios[name]()}`);
