/** Appends calls to a log as a recorder does: one `writeSync` a line, 20 to 50 ms apart. Started by live.ts. */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [dir = '', count = '0'] = process.argv.slice(2);
const today = new Date().toISOString().slice(0, 10);
const file = openSync(join(dir, 'runs', today, `${Date.now()}-${process.pid}-0-live.jsonl`), 'a', 0o600);
const run = 'b'.repeat(32);
const now = (): number => performance.timeOrigin + performance.now();
const write = (line: object): void => void writeSync(file, `${JSON.stringify(line)}\n`);

write({ t: 'run', ts: now(), run, name: 'live', budgets: [], guard: 'off' });
for (let i = 0; i < Number(count); i++) {
  const span = `live${i}`;
  write({
    t: 'start',
    ts: now(),
    run,
    span,
    kind: 'llm',
    name: 'chat',
    a: { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai' },
  });
  await sleep(10 + (i % 4) * 5);
  const a = { 'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.output_tokens': 50 };
  write({ t: 'end', ts: now(), run, span, status: 'ok', a, usage_state: 'reported' });
  await sleep(10 + (i % 4) * 5);
}
