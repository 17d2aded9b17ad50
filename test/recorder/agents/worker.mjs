// A call here, and one in a worker thread.
import { isMainThread, Worker } from 'node:worker_threads';

await fetch('http://127.0.0.1:1/v1/chat/completions', {
  method: 'POST',
  body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] }),
}).catch(() => undefined);
if (isMainThread) await new Promise(resolve => new Worker(new URL(import.meta.url)).on('exit', resolve));
