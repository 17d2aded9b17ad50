/** The one stateful object of the core: takes lines, tells what is known now. */
import type { Pricer } from './calls.ts';
import { getOrMake } from './maps.ts';
import type { Rejected, Run, Snapshot } from './model.ts';
import { type Malformed, parseLine } from './parse.ts';
import { RunBuilder } from './runs.ts';
import { clean } from './text.ts';
import type { Line, RequestLine } from './wire.ts';

/** Where lines come from. */
export interface LineSource {
  /** identifies the file */
  readonly file: string;
  /** the log folder it is in */
  readonly dir: string;
}

const MAX_ORPHANS = 1000;

export class Ledger {
  readonly #price: Pricer;
  readonly #builders = new Map<string, RunBuilder>();
  readonly #views = new Map<string, Run>();
  readonly #dirty = new Set<string>();
  readonly #runOfSpan = new Map<string, string>();
  readonly #runsOfFile = new Map<string, Set<string>>();
  readonly #alive = new Map<string, boolean>();
  readonly #orphans = new Map<string, RequestLine>();
  readonly #rejected = new Map<string, { count: number; example: string }>();
  #order: readonly string[] | undefined;
  #lines = 0;
  #news = false;

  constructor(price: Pricer) {
    this.#price = price;
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

  /** Whether `snapshot` would differ from the last one. */
  get changed(): boolean {
    return this.#dirty.size > 0 || this.#news;
  }

  snapshot(): Snapshot {
    const changed = new Set(this.#dirty);
    for (const id of this.#dirty) {
      const builder = this.#builders.get(id);
      if (builder !== undefined) this.#view(id, builder.build(this.#price));
    }
    this.#dirty.clear();
    this.#news = false;
    const rejected: Rejected[] = [...this.#rejected].map(([reason, seen]) => ({ reason, ...seen }));
    return { runs: this.#inOrder(), changed, lines: this.#lines, rejected };
  }

  #view(id: string, run: Run): void {
    if (this.#views.get(id)?.startedAt !== run.startedAt) this.#order = undefined;
    this.#views.set(id, run);
  }

  /** Newest first. Sorted anew only when a run has come. */
  #inOrder(): readonly Run[] {
    this.#order ??= [...this.#views.values()].sort((a, b) => b.startedAt - a.startedAt).map(run => run.id);
    return this.#order.flatMap(id => this.#views.get(id) ?? []);
  }

  #take(line: Line, source: LineSource): void {
    this.#lines++;
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
