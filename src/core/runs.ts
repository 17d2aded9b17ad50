/**
 * The lines of one run → a Run. Lines of a live run are worked in one by one; what does not fit the order in which it
 * was worked in (an older call, a late turn, a better end) makes the run be built anew from its lines. Both ways give the
 * same Run: a property test holds them to it.
 */
import type { AnalysisRules } from './analyses/config.ts';
import { Watch } from './analyses/watch.ts';
import { withRaises } from './budgets/raised.ts';
import { budgetStatus } from './budgets/status.ts';
import { betterEnd, buildCall, type CallLines, type Pricer } from './calls.ts';
import type { MapSite } from './compiled-site.ts';
import { LaneFinder } from './lanes.ts';
import { getOrMake } from './maps.ts';
import type { Call, Run, RunEvent, RunState } from './model.ts';
import { SiteSums } from './sites.ts';
import { count, emptyTotals } from './totals.ts';
import { TurnList } from './turns.ts';
import type { BudgetRef, EndLine, EventLine, RequestLine, RunEndLine, RunLine, StartLine } from './wire.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Step = 'request' | 'end';

/** The lines of a call, and when its prompt and its end were heard of: of equal times the earlier heard is told first. */
interface Heard extends CallLines {
  readonly order?: Readonly<Partial<Record<Step, number>>>;
}

/** Everything that is derived from the lines, and thrown away when it has to be built anew. */
function derived() {
  return {
    calls: [] as Call[],
    places: new Map<string, number>(),
    turns: new TurnList(),
    sites: new SiteSums(),
    sum: emptyTotals(),
    lanes: new LaneFinder(),
    watch: new Watch(),
    seen: new Set<string>(),
    /** the newest step that the analyses were told of */
    toldAt: 0,
  };
}

export class RunBuilder {
  readonly #id: string;
  /** the log folder it was found in */
  readonly dir: string;
  readonly #files = new Map<string, boolean>();
  readonly #lines = new Map<string, Mutable<Heard>>();
  readonly #parents = new Map<string, StartLine>();
  readonly #expected = new Set<string>();
  /** ends that came before their start, and do not say what it was that ended */
  readonly #early = new Map<string, EndLine>();
  readonly #events: RunEvent[] = [];
  #header: RunLine | undefined;
  #ending: RunEndLine | undefined;
  #firstAt = Number.POSITIVE_INFINITY;
  #lastAt = 0;
  /** when a span began last */
  #lastStart = 0;
  #state = derived();
  #queue: { readonly id: string; readonly step?: Step }[] = [];
  #rebuild = false;
  #heardSteps = 0;

  constructor(id: string, dir: string) {
    this.#id = id;
    this.dir = dir;
  }

  /** A process writes to this run, and is alive or not. */
  process(file: string, alive: boolean): void {
    if (this.#files.get(file) === alive) return;
    const before = this.alive;
    this.#files.set(file, alive);
    // Only whether a call without an end is in flight or was interrupted hangs on it.
    if (before !== this.alive) for (const [id, lines] of this.#lines) if (!lines.end) this.#queue.push({ id });
  }

  run(line: RunLine): void {
    this.#heard(line.ts);
    if (this.#header === undefined || line.ts <= this.#header.ts) this.#header = line;
  }

  runEnd(line: RunEndLine): void {
    this.#heard(line.ts);
    if (this.#ending === undefined || line.ts >= this.#ending.ts) this.#ending = line;
  }

  event(line: EventLine): void {
    this.#heard(line.ts);
    if (this.#events.length >= 500) this.#events.shift();
    this.#events.push({ at: line.ts, type: line.type, ...(line.span && { span: line.span }), data: line.data });
  }

  start(line: StartLine): void {
    this.#heard(line.ts);
    this.#lastStart = Math.max(this.#lastStart, line.ts);
    if (line.kind !== 'llm') {
      this.#parents.set(line.span, line);
      // Calls that came before their turn were taken for turns of their own; an end with usage, for that of a call.
      if (this.#lines.delete(line.span) || this.#expected.has(line.span)) this.#rebuild = true;
      this.#early.delete(line.span);
      return;
    }
    const lines = this.#of(line.span);
    if (lines.start !== undefined) return;
    lines.start = line;
    const early = this.#early.get(line.span);
    if (early !== undefined) lines.end = betterEnd(lines.end, early);
    this.#early.delete(line.span);
    if (lines.end !== undefined) this.#rebuild = true;
    this.#queue.push({ id: line.span });
    if (lines.request !== undefined) this.#enqueue(lines, 'request');
  }

  request(line: RequestLine): void {
    const lines = this.#of(line.span);
    lines.request = line;
    this.#enqueue(lines, 'request');
  }

  end(line: EndLine): void {
    this.#heard(line.ts);
    if (this.#parents.has(line.span)) return;
    if (!this.#lines.has(line.span) && !isOfCall(line)) {
      if (this.#early.size < MAX_EARLY) this.#early.set(line.span, betterEnd(this.#early.get(line.span), line));
      return;
    }
    const lines = this.#of(line.span);
    const better = betterEnd(lines.end, line);
    if (better === lines.end) return;
    if (lines.end !== undefined) this.#rebuild = true;
    lines.end = better;
    this.#enqueue(lines, 'end');
  }

  /** Prices have changed. */
  reprice(): void {
    this.#rebuild = true;
  }

  build(price: Pricer, mapSite: MapSite, rules?: AnalysisRules): Run {
    if (!this.#rebuild) this.#workIn(price, mapSite);
    if (this.#rebuild) this.#buildAnew(price, mapSite);
    this.#queue = [];
    this.#rebuild = false;
    return this.#view(rules);
  }

  /** Whether a process that writes to this run is alive. */
  get alive(): boolean {
    for (const alive of this.#files.values()) if (alive) return true;
    return false;
  }

  #heard(ts: number): void {
    this.#firstAt = Math.min(this.#firstAt, ts);
    this.#lastAt = Math.max(this.#lastAt, ts);
  }

  #enqueue(lines: Mutable<Heard>, step: Step): void {
    lines.order = { ...lines.order, [step]: ++this.#heardSteps };
    this.#queue.push({ id: lines.id, step });
  }

  #of(id: string): Mutable<Heard> {
    return getOrMake(this.#lines, id, () => ({ id }));
  }

  #workIn(price: Pricer, mapSite: MapSite): void {
    for (const { id, step } of this.#queue) {
      this.#put(id, price, mapSite);
      if (this.#rebuild) return;
      if (step !== undefined) this.#detect(id, step);
      if (this.#rebuild) return;
    }
  }

  #buildAnew(price: Pricer, mapSite: MapSite): void {
    this.#state = derived();
    this.#expected.clear();
    this.#rebuild = false;
    const known = [...this.#lines.values()].filter(lines => lines.start !== undefined || lines.end !== undefined);
    known.sort((a, b) => startOf(a) - startOf(b));
    const steps: { readonly at: number; readonly order: number; readonly id: string; readonly step: Step }[] = [];
    for (const lines of known) {
      this.#put(lines.id, price, mapSite);
      const { id, order = {} } = lines;
      if (lines.request) steps.push({ at: startOf(lines), order: order.request ?? 0, id, step: 'request' });
      if (lines.end) steps.push({ at: lines.end.ts, order: order.end ?? 0, id, step: 'end' });
    }
    steps.sort((a, b) => a.at - b.at || a.order - b.order);
    for (const { id, step } of steps) this.#detect(id, step);
    this.#rebuild = false;
  }

  /** Makes the call anew from its lines and puts it where it belongs. */
  #put(id: string, price: Pricer, mapSite: MapSite): void {
    const lines = this.#lines.get(id);
    if (lines === undefined) return;
    const state = this.#state;
    const place = state.places.get(id) ?? state.calls.length;
    const before = state.calls[place];
    const turn = this.#ancestor(lines.start?.parent, 'turn');
    const within = this.#ancestor(lines.start?.parent, 'agent');
    const agent = within?.name ?? this.#header?.agent;
    const call = buildCall(lines, {
      number: place + 1,
      ...(agent !== undefined && { agent }),
      ...(within !== undefined && { agentSpan: within.span, agentDepth: this.#depth(within) }),
      alive: this.alive && !this.#isOver(startOf(lines)),
      price,
      mapSite,
      dir: this.dir,
    });
    if (call === undefined) return;
    const last = state.calls[state.calls.length - 1];
    if (before === undefined && last !== undefined && call.startedAt < last.startedAt) this.#rebuild = true;
    state.places.set(id, place);
    state.calls[place] = call;
    if (before !== undefined) count(state.sum, before, -1);
    count(state.sum, call, 1);
    state.turns.put(call, before, turn?.span ?? id, turn?.name);
    state.sites.put(call, before);
  }

  #detect(id: string, step: Step): void {
    const call = this.#state.calls[this.#state.places.get(id) ?? -1];
    const key = `${step}:${id}`;
    if (call === undefined || this.#state.seen.has(key)) return;
    this.#state.seen.add(key);
    const at = step === 'end' ? (call.endedAt ?? call.startedAt) : call.startedAt;
    // What is told in another order than that of time is told anew: analyses look at one thing after the other.
    if (at < this.#state.toldAt) this.#rebuild = true;
    this.#state.toldAt = Math.max(at, this.#state.toldAt);
    const lane = this.#state.lanes.of(call);
    this.#state.watch[step](call, lane);
  }

  /** The nearest enclosing span of a kind. Parents not heard of yet are expected: their coming changes the turns. */
  #ancestor(parent: string | undefined, kind: 'turn' | 'agent'): StartLine | undefined {
    for (let id = parent, depth = 0; id !== undefined && depth < 64; depth++) {
      const span = this.#parents.get(id);
      if (span === undefined) {
        if (!this.#lines.has(id)) this.#expected.add(id);
        id = this.#lines.get(id)?.start?.parent;
      } else if (span.kind === kind) return span;
      else id = span.parent;
    }
    return undefined;
  }

  /** How many agents deep an agent span lies, from 1. */
  #depth(agent: StartLine): number {
    let depth = 1;
    for (let at = agent; depth < 16; depth++) {
      const above = this.#ancestor(at.parent, 'agent');
      if (above === undefined) break;
      at = above;
    }
    return depth;
  }

  #view(rules: AnalysisRules | undefined): Run {
    const { calls, turns, sites, sum, watch } = this.#state;
    const header = this.#header;
    const startedAt = Math.min(this.#firstAt, header?.ts ?? Number.POSITIVE_INFINITY);
    const totals = { ...sum };
    return {
      id: this.#id,
      name: header?.name ?? 'unnamed run',
      ...(header?.agent !== undefined && { agent: header.agent }),
      ...(header?.task !== undefined && { task: header.task }),
      ...(header?.user !== undefined && { user: header.user }),
      state: this.#runState(),
      ...(this.#ending?.reason !== undefined && { reason: this.#ending.reason }),
      startedAt,
      lastAt: this.#lastAt,
      guard: header?.guard ?? 'off',
      dir: this.dir,
      calls: [...calls],
      turns: turns.view(),
      totals,
      sites: sites.view(),
      budgets: this.#budgets().flatMap(budget => budgetStatus(budget, totals, this.#lastAt - startedAt)),
      limits: (header?.budgets ?? []).filter(budget => !isOwn(budget)),
      findings: watch.findings(rules),
      events: [...this.#events],
    };
  }

  #runState(): RunState {
    if (this.alive && !this.#isOver(this.#lastStart)) return 'live';
    return this.#ending?.status ?? 'interrupted';
  }

  /** Whether it had ended before something began: a child may go on when the process that began the run is gone. */
  #isOver(startedAt: number): boolean {
    return this.#ending !== undefined && startedAt <= this.#ending.ts;
  }

  /** The run's own limits: those that hang on nothing but what it spends. */
  #budgets(): readonly BudgetRef[] {
    return withRaises((this.#header?.budgets ?? []).filter(isOwn), this.#events);
  }
}

const MAX_EARLY = 1000;

/** Whether an end tells by itself that it is a call's: only those own tokens. */
function isOfCall({ a, usage }: EndLine): boolean {
  return usage !== undefined || Object.keys(a).some(name => OF_CALLS.test(name));
}

const OF_CALLS = /^gen_ai\.(?:usage\.|re(?:quest|sponse)\.model$)/;

function isOwn({ per, model }: BudgetRef): boolean {
  return per === 'run' && model === undefined;
}

function startOf(lines: CallLines): number {
  return lines.start?.ts ?? lines.end?.ts ?? 0;
}
