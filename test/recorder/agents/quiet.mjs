// Everything but a call of a language model.
await fetch('http://127.0.0.1:1/v1/models').catch(() => undefined);
await fetch('http://127.0.0.1:1/v1/messages/count_tokens', {
  method: 'POST',
  body: '{"messages":[],"max_tokens":1}',
}).catch(() => undefined);
await fetch('http://127.0.0.1:1/v1/threads/t/messages', {
  method: 'POST',
  body: '{"messages":[],"max_tokens":1}',
}).catch(() => undefined);
await fetch('http://127.0.0.1:1/api/messages', { method: 'POST', body: '{"text":"a chat of people"}' }).catch(
  () => undefined,
);
await fetch('http://127.0.0.1:1/responses', { method: 'POST', body: 'no json' }).catch(() => undefined);
await fetch('http://127.0.0.1:1/survey/responses', { method: 'POST', body: '{"input":"yes"}' }).catch(() => undefined);
