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
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { copyRecorderFiles, recorderBundles } from '../../scripts/lib/recorder.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
};
const rounds = Number(option('rounds', 5));
const node = option('node', process.execPath);

/** [name, what the client does, how often, unit] */
const CASES = [
  ['10 kB prompt, growing', { kind: 'plain', base: 10_000, grow: 500, turns: 20, calls: 3000 }],
  ['100 kB prompt, growing', { kind: 'plain', base: 100_000, grow: 500, turns: 20, calls: 1500 }],
  ['10 kB prompt, all new', { kind: 'plain', base: 10_000, grow: 0, turns: 1, calls: 3000 }],
  ['100 kB prompt, all new', { kind: 'plain', base: 100_000, grow: 0, turns: 1, calls: 1500 }],
  ['stream of 400 chunks', { kind: 'stream', base: 2_000, grow: 0, turns: 1, calls: 60, chunks: 400 }],
];

const folder = mkdtempSync(join(tmpdir(), 'spanmeter-bench-'));
try {
  copyRecorderFiles(folder);
  for (const { entry, out, ...options } of recorderBundles(folder)) {
    await build({ entryPoints: [entry], outfile: out, bundle: true, minify: true, ...options });
  }
  const server = await serve();
  const url = `http://127.0.0.1:${server.address().port}`;
  const rows = [];
  for (const [name, work] of CASES) {
    const plain = [];
    const recorded = [];
    for (let round = 0; round < rounds; round++) {
      plain.push(await client(url, work, []));
      recorded.push(await client(url, work, ['--require', join(folder, 'register.cjs')]));
    }
    const per = work.chunks ?? 1;
    const before = median(plain) / per;
    const after = median(recorded) / per;
    rows.push({
      case: name,
      per: work.chunks ? 'chunk' : 'call',
      'plain fetch, µs CPU': before.toFixed(1),
      'recorded, µs CPU': after.toFixed(1),
      'added, µs': (after - before).toFixed(1),
      ratio: (after / before).toFixed(2),
    });
  }
  server.close();
  server.closeAllConnections();
  console.log(`node ${node === process.execPath ? process.version : node}, ${rounds} rounds`);
  console.table(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** CPU of a call in a client process of its own, in µs. */
function client(url, work, args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, HOME: folder, SPANMETER_DIR: join(folder, 'log'), NODE_OPTIONS: '' };
    const child = spawn(node, [...args, join(here, 'recorder-client.mjs'), url, JSON.stringify(work)], {
      env,
      cwd: folder,
    });
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
  const server = createServer((request, response) => {
    const chunks = Number(request.headers['x-chunks'] ?? 0);
    request.resume();
    request.on('end', () => {
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
