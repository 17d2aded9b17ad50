/** What a scenario must have left in the log, and how the matrix says that it did. */
import type { Json } from '../../../../src/recorder/node/json.ts';
import { agentFile, markedLine, type Span } from '../../support/agent.ts';
import { USAGE } from './dialects.mjs';
import type { Scenario } from './provider.mjs';
import type { Row } from './rows.ts';
import { agentOf, type Result } from './run.ts';
import { CALL } from './tool.mjs';

export interface Verdict {
  /** what the matrix says */
  readonly cell: string;
  /** what is not as it must be */
  readonly problems: readonly string[];
}

/** Judges one scenario of a row. */
export function judge(row: Row, result: Result): Verdict {
  const problems: string[] = [];
  const must = (holds: boolean, problem: string) => {
    if (!holds) problems.push(`${row.sdk}, ${row.api}, ${result.scenario}: ${problem}`);
  };
  const { scenario, spans, attempts, outcome } = result;
  const refused = row.lacks?.includes('streamed') ? 1 : 2;
  must(
    spans.length === (scenario === 'refused' ? refused : attempts),
    `${spans.length} records of ${attempts} requests`,
  );
  for (const [index, span] of spans.entries()) {
    const attempt = SEVERAL.has(scenario) ? 1 : index + 1;
    must(span.a['spanmeter.attempt'] === attempt, `attempt ${attempt} is said to be ${span.a['spanmeter.attempt']}`);
    const streams = STREAMS.has(scenario) || (SEVERAL.has(scenario) && index === 1);
    must(isAtItsLine(row, streams, span), `at ${span.a['code.file.path']}:${span.a['code.line.number']}`);
    must(span.a['gen_ai.request.model'] !== undefined, 'no model');
  }
  const last = spans.at(-1);
  const ended = (status: string, ...states: string[]) => {
    must(last?.end?.status === status, `ended as ${last?.end?.status}, not ${status}`);
    must(states.includes(String(last?.end?.usage_state)), `usage is ${last?.end?.usage_state}`);
  };
  const cell = CELLS[scenario]({ row, result, last, must, ended });
  must(outcome['ok'] !== undefined, 'the program did not come to its end');
  if (scenario !== 'refused') {
    const { without } = result;
    must(
      same(seen(scenario, outcome), seen(scenario, without.outcome)),
      `without the recorder the program sees ${JSON.stringify(without.outcome)}`,
    );
    must(attempts === without.attempts, `without the recorder ${without.attempts} requests are sent`);
  }
  return { cell: problems.length === 0 ? cell : '✗', problems };
}

// How much of a stream came before it was cut is chance.
function seen(scenario: Scenario, { chunks, ...rest }: Json): Json {
  return scenario === 'aborted' || scenario === 'broken' ? rest : { chunks, ...rest };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

interface Case {
  readonly row: Row;
  readonly result: Result;
  readonly last: Span | undefined;
  readonly must: (holds: boolean, problem: string) => void;
  readonly ended: (status: string, ...states: string[]) => void;
}

const CELLS: Readonly<Record<Scenario, (of: Case) => string>> = {
  plain: complete,
  streamed: complete,
  tools({ row, result, must }) {
    const { spans, hashes } = result;
    const [plain, streamed, answered] = spans;
    for (const span of spans) {
      must(span.end?.status === 'ok' && span.end.usage_state === 'reported', `ended as ${span.end?.status}`);
      must(span.request?.parts.tools?.items?.[0]?.name === CALL.name, 'no declared tool');
      mustReport(row, span, must);
    }
    for (const span of [plain, streamed]) {
      const calls = span?.end?.tool_calls;
      const isCall = calls?.length === 1 && calls[0]?.name === CALL.name && calls[0].args === hashes.args;
      must(isCall, `tool calls ${JSON.stringify(calls)}`);
    }
    // What tells a loop: the same call comes to the same result.
    const results = answered?.request?.tool_results;
    must(
      results?.length === 1 &&
        results[0]?.id === plain?.end?.tool_calls?.[0]?.id &&
        results[0]?.result === hashes.result,
      `results ${JSON.stringify(results)} of ${JSON.stringify(plain?.end?.tool_calls)}`,
    );
    must(result.outcome['ok'] === true, `the program saw ${JSON.stringify(result.outcome)}`);
    must(result.attempts === 3, `${result.attempts} attempts`);
    return '✓';
  },
  aborted({ ended, last }) {
    ended('cancelled', 'partial', 'estimated');
    return `✓ ${last?.end?.usage_state}`;
  },
  broken({ ended, last, result, must }) {
    ended('error', 'partial', 'estimated');
    must(result.outcome['ok'] === false, 'the program saw no error');
    return `✓ ${last?.end?.usage_state}`;
  },
  retry429: of => retried(of, 429),
  retry500: of => retried(of, 500),
  failing({ ended, last, result, must }) {
    ended('error', 'missing');
    must(last?.a['http.response.status_code'] === 400, 'no status');
    must(result.attempts === 1, `${result.attempts} attempts`);
    return '✓';
  },
  refused({ result, must }) {
    must(
      result.spans.every(span => span.end?.status === 'blocked'),
      'not all are blocked',
    );
    must(result.attempts === 0, `${result.attempts} requests were sent`);
    must(result.outcome['refused'] === true, `the program saw ${JSON.stringify(result.outcome)}`);
    return '✓';
  },
};

function complete({ row, last, result, must, ended }: Case): string {
  ended('ok', 'reported');
  must(result.outcome['ok'] === true, `the program saw ${JSON.stringify(result.outcome)}`);
  must(result.attempts === 1, `${result.attempts} attempts`);
  mustReport(row, last, must);
  return '✓';
}

function retried({ row, last, result, must, ended }: Case, status: number): string {
  const [first] = result.spans;
  must(first?.end?.status === 'error' && first.a['http.response.status_code'] === status, 'the failure is not told');
  must(result.attempts === (row.noRetry ? 1 : 2), `${result.attempts} attempts`);
  if (row.noRetry) return '✓ not retried';
  ended('ok', 'reported');
  mustReport(row, last, must);
  return '✓ 2 attempts';
}

function mustReport(row: Row, span: Span | undefined, must: Case['must']): void {
  const found = ['input_tokens', 'cache_read.input_tokens', 'output_tokens'].map(
    name => span?.a[`gen_ai.usage.${name}`],
  );
  const reports = row.reports ?? (['input', 'cacheRead', 'output'] as const);
  const expected = (['input', 'cacheRead', 'output'] as const).map(name =>
    reports.includes(name) ? USAGE[name] : undefined,
  );
  must(JSON.stringify(found) === JSON.stringify(expected), `usage ${JSON.stringify(found)}`);
}

const STREAMS = new Set<Scenario>(['streamed', 'aborted', 'broken']);

// Not one call and its attempts, but calls one after another: the second one streams.
const SEVERAL = new Set<Scenario>(['tools', 'refused']);

function isAtItsLine(row: Row, streams: boolean, { a }: Span): boolean {
  const line = markedLine(agentOf(row), streams ? 'stream' : 'plain');
  return a['code.file.path'] === agentFile(agentOf(row)) && a['code.line.number'] === line;
}
