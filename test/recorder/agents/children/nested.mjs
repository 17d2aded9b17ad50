// Within a run that has a budget: a child that opens a run of its own, and one that goes on calling. `node nested.mjs [url]`
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { run, turn } = await import(process.env.SPANMETER_INDEX);
const [, , url, part] = process.argv;
const call = async () => {
  const body = JSON.stringify({ model: 'gpt-4o', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] });
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer x' },
    body,
  });
  console.log(part ?? 'parent', response.status, (await response.json()).error?.message ?? '');
};
const start = name =>
  new Promise(done => {
    spawn(process.execPath, [fileURLToPath(import.meta.url), url, name], { stdio: 'inherit' }).on('close', done);
  });

if (part === 'own run') await run('inner', call);
else if (part === 'joined') for (let i = 0; i < 3; i++) await call();
else {
  await run({ name: 'outer', agent: 'planner', task: 'triage', budget: { calls: 2 } }, () =>
    turn('start', async () => {
      await start('own run');
      await start('joined');
    }),
  );
}
