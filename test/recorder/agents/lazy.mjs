// Says which files of the recorder are loaded, before and after its first call, with a clock of its own by then.
import { createRequire } from 'node:module';

const { cache } = createRequire(import.meta.url);
const loaded = () => Object.keys(cache).map(path => path.replace(/^.*[\\/]/, ''));
const [, , url, method = 'POST'] = process.argv;

Date.now = () => 0;
performance.now = () => 0;
const before = loaded();
const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
const response = await fetch(`${url}/v1/chat/completions`, {
  method,
  ...(method === 'POST' && { headers: { 'content-type': 'application/json' }, body }),
});
await response.text();
console.log(JSON.stringify({ before, after: loaded() }));
