// One call to a model that no one answers; prints what it was told. `node call.mjs [model]`
await fetch('http://127.0.0.1:1/v1/chat/completions', {
  method: 'POST',
  body: JSON.stringify({ model: process.argv[2] ?? 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] }),
}).catch(() => undefined);
if (process.send) process.disconnect();
