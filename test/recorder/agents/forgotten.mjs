// Holds as little of an answer as can be, and collects garbage all the while: `node --expose-gc forgotten.mjs <url> <how>`.
const [, , url, how] = process.argv;
const ask = stream =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }], stream }),
  });
const collect = setInterval(() => globalThis.gc(), 2);
if (how === 'dropped') await ask(false).then(response => response.status);
if (how === 'text') await ask(false).then(response => response.text());
if (how === 'body') {
  const reader = await ask(true).then(response => response.body.getReader());
  for (;;) if ((await reader.read()).done) break;
}
if (how === 'clone') await ask(true).then(response => response.clone().text());
await new Promise(resolve => setTimeout(resolve, 150));
clearInterval(collect);
