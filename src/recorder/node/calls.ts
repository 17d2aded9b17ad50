/** `calls.cjs`: what a process needs once it calls a model, or uses the API. `register.cjs` only waits for that. */
import { homedir } from 'node:os';
import { type Content, createContent } from './content/content.ts';
import { createRunGuards } from './guard/run-guards.ts';
import { createHasher, type Hasher } from './hash/hasher.ts';
import { machineKey } from './hash/key.ts';
import { guard } from './lazy.ts';
import { createLog, type Log } from './log/log.ts';
import { nodeFiles } from './platform.ts';
import { createPrompts, type Prompts } from './prompt/prompts.ts';
import { createRuns, type Runs } from './runs/runs.ts';
import type { Scopes } from './runs/scope.ts';
import type { Sites } from './site/capture.ts';

export { createApi } from './api/api.ts';
export { mayBeCall } from './calls/address.ts';
export { beginCall } from './calls/begin-call.ts';
export { beginUpload } from './calls/upload.ts';
export { beginAiSpan, endAiSpan } from './spans/ai-span.ts';
export { streamedBody } from './transports/fetch-body.ts';
export * as http from './transports/node-http-watch.ts';
export * as http2 from './transports/node-http2-watch.ts';
export { observeUndici } from './transports/undici-observe.ts';

/** The parts of a recorder that write. */
export interface Writing {
  readonly log: Log;
  readonly hasher: Hasher;
  readonly runs: Runs;
  readonly prompts: Prompts;
  readonly content: Content;
}

export interface WritingOptions {
  readonly cwd: string;
  readonly home: string;
  readonly scopes: Scopes;
  readonly sites: Sites;
}

export function createWriting({ cwd, home, scopes, sites }: WritingOptions): Writing {
  sites.own(__filename);
  const files = nodeFiles;
  const load = () => guard().createEnforcement({ files, log, home });
  const log: Log = createLog({ files, cwd, repeat: () => runs.open(), warn });
  const runs: Runs = createRuns({ log, scopes, guardFor: createRunGuards({ files, log, load }) });
  const hasher = createHasher(() => machineKey(files, homedir()));
  return { log, hasher, runs, prompts: createPrompts(hasher), content: createContent(files, () => log.place.dir) };
}

function warn(message: string): void {
  process.stderr.write(`spanmeter: ${message}\n`);
}
