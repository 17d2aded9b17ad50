// TypeScript as Node runs it: types are blanked out, so lines stay.
interface Question {
  readonly model: string;
}

import OpenAI from 'openai';

const openai: OpenAI = new OpenAI({ baseURL: `${process.argv[2]}/v1` });
const ask = async ({ model }: Question): Promise<string | null | undefined> => {
  const stream = openai.chat.completions.stream({ model, messages: [{ role: 'user', content: 'Hi' }] }); /* @ts */
  return stream.finalContent();
};
console.log(await ask({ model: 'gpt-4o' }));
