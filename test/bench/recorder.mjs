/**
 * What the recorder adds to a call, beside the same call without it. Ratios and differences within one run: rounds of
 * processes with and without the recorder take turns, and the median counts.
 *
 *   node test/bench/recorder.mjs [--rounds 5] [--node /path/to/node]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { buildRecorder } from '../../scripts/lib/recorder.mjs';
import { bytes, report, us } from './report.ts';

const here = dirname(fileURLToPath(import.meta.url));
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const rounds = Number(option('rounds', 5));
const node = option('node', process.execPath);

/** [name, what the client does and how often, the most it may add in µs] */
const CASES = [
  ['10 kB prompt, growing', { kind: 'plain', base: 10_000, grow: 500, turns: 20, calls: 3000 }, 150],
  ['100 kB prompt, growing', { kind: 'plain', base: 100_000, grow: 500, turns: 20, calls: 1500 }],
  ['10 kB prompt, all new', { kind: 'plain', base: 10_000, grow: 0, turns: 1, calls: 3000 }],
  ['100 kB prompt, all new', { kind: 'plain', base: 100_000, grow: 0, turns: 1, calls: 1500 }],
  ['a chunk of a stream', { kind: 'stream', base: 2_000, grow: 0, turns: 1, calls: 60, chunks: 400 }, 10],
];

const SLOW_BYTES = 200_000_000;

const folder = mkdtempSync(join(tmpdir(), 'spanmeter-bench-'));
try {
  await buildRecorder(folder);
  const server = await serve();
  const url = `http://127.0.0.1:${server.address().port}`;
  const recorder = ['--require', join(folder, 'register.cjs')];
  const figures = [];
  for (const [name, work, limit] of CASES) {
    const of = args => client([...args, join(here, 'recorder-client.mjs'), url, JSON.stringify(work)]);
    const { plain, added } = await compare(of, recorder, rounds);
    const per = work.chunks ?? 1;
    figures.push({ name: `${name}: plain fetch`, value: plain / per, show: us });
    figures.push({ name: `${name}: added`, value: added / per, ...(limit && { limit }), show: us });
  }
  const spans = [];
  for (let round = 0; round < rounds; round++) {
    spans.push(await client([join(here, 'recorder-spans.mjs'), join(folder, 'index.cjs')]));
  }
  figures.push({ name: 'a span by hand, begun and ended, in a loop', value: median(spans), limit: 15, show: us });
  const slowly = args => client([...args, '--expose-gc', join(here, 'recorder-slow.mjs'), url, String(SLOW_BYTES)]);
  const { added } = await compare(slowly, recorder, 3);
  figures.push({ name: '200 MB to a slow reader: memory added', value: added, limit: 1024 * 1024, show: bytes });
  server.close();
  server.closeAllConnections();
  report(`Recorder (node ${node === process.execPath ? process.version : node}, ${rounds} rounds)`, figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What a process prints without the recorder, and how much more with it: by turns, medians. */
async function compare(of, recorder, count) {
  const plain = [];
  const recorded = [];
  for (let round = 0; round < count; round++) {
    plain.push(await of([]));
    recorded.push(await of(recorder));
  }
  return { plain: median(plain), added: median(recorded) - median(plain) };
}

/** The number a client process prints. */
function client(args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HOME: folder, SPANMETER_DIR: join(folder, 'log'), NODE_OPTIONS: '' };
    const child = spawn(node, args, { env, cwd: folder });
    let out = '';
    child.stdout.on('data', data => {
      out += data;
    });
    child.stderr.pipe(process.stderr);
    child.on('exit', code => (code === 0 ? resolve(Number(out)) : reject(new Error(`client failed: ${code}`))));
  });
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Answers at once: the client's CPU is what is measured. */
function serve() {
  const answer = JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'gpt-4o-2024-08-06',
    choices: [
      { index: 0, message: { role: 'assistant', content: 'word '.repeat(200) }, finish_reason: 'stop', logprobs: null },
    ],
    usage: {
      prompt_tokens: 2500,
      completion_tokens: 200,
      total_tokens: 2700,
      prompt_tokens_details: { cached_tokens: 0 },
    },
  });
  const chunk = (delta, rest = {}) =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-2024-08-06', system_fingerprint: 'fp_1', choices: [{ index: 0, delta, logprobs: null, finish_reason: null }], usage: null, ...rest })}\n\n`;
  function* events(size) {
    const event = Buffer.from(chunk({ content: 'token '.repeat(10_000) }));
    for (let sent = 0; sent < size; sent += event.length) yield event;
    yield 'data: [DONE]\n\n';
  }
  const server = createServer((request, response) => {
    const chunks = Number(request.headers['x-chunks'] ?? 0);
    const size = Number(request.headers['x-bytes'] ?? 0);
    request.resume();
    request.on('end', () => {
      if (size > 0) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        Readable.from(events(size)).pipe(response);
        return;
      }
      if (chunks === 0) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(answer);
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let sent = 0;
      const next = () => {
        if (++sent < chunks) {
          response.write(chunk({ content: `token ${sent}` }));
          setImmediate(next);
        } else {
          response.end(
            `${chunk({}, { usage: { prompt_tokens: 500, completion_tokens: chunks, total_tokens: 0 } })}data: [DONE]\n\n`,
          );
        }
      };
      next();
    });
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}
