/** One server for each scenario of the matrix, so that a span's `server.address` tells which scenario it belongs to. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { constants, createServer as createServer2 } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { DIALECTS } from './dialects.mjs';

/** @type {typeof import('./provider.d.mts').SCENARIOS} */
export const SCENARIOS = [
  'plain',
  'streamed',
  'tools',
  'aborted',
  'broken',
  'retry429',
  'retry500',
  'failing',
  'refused',
];

/** @type {typeof import('./provider.d.mts').createProviders} */
export async function createProviders(http2 = false, scenarios = SCENARIOS) {
  const servers = await Promise.all(scenarios.map(scenario => listen(scenario, http2)));
  return {
    urls: Object.fromEntries(servers.map(({ scenario, port }) => [scenario, `http://127.0.0.1:${port}`])),
    attempts: scenario => servers.find(server => server.scenario === scenario)?.attempts() ?? 0,
    async close() {
      await Promise.all(servers.map(server => server.close()));
    },
  };
}

async function listen(scenario, http2) {
  const state = { attempts: 0 };
  const sockets = new Set();
  const onRequest = (request, response) => {
    answer(scenario, state.attempts++, request, response).catch(error => response.destroy?.(error));
  };
  const server = http2 ? createServer2(onRequest) : createServer(onRequest);
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    scenario,
    port: server.address().port,
    attempts: () => state.attempts,
    close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

const STATUS = { retry429: 429, retry500: 500, failing: 400 };

async function answer(scenario, attempt, request, response) {
  // Two calls of a tool, plain and streamed; then its result comes.
  const tools = scenario === 'tools' && attempt < 2;
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const path = String(request.url).replace(/\?.*/, '');
  const dialect = DIALECTS.find(({ paths }) => paths.test(path));
  const body = JSON.parse(Buffer.concat(chunks).toString() || '{}');
  const status = dialect === undefined ? 404 : (scenario === 'failing' || attempt === 0) && STATUS[scenario];
  if (status) {
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1', 'retry-after': '0' });
    response.end(JSON.stringify(dialect?.error(status) ?? { error: { message: `no such path: ${path}` } }));
    return;
  }
  if (!dialect.streams(body, path, request.headers)) {
    response.writeHead(200, { 'content-type': 'application/json', ...dialect.headers });
    response.end(JSON.stringify(dialect.plain(body, tools)));
    return;
  }
  response.writeHead(200, { 'content-type': dialect.type });
  const events = dialect.events(body, tools).map(event => dialect.encode(event));
  const half = scenario === 'aborted' || scenario === 'broken' ? Math.ceil(events.length / 2) : events.length;
  for (const event of events.slice(0, half)) response.write(event);
  if (scenario === 'aborted') return;
  if (scenario === 'broken') {
    await sleep(20);
    if (response.stream) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else response.destroy();
  } else response.end();
}
