// ES modules of what still runs on the oldest Node.
import { createOpenAI } from '@ai-sdk/openai-3';
import Anthropic from '@anthropic-ai/sdk-0';
import { ChatAnthropic } from '@langchain/anthropic';
import { generateText, streamText } from 'ai-6';
import { CohereClientV2 } from 'cohere-ai';

const [, , url] = process.argv;
const apiKey = 'test';
const messages = [{ role: 'user', content: 'Hi' }];
const claude = { model: 'claude-sonnet-4-6', max_tokens: 100, messages };
const drain = async stream => {
  for await (const _ of stream);
};

const anthropic = new Anthropic({ baseURL: url, apiKey });
await anthropic.messages.create(claude); /* @1 */
await anthropic.messages.stream(claude).finalMessage(); /* @2 */
const model = createOpenAI({ baseURL: `${url}/v1`, apiKey })('gpt-4o');
await generateText({ model, prompt: 'Hi' }); /* @3 */
await drain(streamText({ model, prompt: 'Hi' }).textStream); /* @4 */
const lang = new ChatAnthropic({ model: claude.model, apiKey, anthropicApiUrl: url });
await lang.invoke('Hi'); /* @5 */
await drain(await lang.stream('Hi')); /* @6 */
await new CohereClientV2({ environment: url, token: apiKey }).chat({ model: 'command-a-03-2025', messages }); /* @7 */
