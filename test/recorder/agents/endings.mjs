// Makes calls and dies right after the last of them: `node endings.mjs <url> <how> <calls>`.
const [, , url, how, calls] = process.argv;
const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
const ask = async more => {
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }], ...more });
  return fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
};
for (let call = 0; call < Number(calls); call++) {
  if (call % 2 === 0) await (await ask()).json();
  else for await (const _ of (await ask({ stream: true })).body);
}
// One more is under way.
await ask({ stream: true });
switch (how) {
  case 'exit':
    process.exit(3);
    break;
  case 'throw':
    setImmediate(() => {
      throw new Error('mine');
    });
    break;
  case 'reject':
    void Promise.reject(new Error('mine'));
    break;
  case 'abort':
    process.abort();
    break;
  case 'end':
    break;
  default:
    process.kill(process.pid, how);
    await new Promise(resolve => setTimeout(resolve, 5000));
}
