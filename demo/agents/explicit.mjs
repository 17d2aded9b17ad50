// Naming runs, turns and tools yourself. Nothing of this is needed for counting; it makes the picture clearer.
import OpenAI from 'openai';
import { run, tool, turn } from 'spanmeter';
import { connection } from './client.mjs';

const client = new OpenAI(await connection('OPENAI'));

const tickets = [
  { from: 'Aveiro', text: 'The invoice for March came twice.' },
  { from: 'Kiel', text: 'Since this morning nobody can log in.' },
  { from: 'Visby', text: 'Could the tide table be printed in larger letters?' },
];

await run('triage', async () => {
  for (const { from, text } of tickets) {
    await turn(async () => {
      const contract = await tool('look_up_contract', async () => `${from}: level Harbour`);
      const completion = await client.chat.completions.create({
        model: 'gpt-4o-mini',
        messages: [
          { role: 'system', content: `Label the ticket: billing, outage or wish. Customer: ${contract}` },
          { role: 'user', content: text },
        ],
      });
      console.log(`${from}: ${completion.choices[0]?.message.content}`);
    });
  }
});
