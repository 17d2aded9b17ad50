// One call to nowhere: enough to be measured.
await fetch('http://127.0.0.1:1/v1/chat/completions', {
  method: 'POST',
  body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] }),
}).catch(() => undefined);
