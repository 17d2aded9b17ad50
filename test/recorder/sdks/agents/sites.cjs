// CommonJS: every way into an SDK that leaves no trace at the transport, each at its own line.
const Anthropic = require('@anthropic-ai/sdk-0');
const { createOpenAI } = require('@ai-sdk/openai-3');
const { ChatAnthropic } = require('@langchain/anthropic');
const { generateText, streamText, ToolLoopAgent } = require('ai-6');
const { CohereClientV2 } = require('cohere-ai');
const Groq = require('groq-sdk');

const [, , url] = process.argv;
const apiKey = 'test';
const messages = [{ role: 'user', content: 'Hi' }];
const claude = { model: 'claude-sonnet-4-6', max_tokens: 100, messages };
const drain = async stream => {
  for await (const _ of stream);
};

async function main() {
  const anthropic = new Anthropic({ baseURL: url, apiKey });
  await anthropic.messages.create(claude); /* @1 */
  await anthropic.messages.stream(claude).finalMessage(); /* @2 */
  const model = createOpenAI({ baseURL: `${url}/v1`, apiKey })('gpt-4o');
  await generateText({ model, prompt: 'Hi' }); /* @3 */
  await drain(streamText({ model, prompt: 'Hi' }).textStream); /* @4 */
  await new ToolLoopAgent({ model }).generate({ prompt: 'Hi' }); /* @5 */
  const lang = new ChatAnthropic({ model: claude.model, apiKey, anthropicApiUrl: url });
  await lang.invoke('Hi'); /* @6 */
  await drain(await lang.stream('Hi')); /* @7 */
  await new CohereClientV2({ environment: url, token: apiKey }).chat({ model: 'command-a-03-2025', messages }); /* @8 */
  const groq = new Groq({ baseURL: url, apiKey });
  await groq.chat.completions.create({ model: 'llama-3.3-70b-versatile', messages }); /* @9 */
}

main();
