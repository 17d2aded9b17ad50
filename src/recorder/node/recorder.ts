/** The recorder of a process: its parts, put together once. What writes is loaded when there is something to write. */
import type { LiveCall } from './calls/live-call.ts';
import type { Writing } from './calls.ts';
import { type Coverage, createCoverage } from './coverage.ts';
import { createHealth, type Health, OFF } from './health.ts';
import { calls } from './lazy.ts';
import { nodeFiles, now } from './platform.ts';
import { createScopes, type Scopes } from './runs/scope.ts';
import { createSites, type Sites } from './site/capture.ts';

export interface Recorder extends Writing {
  readonly scopes: Scopes;
  readonly sites: Sites;
  readonly coverage: Coverage;
  readonly health: Health;
  /** calls and spans under way */
  readonly live: Set<Pick<LiveCall, 'abandoned'>>;
  /** calls by what the program hears of them through */
  readonly forgotten: FinalizationRegistry<LiveCall>;
  onFirstCall(): void;
  /** Calls back when the first run of this process has begun. To be asked before there is anything to record. */
  onFirstRun(listener: () => void): void;
  /** closes what is open: the process ends */
  close(exitCode: number): void;
}

export interface RecorderOptions {
  readonly cwd: string;
  /** the folder of the recorder's own files: `guard.cjs` and `prices.json` lie there */
  readonly home: string;
  /** switched off: the API hands on what it is given, and nothing is recorded */
  readonly off: boolean;
}

export function createRecorder({ cwd, home, off }: RecorderOptions): Recorder {
  const scopes = createScopes();
  const sites = createSites();
  const coverage = createCoverage(nodeFiles);
  const live = new Set<Pick<LiveCall, 'abandoned'>>();
  const made: { writing?: Writing; onFirstRun?: () => void } = {};
  const writing = () => {
    if (made.writing !== undefined) return made.writing;
    made.writing = calls().createWriting({ cwd, home, scopes, sites });
    if (made.onFirstRun) made.writing.runs.onFirst(made.onFirstRun);
    return made.writing;
  };
  const onSilent = (where: string, kind: string) => {
    const { log, runs } = writing();
    const data = { where, 'error.type': kind };
    log.write({ t: 'event', ts: now(), run: runs.current().id, type: 'recorder_error', data });
  };
  return {
    get log() {
      return writing().log;
    },
    get hasher() {
      return writing().hasher;
    },
    get runs() {
      return writing().runs;
    },
    get prompts() {
      return writing().prompts;
    },
    get content() {
      return writing().content;
    },
    scopes,
    sites,
    coverage,
    health: off ? OFF : createHealth(onSilent),
    live,
    forgotten: new FinalizationRegistry(call => call.abandoned('abandoned')),
    onFirstCall: () => writing().log.write(coverage.line()),
    onFirstRun(listener) {
      made.onFirstRun = listener;
    },
    close(exitCode) {
      for (const call of [...live]) call.abandoned('process_exit');
      made.writing?.runs.endAll(exitCode === 0 ? 'ok' : 'error');
      if (made.writing?.log.begun || coverage.hasNews) writing().log.write(coverage.line());
    },
  };
}
