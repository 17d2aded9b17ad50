// `node chain.mjs <url> <python> <depth>`: two calls, then the next of the chain; the last one goes on until it is refused.
import { execFileSync } from 'node:child_process';

const [, , url, python, depth] = process.argv;
const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Go on.' }] });

async function ask() {
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
  await response.text();
  return response.status;
}

const seen = [await ask(), await ask()];
if (depth === '0') while (seen.at(-1) === 200 && seen.length < 20) seen.push(await ask());
console.log(`node ${seen.join(' ')}`);
if (depth !== '0') {
  const next = new URL('chain.py', import.meta.url).pathname;
  execFileSync(python, [next, url, process.execPath, String(Number(depth) - 1)], { stdio: 'inherit' });
}
