/** What was there to be recorded, and what was: the answer to "why is there nothing?". */
import type { CoverageLine } from '../../core/wire.ts';
import { type Files, now } from './platform.ts';

export interface Coverage {
  /** a file of a known SDK was loaded */
  sdkFile(path: string): void;
  /** an SDK said who it is, in a header */
  sdkNamed(name: string, version: string): void;
  /** a transport is hooked; calls are counted from now on */
  transport(name: string): void;
  /** a call was seen; returns whether it is the first of this process */
  seen(transport: string): boolean;
  /** a call was made in a way that cannot be looked at */
  missed(how: string): void;
  /** whether there is something to tell, though no call was seen */
  readonly hasNews: boolean;
  line(): CoverageLine;
}

const SDKS =
  /^(.*[\\/]node_modules[\\/])(openai|@anthropic-ai[\\/]sdk|@google[\\/]genai|@mistralai[\\/]mistralai|@aws-sdk[\\/]client-bedrock-runtime|@ai-sdk[\\/][\w-]+|@langchain[\\/][\w-]+|groq-sdk|together-ai|cohere-ai|ollama|ai)[\\/]/;

// Names of hosts are among them: a program may speak to many.
const MAX_MISSED = 32;

export function createCoverage(files: Files): Coverage {
  const folders = new Map<string, string>();
  const versions = new Map<string, string>();
  const transports = new Map<string, number>();
  const missed = new Map<string, number>();
  const state = { calls: 0 };

  const version = (name: string, folder: string): string => {
    const text = files.readText(`${folder}package.json`, 64 * 1024);
    const found = /"version"\s*:\s*"([\w.+-]{1,40})"/.exec(text ?? '')?.[1] ?? 'unknown';
    versions.set(name, found);
    return found;
  };

  return {
    sdkFile(path) {
      const [, root = '', name = ''] = SDKS.exec(path) ?? [];
      if (name !== '') folders.set(name.replace('\\', '/'), `${root}${name}/`);
    },
    sdkNamed(name, found) {
      versions.set(name, found);
    },
    transport(name) {
      if (!transports.has(name)) transports.set(name, 0);
    },
    seen(transport) {
      transports.set(transport, (transports.get(transport) ?? 0) + 1);
      return ++state.calls === 1;
    },
    missed(how) {
      if (missed.size < MAX_MISSED || missed.has(how)) missed.set(how, (missed.get(how) ?? 0) + 1);
    },
    get hasNews() {
      return folders.size > 0 || missed.size > 0;
    },
    line() {
      for (const [name, folder] of folders) if (!versions.has(name)) version(name, folder);
      return {
        t: 'coverage',
        ts: now(),
        sdks: Object.fromEntries([...versions].sort()),
        transports: Object.fromEntries(transports),
        ...(missed.size > 0 && { missed: Object.fromEntries(missed) }),
      };
    },
  };
}
