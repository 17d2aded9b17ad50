/** Serves the dashboard as a webview would hold it: same policy, same order of scripts. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '../../..');

export interface Served {
  readonly url: string;
  /** the dashboard's script, as shipped */
  readonly script: Uint8Array;
  stop(): Promise<void>;
}

/** Bundles the page and serves it on a free port of 127.0.0.1. */
export async function serve(): Promise<Served> {
  const [script, host] = await Promise.all([bundle('src/webview/main.tsx'), bundle('test/webview/harness/host.ts')]);
  const html = await readFile(join(HERE, 'page.html'), 'utf8');
  const files: Record<string, [type: string, body: () => Promise<string | Uint8Array>]> = {
    '/host.js': ['text/javascript', async () => host],
    '/webview.js': ['text/javascript', async () => script],
    '/host.css': ['text/css', () => readFile(join(HERE, 'host.css'))],
    '/dashboard.css': ['text/css', () => readFile(join(ROOT, 'media/dashboard.css'))],
  };
  const server = createServer(async (request, response) => {
    const nonce = randomBytes(16).toString('base64');
    const [type, body] = files[request.url ?? ''] ?? ['text/html', async () => html.replaceAll('{{nonce}}', nonce)];
    response.writeHead(200, {
      'content-type': `${type}; charset=utf-8`,
      'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'`,
    });
    response.end(await body());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    script,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, entry)],
    ...{ bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', logLevel: 'warning' },
    ...{ jsx: 'automatic', jsxImportSource: 'preact' },
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild made nothing of ${entry}`);
  return file.contents;
}
