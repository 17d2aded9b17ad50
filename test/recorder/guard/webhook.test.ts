/** One word to a webhook when a limit is near. */
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createProject, said } from './support.ts';

const SECRET = 'T0000-B0000-planted-secret';

interface Hook {
  readonly url: string;
  readonly bodies: string[];
  readonly waiting: ServerResponse[];
}

/** `answer` undefined: it never answers. */
async function createHook(answer?: number, path = `/services/${SECRET}`): Promise<Hook> {
  const bodies: string[] = [];
  const waiting: ServerResponse[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', data => {
      body += data;
    });
    request.on('end', () => {
      bodies.push(`${request.method} ${request.headers['content-type']} ${body}`);
      if (answer === undefined) waiting.push(response);
      else response.writeHead(answer).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}?key=${SECRET}`, bodies, waiting };
}

const config = (more: object = {}) => ({ budgets: [{ per: 'day', usd: 0.2, ...more }], webhook: { env: 'MY_HOOK' } });

/** Every byte of every file under a folder. */
function bytesUnder(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
    .map(path => readFileSync(path, 'latin1'))
    .join('\n');
}

async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise(resolve => setTimeout(resolve, 20));
}

describe('an alert', () => {
  test('comes once for all processes, in the format of Slack, and its address is written nowhere', async () => {
    const hook = await createHook(200);
    const project = await createProject(config());
    const all = await project.together(6, { MY_HOOK: hook.url, LINGER: '1500' });
    expect(all.map(one => [one.err, one.code])).toEqual(all.map(() => ['', 0]));
    expect(hook.bodies).toHaveLength(1);
    const [, type, body] = /^POST (\S+) (.*)$/.exec(hook.bodies[0] ?? '') ?? [];
    expect(type).toBe('application/json');
    const { text } = JSON.parse(body ?? '');
    expect(text).toMatch(
      /^Spanmeter: day budget at \d+%: \$0\.\d{4} of \$0\.2000\. Crossed by call [0-9a-f]{16} \(gpt-4o\) of run budget\.mjs \([0-9a-f]{32}\)\.$/,
    );
    const events = all[0]?.events ?? [];
    const [alert] = events.filter(event => event.type === 'budget_alert');
    expect(text).toContain(`call ${alert?.span} `);
    expect(events.filter(event => event.type === 'webhook_sent')).toHaveLength(1);
    expect(bytesUnder(project.home)).not.toContain(SECRET);
  });

  test('does not hold the program: it ends while the webhook has not answered yet', async () => {
    const hook = await createHook(undefined);
    const project = await createProject(config());
    const one = await project.spend({ MY_HOOK: hook.url });
    expect(said(one)).toMatchObject({ budget: true });
    // It gets out after the end of the program, which nothing has held.
    await until(() => hook.waiting.length === 1);
    expect(one.code).toBe(0);
  });

  test('is no call, wherever it goes', async () => {
    const hook = await createHook(200, '/v1/chat/completions');
    const project = await createProject(config());
    const one = await project.spend({ MY_HOOK: hook.url, LINGER: '1000', MOST: '5' });
    expect(one.llm).toHaveLength(5);
    expect(hook.bodies).toHaveLength(1);
  });

  test('names of runs are text in it', async () => {
    const hook = await createHook(200);
    const project = await createProject({ ...config({ per: 'run' }) });
    await project.spend({ MY_HOOK: hook.url, RUNS: '<!channel> & co', LINGER: '1000' });
    expect(hook.bodies[0]).toContain('&lt;!channel&gt; &amp; co');
  });

  test.each<[string, () => Promise<string | undefined>, string]>([
    ['nobody listens', async () => `http://127.0.0.1:1/${SECRET}`, 'not_reached'],
    ['it is refused', async () => (await createHook(403)).url, 'refused'],
    ['it is no web address', async () => `file:///${SECRET}`, 'not_a_web_address'],
    ['the variable is not set', async () => undefined, 'not_set'],
  ])('%s: one event says so', async (_what, url, kind) => {
    const address = await url();
    const project = await createProject({
      budgets: [
        { per: 'day', usd: 0.2 },
        { per: 'day', usd: 0.1 },
      ],
      webhook: { env: 'MY_HOOK' },
    });
    const one = await project.spend({ ...(address && { MY_HOOK: address }), LINGER: '1500' });
    const failures = one.events.filter(event => event.type === 'webhook_failed');
    expect(failures).toMatchObject([{ 'error.type': kind }]);
    expect(one.err).toBe('');
    expect(bytesUnder(project.home)).not.toContain(SECRET);
  });

  test('is not sent where none is asked for', async () => {
    const hook = await createHook(200);
    const project = await createProject({ budgets: [{ per: 'day', usd: 0.2 }] });
    await project.spend({ MY_HOOK: hook.url, SPANMETER_WEBHOOK: hook.url, LINGER: '500' });
    expect(hook.bodies).toEqual([]);
  });
});
