// A well-behaved agent: plans an off-site from the company handbook. It searches, reads what it needs, adds up and ends.
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';
import { connection } from './client.mjs';

const client = new OpenAI(await connection('OPENAI'));
const handbook = readFileSync(new URL('handbook.md', import.meta.url), 'utf8')
  .split(/^## /m)
  .slice(1);

const tools = {
  search_handbook({ query }) {
    const words = query.toLowerCase().split(' ');
    const hits = handbook.filter(section => words.every(word => section.toLowerCase().includes(word)));
    return hits.map(section => section.slice(0, 160)).join('\n---\n') || 'Nothing found.';
  },
  read_section: ({ title }) => handbook.find(section => section.startsWith(`${title}\n`)) ?? 'No such section.',
  add_up: ({ items }) => items.reduce((sum, { each, times }) => sum + each * times, 0).toFixed(2),
};

const text = { type: 'string' };
const item = { type: 'object', properties: { what: text, each: { type: 'number' }, times: { type: 'number' } } };
const definitions = [
  define('search_handbook', 'Find handbook sections that contain all of the words.', { query: text }),
  define('read_section', 'Read one section of the handbook, by its title.', { title: text }),
  define('add_up', 'Add up amounts, each a number of times.', { items: { type: 'array', items: item } }),
];

const task = `Six of us want to go from Berlin to Lisbon for a three-day off-site in May, first session at 9.
What may it cost, and who approves it?`;
const messages = [
  {
    role: 'system',
    content: 'You plan trips for Harbourlight. Follow the handbook, quote its limits, sum with add_up.',
  },
  { role: 'user', content: task },
];

for (let turn = 1; turn <= 12; turn++) {
  const stream = await client.chat.completions.create({
    model: 'gpt-4o',
    messages,
    tools: definitions,
    stream: true,
    stream_options: { include_usage: true },
  });
  const { content, calls, tokens } = await collect(stream);
  const steps = calls.map(({ function: { name, arguments: json } }) => `${name} ${json.slice(0, 60)}`);
  console.log(`${turn}. ${steps.join(', ') || `answer\n\n${content}\n`}  (${tokens} tokens)`);
  messages.push({ role: 'assistant', content, ...(calls.length > 0 && { tool_calls: calls }) });
  if (calls.length === 0) break;
  for (const { id, function: call } of calls) {
    messages.push({ role: 'tool', tool_call_id: id, content: tools[call.name](JSON.parse(call.arguments)) });
  }
}

async function collect(stream) {
  const result = { content: '', calls: [], tokens: '?' };
  for await (const { choices, usage } of stream) {
    if (usage) result.tokens = usage.total_tokens;
    result.content += choices[0]?.delta.content ?? '';
    for (const { index, id, function: part } of choices[0]?.delta.tool_calls ?? []) {
      result.calls[index] ??= { id, type: 'function', function: { name: part.name, arguments: '' } };
      result.calls[index].function.arguments += part.arguments;
    }
  }
  return result;
}

function define(name, description, properties) {
  const parameters = { type: 'object', properties, required: Object.keys(properties) };
  return { type: 'function', function: { name, description, parameters } };
}
