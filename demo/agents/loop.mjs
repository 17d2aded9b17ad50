// A runaway agent: it is to repair a failing test, but all it ever does is run the test again.
import { readFileSync } from 'node:fs';
import Anthropic from '@anthropic-ai/sdk';
import { connection } from './client.mjs';

const client = new Anthropic(await connection('ANTHROPIC'));

const tools = {
  run_tests: () => readFileSync(new URL('report.txt', import.meta.url), 'utf8'),
};

const definitions = [
  {
    name: 'run_tests',
    description: 'Runs the tests of one file and returns the report.',
    input_schema: { type: 'object', properties: { file: { type: 'string' } }, required: ['file'] },
  },
];

const messages = [{ role: 'user', content: 'test/invoice.test.js fails. Find out why and repair src/invoice.js.' }];

try {
  for (let turn = 1; turn <= 60; turn++) {
    const message = await client.messages.create({
      model: 'claude-sonnet-4-6',
      max_tokens: 1024,
      system: 'You are a careful engineer. Make the failing test pass. Run the tests to see whether you are done.',
      tools: definitions,
      messages,
    });
    const calls = message.content.filter(block => block.type === 'tool_use');
    const { input_tokens, output_tokens } = message.usage;
    console.log(`${turn}. ${calls.map(show).join(', ') || 'answer'}  (${input_tokens + output_tokens} tokens)`);
    if (calls.length === 0) break;
    const results = calls.map(call => ({
      type: 'tool_result',
      tool_use_id: call.id,
      content: tools[call.name](call.input),
    }));
    messages.push({ role: 'assistant', content: message.content }, { role: 'user', content: results });
  }
} catch (error) {
  console.error(error.apiMessage ?? error.message);
  process.exitCode = 1;
}

function show({ name, input }) {
  return `${name} ${JSON.stringify(input)}`;
}
