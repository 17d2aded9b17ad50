// The same calls from CommonJS, within functions and classes: `node sites.cjs <url>`.
const OpenAI = require('openai');
const Anthropic = require('@anthropic-ai/sdk');

const url = process.argv[2];
const openai = new OpenAI({ baseURL: `${url}/v1` });
const anthropic = new Anthropic({ baseURL: url });
const messages = [{ role: 'user', content: 'Hi' }];
const question = { model: 'claude-sonnet-4-6', max_tokens: 100, messages };

class Agent {
  async step() {
    await openai.chat.completions.create({ model: 'gpt-4o', messages }); /* @openai */
    await anthropic.messages.create(question); /* @anthropic */
    const callback = () => anthropic.messages.stream(question); /* @arrow */
    await callback().finalMessage();
  }
}

async function bare() {
  const body = JSON.stringify({ model: 'gpt-4o', messages });
  const headers = { authorization: 'Bearer sk-x', 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/chat/completions?key=1`, { method: 'POST', headers, body }); /* @fetch */
  return response.json();
}

(async () => {
  await new Agent().step();
  await bare();
  await Promise.all([1, 2].map(() => openai.chat.completions.create({ model: 'gpt-4o', messages }))); /* @all */
})();
