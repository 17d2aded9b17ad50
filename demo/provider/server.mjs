// @ts-check
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { messages } from './anthropic-messages.mjs';
import { spoilEvents, spoilJson } from './faults.mjs';
import { parseBody, readAll, sendError, sendJson } from './http.mjs';
import { chat } from './openai-chat.mjs';
import { inputItems, responses } from './openai-responses.mjs';
import { datedModel } from './protocol.mjs';
import { sendEvents } from './sse.mjs';
import { argsText, countsOf, createBlockCache, createPrefixCache, withinLimit } from './usage.mjs';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { Call, ProviderRequest, Reply, Script } from './server.mjs' */
/** @import { Answer, Body, Protocol } from './protocol.mjs' */

/** @type {Record<string, Protocol>} */
const ROUTES = { '/v1/chat/completions': chat, '/v1/responses': responses, '/v1/messages': messages };

/** @type {typeof import('./server.mjs').createProvider} */
export async function createProvider(options = {}) {
  const { latencyMs = 0, chunkMs = 0, speed = 1, now = Date.now } = options;
  const caches = { prefix: createPrefixCache(now), block: createBlockCache(now) };
  /** @type {Map<string, any[]>} what the responses API holds for `previous_response_id` */
  const stored = new Map();
  /** @type {ProviderRequest[]} */
  const requests = [];
  let asked = 0;
  /** @type {Script} */
  let script = options.reply ?? [{ text: 'Hello! How can I help you today?' }];

  const server = createServer((request, response) => {
    answer(request, response).catch(error => response.destroy(error));
  });
  // An agent that has the provider inside ends when its own work is done.
  server.on('connection', socket => socket.unref());
  server.unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    setReply(reply) {
      script = reply;
      asked = 0;
    },
    reset() {
      asked = 0;
      requests.length = 0;
      caches.prefix.clear();
      caches.block.clear();
      stored.clear();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async function answer(request, response) {
    const index = requests.length;
    const path = String(request.url).replace(/\?.*/, '');
    const counting = path === '/v1/messages/count_tokens';
    const protocol = counting ? messages : ROUTES[path];
    const { method = '', headers } = request;
    /** @type {ProviderRequest} */
    const record = {
      index,
      api: protocol?.api,
      method,
      path,
      headers,
      bytes: 0,
      body: undefined,
      aborted: false,
      finished: false,
    };
    requests.push(record);
    response.on('close', () => {
      record.finished = response.writableFinished;
      record.aborted = !response.writableFinished && !record.reply?.fault;
    });

    const bytes = await readAll(request);
    record.bytes = bytes.length;
    record.body = parseBody(bytes);
    const refusal = refuse(protocol, record);
    if (!protocol || refusal) {
      sendError(response, protocol ?? chat, refusal?.status ?? 404, refusal?.message, {}, record);
      return;
    }
    /** @type {Body} */
    const body = { ...record.body };
    const before = stored.get(body['previous_response_id']);
    if (before) body['input'] = [...before, ...inputItems(body)];
    const wrong = protocol.validate(counting ? { max_tokens: 1, ...body } : body);
    if (wrong) {
      sendError(response, protocol, 400, wrong, {}, record);
      return;
    }
    if (counting) {
      // A cache of its own: counting must not warm the real one.
      const { input } = protocol.prompt({ ...caches, block: createBlockCache(now) }, body);
      sendJson(response, 200, protocol.headers(protocol.newRequestId()), JSON.stringify({ input_tokens: input }), {});
      return;
    }

    const list = protocol.messages(body);
    /** @type {Call} */
    const call = {
      api: protocol.api,
      model: body['model'],
      messages: list,
      turn: list.filter(message => message.role === 'assistant').length,
      index,
      tools: protocol.tools(body),
      stream: body['stream'] === true,
      body: record.body ?? {},
      headers,
    };
    record.call = call;
    const reply = withinLimit(await decide(call), protocol.maxTokens(body));
    record.reply = reply;
    if (reply.fault === 'hang') return;
    const delayMs = speed * (reply.delayMs ?? latencyOf(index));
    if (delayMs > 0) await sleep(delayMs);
    if (response.destroyed) return;
    if (reply.fault === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    if (reply.raw) {
      record.status = reply.raw.status ?? 200;
      response
        .writeHead(record.status, { 'content-type': 'application/json', ...reply.raw.headers })
        .end(reply.raw.body);
      return;
    }
    if (reply.status !== undefined && reply.status >= 400) {
      sendError(response, protocol, reply.status, reply.errorMessage, reply.headers ?? {}, record);
      return;
    }
    await sendAnswer(response, protocol, body, reply, record);
  }

  /**
   * @param {ServerResponse} response
   * @param {Protocol} protocol
   * @param {Body} body
   * @param {Reply} reply
   * @param {ProviderRequest} record
   */
  async function sendAnswer(response, protocol, body, reply, record) {
    const { fault, gzip, splitBytes } = reply;
    const tier = reply.serviceTier ?? 'default';
    record.counts = countsOf(protocol.prompt(caches, body), reply);
    const usage = fault === 'usage-never' ? undefined : (reply.rawUsage ?? protocol.usage(record.counts, tier));
    record.usage = usage;
    record.status = 200;
    /** @type {Answer} */
    const ready = {
      id: protocol.newId(),
      created: Math.floor(now() / 1000),
      model: reply.model ?? datedModel(body['model']),
      text: reply.text ?? '',
      thinking: reply.thinking ?? '',
      toolCalls: (reply.toolCalls ?? []).map(({ id, name, args }) => {
        return { id: id ?? protocol.newCallId(), name, json: argsText(args) };
      }),
      finish: reply.finish ?? (reply.toolCalls?.length ? 'tool_calls' : 'stop'),
      usage,
      tier,
      body,
      chunkSize: reply.chunkSize,
    };
    const headers = { ...protocol.headers(protocol.newRequestId()), ...reply.headers };
    const whole = protocol.json(ready);
    if (protocol.api === 'responses' && body['store'] !== false) {
      stored.set(ready.id, [...inputItems(body), ...whole['output']]);
    }
    if (!body['stream']) {
      sendJson(response, 200, headers, spoilJson(whole, fault, protocol.api), reply);
      return;
    }
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    response.setHeader('cache-control', 'no-cache');
    if (gzip) response.setHeader('content-encoding', 'gzip');
    const events = spoilEvents(protocol.events(ready), fault, protocol.api);
    await sendEvents(response, events, { chunkMs: speed * (reply.chunkMs ?? chunkMs), gzip, splitBytes });
    if (fault === 'stall') return;
    if (fault === 'truncate') response.destroy();
    else response.end();
  }

  /**
   * @param {Call} call
   * @returns {Promise<Reply>}
   */
  async function decide(call) {
    const nth = asked++;
    if (typeof script !== 'function') return script[Math.min(nth, script.length - 1)] ?? {};
    try {
      return (await script(call)) ?? {};
    } catch (error) {
      return { status: 500, errorMessage: `The script failed: ${error}` };
    }
  }

  /** @param {number} index */
  function latencyOf(index) {
    if (typeof latencyMs === 'number') return latencyMs;
    const [from, to] = latencyMs;
    return from + (to - from) * ((index * 0.618) % 1);
  }

  /**
   * @param {Protocol | undefined} protocol
   * @param {ProviderRequest} record
   * @returns {{ status: number, message?: string } | undefined}
   */
  function refuse(protocol, { method, path, headers, body }) {
    if (!protocol || method !== 'POST') return { status: 404, message: `Invalid URL (${method} ${path})` };
    const key = protocol.key(headers);
    if (!key || (options.apiKey && key !== options.apiKey)) return { status: 401 };
    if (protocol.api === 'messages' && !headers['anthropic-version']) {
      return { status: 400, message: 'anthropic-version: header is required' };
    }
    if (typeof body !== 'object') {
      return { status: 400, message: 'We could not parse the JSON body of your request.' };
    }
    const before = body['previous_response_id'];
    if (before && !stored.has(String(before))) {
      return { status: 400, message: `Previous response with id '${before}' not found.` };
    }
    return undefined;
  }
}
