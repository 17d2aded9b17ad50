// Built with a source map by the test: its lines move, and are told as they stand here.
type Question = Record<string, unknown>;
interface Message {
  readonly role: string;
}

async function ask(body: Question): Promise<void> {
  const options = { method: 'POST', body: JSON.stringify(body) };
  await fetch('http://127.0.0.1:1/v1/chat/completions', options).catch(() => undefined); /* @mapped */
}

const messages: Message[] = [{ role: 'user' }];
await ask({ model: 'gpt-4o', messages });
// As source-map-support and the like do it.
Error.prepareStackTrace = (_, [frame]) => `Error\n    at ask (/elsewhere/original.ts:${frame?.getLineNumber()}:7)`;
await ask({ model: 'gpt-4o', messages });

export {};
