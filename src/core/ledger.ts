/** The one stateful object of the core: takes lines, tells what is known now. */
import { type AnalysisRules, NO_RULES } from './analyses/config.ts';
import { UsualTurns } from './analyses/usual-turns.ts';
import type { Pricer } from './calls.ts';
import { type MapSite, UNMAPPED } from './compiled-site.ts';
import { getOrMake } from './maps.ts';
import type { Rejected, Run, Snapshot } from './model.ts';
import { type Malformed, parseLine } from './parse.ts';
import { RunBuilder } from './runs.ts';
import { clean } from './text.ts';
import { FORMAT_VERSION, type Line, type RequestLine } from './wire.ts';

/** Where lines come from. */
export interface LineSource {
  /** identifies the file */
  readonly file: string;
  /** the log folder it is in */
  readonly dir: string;
}

const MAX_ORPHANS = 1000;

/** The user's word on analyses, for the project a log folder belongs to. */
export type RulesFor = (dir: string) => AnalysisRules;

export interface LedgerOptions {
  /** where a line of a compiled program was written */
  readonly mapSite?: MapSite;
  readonly rules?: RulesFor | undefined;
}

export class Ledger {
  readonly #price: Pricer;
  readonly #mapSite: MapSite;
  readonly #rules: RulesFor;
  readonly #usual = new UsualTurns();
  readonly #builders = new Map<string, RunBuilder>();
  readonly #views = new Map<string, Run>();
  readonly #dirty = new Set<string>();
  readonly #runOfSpan = new Map<string, string>();
  readonly #runsOfFile = new Map<string, Set<string>>();
  readonly #alive = new Map<string, boolean>();
  readonly #orphans = new Map<string, RequestLine>();
  readonly #rejected = new Map<string, { count: number; example: string }>();
  #runs: readonly Run[] = [];
  #places: ReadonlyMap<string, number> | undefined;
  #lines = 0;
  #news = false;

  constructor(price: Pricer, { mapSite = UNMAPPED, rules = () => NO_RULES }: LedgerOptions = {}) {
    this.#price = price;
    this.#mapSite = mapSite;
    this.#rules = rules;
  }

  /** Works in lines of one file, in their order. Blank ones are passed over. */
  apply(source: LineSource, lines: Iterable<string>): void {
    for (const text of lines) {
      if (text === '' || text === '\r') continue;
      const line = parseLine(text);
      if (!('malformed' in line)) {
        this.#take(line, source);
        continue;
      }
      this.#reject(line, source, text);
      // A crash or a full disk can leave half a line, or NULs, with a whole line behind it.
      const rest = text.lastIndexOf('{"t":"');
      const whole = rest > 0 ? parseLine(text.slice(rest)) : line;
      if (!('malformed' in whole)) this.#take(whole, source);
    }
  }

  /** Counts something that could not be read as a line at all: too long, not readable. */
  reject(reason: string, example: string): void {
    const known = this.#rejected.get(reason);
    this.#news = true;
    if (known === undefined) this.#rejected.set(reason, { count: 1, example });
    else known.count++;
  }

  /** Says whether the process that writes a file is alive. Files nobody spoke for are not. */
  setAlive(file: string, alive: boolean): void {
    this.#alive.set(file, alive);
    for (const run of this.#runsOfFile.get(file) ?? []) {
      this.#builders.get(run)?.process(file, alive);
      this.#dirty.add(run);
    }
  }

  /** Prices have changed: everything is priced again, with the price of each call's own time. */
  reprice(): void {
    for (const [id, builder] of this.#builders) {
      builder.reprice();
      this.#dirty.add(id);
    }
  }

  /** Whether the next snapshot would differ from the last one. */
  get changed(): boolean {
    return this.#dirty.size > 0 || this.#news;
  }

  /**
   * What is known now. Building the runs that have changed takes time where they are many: once `enough` says so, the
   * others stay as they were, `changed` stays true, and the next snapshot goes on with them. Each builds one at least.
   */
  snapshot(enough = () => false): Snapshot {
    const changed = new Set<string>();
    for (const [id, builder] of this.#waiting()) {
      if (changed.size > 0 && enough()) break;
      const rules = this.#usual.with(this.#rules(builder.dir), builder.dir);
      const run = builder.build(this.#price, this.#mapSite, rules);
      this.#usual.learn(run);
      this.#view(id, run);
      this.#dirty.delete(id);
      changed.add(id);
    }
    this.#news = false;
    this.#runs = this.#inOrder(changed);
    const rejected: Rejected[] = [...this.#rejected].map(([reason, seen]) => ({ reason, ...seen }));
    return { runs: this.#runs, changed, lines: this.#lines, rejected };
  }

  /** The runs that have changed, those first that somebody waits for: their processes are alive. */
  #waiting(): readonly (readonly [string, RunBuilder])[] {
    const all = [...this.#dirty].flatMap(id => {
      const builder = this.#builders.get(id);
      return builder === undefined ? [] : ([[id, builder]] as const);
    });
    return [...all.filter(([, { alive }]) => alive), ...all.filter(([, { alive }]) => !alive)];
  }

  #view(id: string, run: Run): void {
    if (this.#views.get(id)?.startedAt !== run.startedAt) this.#places = undefined;
    this.#views.set(id, run);
  }

  /** Newest first. Sorted anew only when a run has come; else what has changed takes the place of what it was. */
  #inOrder(changed: ReadonlySet<string>): readonly Run[] {
    if (this.#places === undefined) {
      const sorted = [...this.#views.values()].sort((a, b) => b.startedAt - a.startedAt);
      this.#places = new Map(sorted.map((run, place) => [run.id, place]));
      return sorted;
    }
    const runs = [...this.#runs];
    for (const id of changed) {
      const [place, run] = [this.#places.get(id), this.#views.get(id)];
      if (place !== undefined && run !== undefined) runs[place] = run;
    }
    return runs;
  }

  #take(line: Line, source: LineSource): void {
    this.#lines++;
    if (line.t === 'process' && line.v > FORMAT_VERSION) {
      this.reject('a file in a newer format, so its numbers may be wrong: update Spanmeter', source.file);
    }
    if (line.t === 'process' || line.t === 'coverage') return;
    const id = line.t === 'request' ? this.#runOfSpan.get(line.span) : line.run;
    if (id === undefined) {
      // The prompt was measured before its span was seen to begin: kept until it is.
      if (line.t === 'request' && this.#orphans.size < MAX_ORPHANS) this.#orphans.set(line.span, line);
      return;
    }
    const run = this.#builder(id, source);
    this.#dirty.add(id);
    switch (line.t) {
      case 'run':
        run.run(line);
        break;
      case 'start': {
        this.#runOfSpan.set(line.span, id);
        run.start(line);
        const early = this.#orphans.get(line.span);
        if (early !== undefined) run.request(early);
        this.#orphans.delete(line.span);
        break;
      }
      case 'request':
        run.request(line);
        break;
      case 'end':
        run.end(line);
        break;
      case 'run_end':
        run.runEnd(line);
        break;
      case 'event':
        run.event(line);
        break;
    }
  }

  #builder(id: string, source: LineSource): RunBuilder {
    const builder = getOrMake(this.#builders, id, () => new RunBuilder(id, source.dir));
    const runs = getOrMake(this.#runsOfFile, source.file, () => new Set());
    if (!runs.has(id)) {
      runs.add(id);
      builder.process(source.file, this.#alive.get(source.file) ?? false);
    }
    return builder;
  }

  #reject({ malformed }: Malformed, { file }: LineSource, text: string): void {
    this.reject(malformed, `${file}: ${clean(text, 80)}`);
  }
}
