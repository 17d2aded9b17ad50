/**
 * Puts an episode that never happened into a real session: copies of one of its own steps, at a random place, the prompt
 * growing by what the step really brought, the later events moved back by the time it took.
 */
import type { Step } from './replay.ts';
import type { LlmEvent, ResultEvent, ToolEvent } from './sessions.ts';

export const GRAFTS = [
  'identical',
  'noisy-result',
  'ping-pong',
  'three-cycle',
  'same-error',
  'prompt-replay',
  'poll',
  'paging',
  'parallel-duplicates',
] as const;
export type GraftKind = (typeof GRAFTS)[number];

interface Expectation {
  /** the codes of which one is due as a warning; none: nothing may be told but information */
  readonly codes: readonly string[];
  /** steps of one repeat, and how many repeats it takes until it can be known */
  readonly period: number;
  readonly decidableAfter: number;
  /** it is known with the prompt that brings the last result, or with the repeat itself */
  readonly byResult: boolean;
}

export const EXPECTED: Readonly<Record<GraftKind, Expectation>> = {
  identical: { codes: ['runaway-loop'], period: 1, decidableAfter: 3, byResult: true },
  'noisy-result': { codes: ['runaway-loop'], period: 1, decidableAfter: 3, byResult: true },
  'ping-pong': { codes: ['cycle'], period: 2, decidableAfter: 3, byResult: true },
  'three-cycle': { codes: ['cycle'], period: 3, decidableAfter: 3, byResult: true },
  'same-error': { codes: ['same-error'], period: 1, decidableAfter: 4, byResult: true },
  'prompt-replay': { codes: ['prompt-replay'], period: 1, decidableAfter: 3, byResult: false },
  poll: { codes: [], period: 1, decidableAfter: 0, byResult: true },
  paging: { codes: [], period: 1, decidableAfter: 0, byResult: true },
  'parallel-duplicates': { codes: [], period: 1, decidableAfter: 0, byResult: true },
};

export interface Grafted {
  readonly steps: readonly Step[];
  /** the first and last step of the episode */
  readonly from: number;
  readonly to: number;
}

/** A real loop of a fast model: 0 to 13.4 s between calls were measured. */
const LONGEST_GAP_MS = 13_000;
const POLL_GAP_MS = 35_000;

interface Template {
  readonly llm: LlmEvent;
  readonly tool: ToolEvent;
  readonly result: ResultEvent;
  readonly thinkMs: number;
  readonly toolMs: number;
}

/** The session with `repeats` repeats; undefined where it holds no step that could be copied. */
export function graft(
  steps: readonly Step[],
  kind: GraftKind,
  repeats: number,
  random: () => number,
): Grafted | undefined {
  const templates = templatesOf(steps);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const a = pick(templates);
  if (a === undefined || steps.length < 3) return undefined;
  const { period } = EXPECTED[kind];
  const others = templates.filter(({ tool }) => tool[3] !== a.tool[3]);
  const cast = [a, ...Array.from({ length: period - 1 }, () => pick(others))];
  if (cast.some(one => one === undefined) || new Set(cast.map(one => one?.tool[3])).size < period) return undefined;
  // Not within a step's own calls and results: after any step but the last.
  const place = Math.floor(random() * (steps.length - 2));
  const count = kind === 'parallel-duplicates' ? 1 : repeats * period;
  const made: Step[] = [];
  let clock = steps[place]?.end ?? 0;
  let growth = 0;
  const before = steps[place];
  const after = steps[place + 1];
  if (before === undefined || after === undefined) return undefined;
  let results = after.results;
  for (let i = 0; i < count; i++) {
    const { llm, tool, result, thinkMs, toolMs } = cast[i % period] ?? a;
    const toolTime = kind === 'poll' ? POLL_GAP_MS : toolMs;
    const start = clock + (i === 0 ? Math.max(0, after.start - before.end) : 0);
    const end = start + thinkMs;
    const copies = kind === 'parallel-duplicates' ? repeats : 1;
    const ids = Array.from({ length: copies }, (_, n) => `graft.${i}.${n}`);
    const asks = kind === 'prompt-replay' ? [] : ids.map(id => withTool(tool, id, kind, i));
    const brings = kind === 'prompt-replay' ? [] : ids.map(id => withResult(result, id, kind, i));
    const real = (result[5] ?? 0) / 4 + (llm[6] ?? 0);
    const base = before.llm ?? llm;
    growth = kind === 'prompt-replay' ? real : growth + real;
    const grown = Math.round(growth);
    made.push({
      ...before,
      llm: [llm[0], end / 1000, llm[2], (base[3] ?? 0) + grown, base[4], base[5], llm[6], llm[7], `graft.${i}`],
      tools: asks,
      results: i === 0 || kind !== 'prompt-replay' ? results : [],
      start,
      end,
    });
    results = brings;
    clock = end + (kind === 'prompt-replay' ? 200 : toolTime);
  }
  const shift = clock - (before.end + Math.max(0, after.start - before.end)) + 1;
  const rest = steps
    .slice(place + 1)
    .map((step, i) => ({ ...step, start: step.start + shift, end: step.end + shift, ...(i === 0 && { results }) }));
  return { steps: [...steps.slice(0, place + 1), ...made, ...rest], from: place + 1, to: place + made.length };
}

function templatesOf(steps: readonly Step[]): readonly Template[] {
  return steps.flatMap((step, i) => {
    const [tool, more] = step.tools;
    const next = steps[i + 1];
    const result = next?.results.find(known => known[2] === tool?.[5]);
    if (step.llm === undefined || tool === undefined || more !== undefined || next === undefined) return [];
    if (result === undefined || result[3] === true) return [];
    const thinkMs = Math.min(Math.max(300, step.end - step.start), LONGEST_GAP_MS - 4000);
    const toolMs = Math.min(Math.max(0, next.start - step.end), 4000);
    return [{ llm: step.llm, tool, result, thinkMs, toolMs }];
  });
}

function withTool(tool: ToolEvent, id: string, kind: GraftKind, i: number): ToolEvent {
  const args = kind === 'same-error' ? `${tool[3]}${i}` : tool[3];
  return [tool[0], tool[1], tool[2], args, tool[4], id];
}

function withResult(result: ResultEvent, id: string, kind: GraftKind, i: number): ResultEvent {
  const [t, at, , error, hash, size, normal] = result;
  switch (kind) {
    case 'same-error':
      return [t, at, id, true, `${hash}${i}`, size, normal];
    case 'noisy-result':
      return [t, at, id, error, `${hash}${i}`, size, normal];
    case 'paging':
      return [t, at, id, error, `${hash}${i}`, size, `${normal}${i}`];
    default:
      return [t, at, id, error, hash, size, normal];
  }
}
