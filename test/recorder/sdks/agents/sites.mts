// TypeScript as Node runs it, or tsx: every way into an SDK that leaves no trace at the transport, each at its own line.

import { createOpenAI } from '@ai-sdk/openai';
import { Anthropic } from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { ChatAnthropic } from '@langchain/anthropic';
import { RunnableLambda } from '@langchain/core/runnables';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { embed, embedMany, generateText, streamText, ToolLoopAgent } from 'ai';
import { CohereClientV2 } from 'cohere-ai';
import Groq from 'groq-sdk';
import { createAgent } from 'langchain';
import OpenAI from 'openai';

interface Named {
  readonly name: string;
}

const url: string = process.argv[2] ?? '';
const apiKey = 'test';
const messages = [{ role: 'user' as const, content: 'Hi' }];
const claude = { model: 'claude-sonnet-4-6', max_tokens: 100, messages };
const drain = async (stream: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of stream);
};

const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey });
await openai.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] }); /* @1 */
await openai.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Hi' }); /* @2 */
await openai.chat.completions.stream({ model: 'gpt-4o', messages }).finalContent(); /* @3 */

// A fetch of the program's own stands between the SDK and the platform: it is not where the call was made.
const own: typeof fetch = (input, init) => fetch(input, init);
const anthropic = new Anthropic({ baseURL: url, apiKey, fetch: own });
await anthropic.messages.create(claude); /* @4 */
await anthropic.beta.messages.stream(claude).finalMessage(); /* @5 */

const model = createOpenAI({ baseURL: `${url}/v1`, apiKey })('gpt-4o');
await generateText({ model, prompt: 'Hi' }); /* @6 */
await drain(streamText({ model, prompt: 'Hi' }).textStream); /* @7 */
const agent = new ToolLoopAgent({ model });
await agent.generate({ prompt: 'Hi' }); /* @8 */
await drain((await agent.stream({ prompt: 'Hi' })).textStream); /* @9 */
const embedding = createOpenAI({ baseURL: `${url}/v1`, apiKey }).embedding('text-embedding-3-small');
await embed({ model: embedding, value: 'Hi' }); /* @10 */
await embedMany({ model: embedding, values: ['Hi', 'Ho'] }); /* @11 */

const lang = new ChatOpenAI({ model: 'gpt-4o', apiKey, configuration: { baseURL: `${url}/v1` } });
await lang.invoke('Hi'); /* @12 */
await lang.batch(['Hi']); /* @13 */
await RunnableLambda.from(({ name }: Named) => name)
  .pipe(lang)
  .invoke({ name: 'Hi' }); /* @14 */
await drain(await new ChatAnthropic({ model: claude.model, apiKey, anthropicApiUrl: url }).stream('Hi')); /* @15 */
const configuration = { baseURL: `${url}/v1` };
await new OpenAIEmbeddings({ model: 'text-embedding-3-small', apiKey, configuration }).embedQuery('Hi'); /* @16 */

const chat = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } }).chats.create({ model: 'gemini-2.5-flash' });
await chat.sendMessage({ message: 'Hi' }); /* @17 */
await drain(await chat.sendMessageStream({ message: 'Hi' })); /* @18 */

await new CohereClientV2({ environment: url, token: apiKey }).chat({ model: 'command-a-03-2025', messages }); /* @19 */
const groq = new Groq({ baseURL: url, apiKey });
await groq.chat.completions.create({ model: 'llama-3.3-70b-versatile', messages }); /* @20 */

const graph = createAgent({ model: lang, tools: [] });
await graph.invoke({ messages }); /* @21 */
await drain(await graph.stream({ messages })); /* @22 */
