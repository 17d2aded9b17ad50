/** The recorder of a process: its parts, put together once. */
import { homedir } from 'node:os';
import type { LiveCall } from './calls/live-call.ts';
import { type Content, createContent } from './content/content.ts';
import { type Coverage, createCoverage } from './coverage.ts';
import { createRunGuards } from './guard/run-guards.ts';
import { createHasher, type Hasher } from './hash/hasher.ts';
import { machineKey } from './hash/key.ts';
import { createHealth, type Health, OFF } from './health.ts';
import { createLog, type Log } from './log/log.ts';
import { nodeFiles, now } from './platform.ts';
import { createPrompts, type Prompts } from './prompt/prompts.ts';
import { createRuns, type Runs } from './runs/runs.ts';
import { createScopes, type Scopes } from './runs/scope.ts';
import { createSites, type Sites } from './site/capture.ts';

export interface Recorder {
  readonly log: Log;
  readonly hasher: Hasher;
  readonly scopes: Scopes;
  readonly runs: Runs;
  readonly prompts: Prompts;
  readonly sites: Sites;
  readonly coverage: Coverage;
  readonly content: Content;
  readonly health: Health;
  /** calls and spans under way */
  readonly live: Set<Pick<LiveCall, 'abandoned'>>;
  onFirstCall(): void;
  /** closes what is open: the process ends */
  close(exitCode: number): void;
}

export interface RecorderOptions {
  readonly cwd: string;
  /** the folder of the recorder's own files: `prices.json` lies there */
  readonly home: string;
  /** switched off: the API hands on what it is given, and nothing is recorded */
  readonly off: boolean;
}

export function createRecorder({ cwd, home, off }: RecorderOptions): Recorder {
  const files = nodeFiles;
  const log: Log = createLog({ files, cwd, repeat: () => runs.open(), warn });
  const scopes = createScopes();
  const runs: Runs = createRuns({ log, scopes, guardFor: createRunGuards({ files, log, home }) });
  const hasher = createHasher(() => machineKey(files, homedir()));
  const coverage = createCoverage(files);
  const live = new Set<Pick<LiveCall, 'abandoned'>>();
  const onSilent = (where: string, kind: string) => {
    const data = { where, 'error.type': kind };
    log.write({ t: 'event', ts: now(), run: runs.current().id, type: 'recorder_error', data });
  };
  return {
    log,
    hasher,
    scopes,
    runs,
    prompts: createPrompts(hasher),
    sites: createSites(),
    coverage,
    content: createContent(files, home, () => log.place.dir),
    health: off ? OFF : createHealth(onSilent),
    live,
    onFirstCall: () => log.write(coverage.line()),
    close(exitCode) {
      for (const call of [...live]) call.abandoned('process_exit');
      runs.endAll(exitCode === 0 ? 'ok' : 'error');
      if (log.begun || coverage.hasNews) log.write(coverage.line());
    },
  };
}

function warn(message: string): void {
  process.stderr.write(`spanmeter: ${message}\n`);
}
