// The AI SDK 7 with tools: one that calls a model itself, one that fails.
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { PARAMETERS } from '../harness.mjs';

const [, , url, how] = process.argv;
const model = createOpenAI({ baseURL: `${url}/v1`, apiKey: 'test' })('gpt-4o');
const inputSchema = jsonSchema(PARAMETERS);
const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Sum up.' }] });

const tools = {
  read_file: tool({
    description: 'Reads a file, and asks another model about it.',
    inputSchema,
    async execute() {
      const headers = { authorization: 'Bearer test', 'content-type': 'application/json' };
      const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body }); /* @inner */
      await answer.json();
      return 'the content';
    },
  }),
  broken: tool({
    description: 'Fails.',
    inputSchema,
    async execute() {
      throw new RangeError('never written');
    },
  }),
};

const options = { model, prompt: 'Hi', tools, stopWhen: stepCountIs(4) };
if (how === 'generate') console.log((await generateText(options)).text);
else {
  let text = '';
  for await (const piece of streamText(options).textStream) text += piece;
  console.log(text);
}
