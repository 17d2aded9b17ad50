/**
 * A session, replayed through the product: its events become the lines a recorder would have written, the lines become
 * calls, the calls go to the analyses, at their own times and in their own order.
 */

import type { AnalysisRules } from '../../src/core/analyses/config.ts';
import type { Finding } from '../../src/core/analyses/finding.ts';
import { Watch } from '../../src/core/analyses/watch.ts';
import { buildCall, type CallLines, type Pricer } from '../../src/core/calls.ts';
import { UNMAPPED } from '../../src/core/compiled-site.ts';
import { LaneFinder } from '../../src/core/lanes.ts';
import type { Call } from '../../src/core/model.ts';
import type { AttributeValue, ToolCallRef, ToolResultRef } from '../../src/core/wire.ts';
import type { LlmEvent, ResultEvent, Session, SessionEvent, ToolEvent } from './sessions.ts';

/** What an LLM call of a session did, in the order in which it happened. */
export interface Step {
  readonly llm: LlmEvent | undefined;
  readonly tools: readonly ToolEvent[];
  /** results that its prompt brings */
  readonly results: readonly ResultEvent[];
  /** how many messages of the user came before it */
  readonly users: number;
  /** Unix milliseconds */
  readonly start: number;
  readonly end: number;
  /** places of its tools among all tool calls, and of itself among all LLM calls */
  readonly firstTool: number;
  readonly number: number;
}

/** Where a session has no times, each event takes this long. */
const STEP_MS = 1000;
const T0 = Date.UTC(2026, 0, 5, 9);

/** Codex tells what a call cost after what it asked for; all others before. */
const TOLD_LAST = new Set(['codex']);

export function stepsOf(session: Session): readonly Step[] {
  const times = clockOf(session.ev);
  const steps: Step[] = [];
  let users = 0;
  let toolCount = 0;
  let ready = times[0] ?? T0;
  let results: ResultEvent[] = [];
  let open:
    | {
        llm: LlmEvent | undefined;
        tools: ToolEvent[];
        results: ResultEvent[];
        users: number;
        start: number;
        end: number;
      }
    | undefined;
  // Results that came for the call under way, and go to the next.
  let later: ResultEvent[] = [];
  const told = TOLD_LAST.has(session.agent);

  const close = (): void => {
    if (open === undefined) return;
    steps.push({ ...open, firstTool: toolCount, number: steps.length });
    toolCount += open.tools.length;
    results = later;
    later = [];
    open = undefined;
  };
  const begin = (llm: LlmEvent | undefined, at: number): NonNullable<typeof open> => {
    const made = { llm, tools: [], results, users, start: Math.min(ready, at), end: at };
    results = [];
    open = made;
    return made;
  };

  session.ev.forEach((event, i) => {
    const at = times[i] ?? T0;
    switch (event[0]) {
      case 'U':
        close();
        users++;
        ready = at;
        break;
      case 'L':
        if (told && open !== undefined && open.llm === undefined) {
          open.llm = event;
          if (open.tools.length === 0) open.end = at;
          close();
        } else {
          close();
          begin(event, at);
          if (told) close();
        }
        if (!told) ready = at;
        break;
      case 'T': {
        const step = open ?? begin(undefined, at);
        step.tools.push(event);
        break;
      }
      case 'R':
        if (open === undefined) results.push(event);
        else later.push(event);
        ready = at;
        break;
    }
  });
  close();
  // The last results are known before another prompt would bring them.
  if (results.length > 0) {
    const at = times.at(-1) ?? T0;
    steps.push({
      llm: undefined,
      tools: [],
      results,
      users,
      start: at,
      end: at,
      firstTool: toolCount,
      number: steps.length,
    });
  }
  return steps;
}

/** Milliseconds of each event. Missing times go on from the one before. */
function clockOf(events: readonly SessionEvent[]): readonly number[] {
  let last: number | undefined;
  return events.map(event => {
    const t = event[1];
    last = typeof t === 'number' ? t * 1000 : (last ?? T0) + STEP_MS;
    return last;
  });
}

/** A finding at the moment it was first told, or became graver. */
export interface Alarm {
  readonly finding: Finding;
  readonly at: number;
  /** the number of steps known then */
  readonly step: number;
  /** what the session had cost by then, in nano-dollars */
  readonly spent: number;
}

export interface Replayed {
  readonly steps: readonly Step[];
  readonly calls: readonly Call[];
  readonly alarms: readonly Alarm[];
  readonly findings: readonly Finding[];
}

export function replay(session: Session, price: Pricer, rules: AnalysisRules, steps = stepsOf(session)): Replayed {
  const watch = new Watch();
  const lanes = new LaneFinder();
  const told = new Set<string>();
  const alarms: Alarm[] = [];
  const calls: Call[] = [];
  let spent = 0;

  const look = (step: number, at: number): void => {
    for (const finding of watch.findings(rules).flatMap(main => [main, ...(main.also ?? [])])) {
      const again = 'reopened' in finding ? finding.reopened : 0;
      const key = `${finding.code} ${finding.firstCall} ${finding.severity} ${again}`;
      if (told.has(key)) continue;
      told.add(key);
      alarms.push({ finding, at, step, spent });
    }
  };

  steps.forEach((step, i) => {
    const last = i === steps.length - 1 && step.llm === undefined && step.tools.length === 0;
    const lines = linesOf(session, step, i, last);
    const context = { number: i + 1, alive: true, price, mapSite: UNMAPPED, dir: '' };
    const { end: _, ...begun } = lines;
    const asked = buildCall(begun, context);
    if (asked === undefined) return;
    const lane = lanes.of(asked);
    watch.request(asked, lane);
    look(i, asked.startedAt);
    if (lines.end === undefined) return;
    const call = buildCall(lines, context);
    if (call === undefined) return;
    calls.push(call);
    spent += call.cost.nano ?? 0;
    watch.end(call, lane);
    look(i, call.endedAt ?? call.startedAt);
  });
  return { steps, calls, alarms, findings: watch.findings(rules) };
}

const hex = (n: number): string => n.toString(16).padStart(16, '0');

function linesOf(session: Session, step: Step, i: number, last: boolean): CallLines {
  const span = hex(i + 1);
  const run = 'replay';
  const [, , model, input, cacheRead, cacheWrite, output, cost] = step.llm ?? [];
  const a: Record<string, AttributeValue> = {};
  const name = model ?? session.model;
  if (name) a['gen_ai.request.model'] = name;
  const usage: Record<string, AttributeValue> = {};
  if (typeof input === 'number') usage['gen_ai.usage.input_tokens'] = input + (cacheRead ?? 0) + (cacheWrite ?? 0);
  if (typeof cacheRead === 'number') usage['gen_ai.usage.cache_read.input_tokens'] = cacheRead;
  if (typeof cacheWrite === 'number') usage['gen_ai.usage.cache_write.input_tokens'] = cacheWrite;
  if (typeof output === 'number') usage['gen_ai.usage.output_tokens'] = output;
  if (typeof cost === 'number') usage['spanmeter.cost.reported_usd'] = cost;
  const toolCalls = step.tools.map(
    (tool, n): ToolCallRef => ({ id: tool[5] ?? `${i}.${n}`, name: tool[2] ?? 'tool', args: tool[3] }),
  );
  const toolResults = step.results.map(
    (result, n): ToolResultRef => ({
      id: result[2] ?? `${i - 1}.${n}`,
      result: result[6] ?? result[4] ?? '',
      bytes: result[5] ?? 0,
      ...(result[3] === true && { error: true }),
    }),
  );
  return {
    id: span,
    start: { t: 'start', ts: step.start, run, span, kind: 'llm', name: 'chat', a },
    request: {
      t: 'request',
      span,
      parts: { user: { n: 1, bytes: 0, hash: `u${step.users}` } },
      tool_results: toolResults.filter(({ result }) => result !== ''),
    },
    ...(!last && {
      end: {
        t: 'end',
        ts: step.end,
        run,
        span,
        status: 'ok',
        a: usage,
        ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
      },
    }),
  };
}
