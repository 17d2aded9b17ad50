/** Builds the lines of a log for tests: only what a case is about has to be said. */
import type {
  Attributes,
  AttributeValue,
  BudgetRef,
  Parts,
  Prefix,
  ToolCallRef,
  ToolResultRef,
} from '../../src/core/wire.ts';

export const T0 = Date.UTC(2026, 10, 20, 12);
export const RUN = '0af7651916cd43dd8448eb211c80319c';

const hex = (n: number): string => n.toString(16).padStart(16, '0');

export interface CallSpec {
  readonly run?: string;
  readonly span?: string;
  readonly parent?: string;
  /** milliseconds after T0, and how long it took; without an end the call is in flight */
  readonly at?: number;
  readonly took?: number | null;
  readonly model?: string;
  readonly provider?: string;
  readonly input?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly output?: number;
  readonly status?: 'ok' | 'error' | 'cancelled' | 'blocked';
  readonly usageState?: 'reported' | 'partial' | 'estimated' | 'missing';
  readonly parts?: Parts;
  readonly prefix?: Prefix;
  readonly toolCalls?: readonly ToolCallRef[];
  readonly toolResults?: readonly ToolResultRef[];
  readonly site?: readonly [file: string, line: number];
  readonly a?: Attributes;
}

export interface RunSpec {
  readonly run?: string;
  readonly name?: string;
  readonly budgets?: readonly BudgetRef[];
  readonly at?: number;
  readonly agent?: string;
  readonly user?: string;
}

/** A log in the making: ids and times count up by themselves. */
export class LogBuilder {
  readonly lines: string[] = [];
  #spans = 0;
  #clock = 0;

  run(spec: RunSpec = {}): this {
    const { run = RUN, name = 'agent.mjs', budgets = [], at = 0, ...more } = spec;
    const guard = budgets.length > 0 ? 'armed' : 'off';
    return this.add({ t: 'run', ts: T0 + at, run, name, ...more, budgets, guard });
  }

  span(kind: 'turn' | 'agent' | 'tool' | 'step', name: string, span: string, parent?: string): this {
    return this.add({ t: 'start', ts: T0 + this.#clock, run: RUN, span, ...(parent && { parent }), kind, name, a: {} });
  }

  call(spec: CallSpec = {}): string {
    const span = spec.span ?? hex(++this.#spans);
    const { run = RUN, at = this.#clock, took = 500, model = 'gpt-4o', provider = 'openai' } = spec;
    const a: Record<string, AttributeValue> = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': provider,
      'gen_ai.request.model': model,
      ...(spec.site && { 'code.file.path': spec.site[0], 'code.line.number': spec.site[1] }),
      ...spec.a,
    };
    this.add({
      t: 'start',
      ts: T0 + at,
      run,
      span,
      ...(spec.parent && { parent: spec.parent }),
      kind: 'llm',
      name: 'chat',
      a,
    });
    if (spec.parts || spec.prefix || spec.toolResults) {
      const { parts = {}, prefix, toolResults } = spec;
      this.add({
        t: 'request',
        span,
        parts,
        ...(prefix && { prefix }),
        ...(toolResults && { tool_results: toolResults }),
      });
    }
    if (took !== null) this.add(this.#end(span, run, at + took, spec));
    this.#clock = at + (took ?? 0) + 100;
    return span;
  }

  runEnd(status = 'ok', reason?: string): this {
    return this.add({ t: 'run_end', ts: T0 + this.#clock, run: RUN, status, ...(reason && { reason }) });
  }

  event(type: string, data: Attributes = {}): this {
    return this.add({ t: 'event', ts: T0 + this.#clock, run: RUN, type, ...data });
  }

  add(line: object): this {
    this.lines.push(JSON.stringify(line));
    return this;
  }

  #end(span: string, run: string, at: number, spec: CallSpec): object {
    const { input = 1000, cacheRead = 0, cacheWrite = 0, output = 100, status = 'ok', usageState = 'reported' } = spec;
    const usage = {
      'gen_ai.usage.input_tokens': input + cacheRead + cacheWrite,
      'gen_ai.usage.output_tokens': output,
      ...(cacheRead > 0 && { 'gen_ai.usage.cache_read.input_tokens': cacheRead }),
      ...(cacheWrite > 0 && { 'gen_ai.usage.cache_write.input_tokens': cacheWrite }),
    };
    return {
      t: 'end',
      ts: T0 + at,
      run,
      span,
      status,
      a: usageState === 'missing' ? {} : usage,
      usage_state: usageState,
      ...(spec.toolCalls && { tool_calls: spec.toolCalls }),
    };
  }
}
