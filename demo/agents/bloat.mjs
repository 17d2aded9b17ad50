// An expensive habit: the whole handbook goes along with each small question, and the time in front of it
// makes every prompt begin differently, so that the provider's prompt cache never helps.
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';
import { connection } from './client.mjs';

const client = new OpenAI(await connection('OPENAI'));
const handbook = readFileSync(new URL('handbook.md', import.meta.url), 'utf8');

const questions = [
  'How much may a hotel in Lisbon cost?',
  'Who approves 2,000 EUR?',
  'How many days of holiday do I have?',
  'May I fly business class to New York?',
  'What is paid for a week on call?',
  'How long do we keep crew lists?',
  'Is a taxi at 23:00 fine?',
  'What does a work sample pay?',
];

for (const [index, question] of questions.entries()) {
  const response = await client.responses.create({
    model: 'gpt-4o',
    instructions: `It is ${new Date().toISOString()}.\nAnswer briefly, from the handbook only.\n\n${handbook}`,
    input: question,
  });
  console.log(`${index + 1}. ${question}  ${response.output_text}  (${response.usage?.total_tokens ?? '?'} tokens)`);
}
