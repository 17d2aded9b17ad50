/**
 * One line of text → one Line, or why it is none. Takes what it understands, drops single fields it does not, and
 * never throws: lines come from other programs, other versions, full disks and hostile hands.
 */
import {
  attributes,
  bool,
  budget,
  id,
  isObject,
  type Json,
  list,
  oneOf,
  optional,
  parts,
  prefix,
  text,
  time,
  toolCall,
  toolResult,
  whole,
} from './fields.ts';
import {
  type CoverageLine,
  type EndLine,
  type EventLine,
  GUARD_STATES,
  type Line,
  type ProcessLine,
  type RequestLine,
  RUN_STATUSES,
  type RunEndLine,
  type RunLine,
  SPAN_KINDS,
  SPAN_STATUSES,
  type StartLine,
  USAGE_STATES,
} from './wire.ts';

export interface Malformed {
  readonly malformed: string;
}

/** The line, or what is wrong with it: one of a few constant phrases, so that equal mistakes can be counted. */
export function parseLine(text: string): Line | Malformed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { malformed: text.includes('\0') ? 'NUL bytes: a crash or a full disk' : 'not JSON, or cut off' };
  }
  if (!isObject(value)) return { malformed: 'not a JSON object' };
  switch (value['t']) {
    case 'process':
      return processLine(value) ?? { malformed: 'a "process" line without ts and pid' };
    case 'run':
      return runLine(value) ?? { malformed: 'a "run" line without ts and run' };
    case 'start':
      return startLine(value) ?? { malformed: 'a "start" line without ts, run, span and kind' };
    case 'request':
      return requestLine(value) ?? { malformed: 'a "request" line without span' };
    case 'end':
      return endLine(value) ?? { malformed: 'an "end" line without ts, run and span' };
    case 'run_end':
      return runEndLine(value) ?? { malformed: 'a "run_end" line without ts and run' };
    case 'event':
      return eventLine(value) ?? { malformed: 'an "event" line without ts, run and type' };
    case 'coverage':
      return coverageLine(value) ?? { malformed: 'a "coverage" line without ts' };
    default:
      return { malformed: 'unknown kind of line: a newer version, or another program' };
  }
}

function processLine(o: Json): ProcessLine | undefined {
  const ts = time(o['ts']);
  const pid = whole(o['pid']);
  if (ts === undefined || pid === undefined) return undefined;
  const argv = isObject(o['argv']) ? o['argv'] : {};
  const script = text(argv['script']);
  const git = isObject(o['git']) ? o['git'] : undefined;
  return {
    t: 'process',
    v: whole(o['v']) ?? 0,
    ts,
    pid,
    ...optional('ppid', whole(o['ppid'])),
    ...optional('tid', whole(o['tid'])),
    ...optional('argv', script === undefined ? undefined : { script, args: whole(argv['args']) ?? 0 }),
    ...optional('cwd', text(o['cwd'], 4096)),
    ...optional('runtime', text(o['runtime'])),
    ...optional('recorder', text(o['recorder'])),
    ...optional(
      'git',
      git && {
        ...optional('head', text(git['head'])),
        ...optional('branch', text(git['branch'])),
        ...optional('dirty', bool(git['dirty'])),
      },
    ),
  };
}

function runLine(o: Json): RunLine | undefined {
  const ts = time(o['ts']);
  const run = id(o['run']);
  if (ts === undefined || run === undefined) return undefined;
  const parent = isObject(o['parent']) ? o['parent'] : {};
  const parentRun = id(parent['run']);
  return {
    t: 'run',
    ts,
    run,
    name: text(o['name']) || 'unnamed run',
    ...optional('agent', text(o['agent'])),
    ...optional('task', text(o['task'])),
    ...optional('user', text(o['user'])),
    ...optional('session', text(o['session'])),
    ...optional(
      'parent',
      parentRun === undefined ? undefined : { run: parentRun, ...optional('span', id(parent['span'])) },
    ),
    budgets: list(o['budgets'], budget),
    guard: oneOf(GUARD_STATES, o['guard']) ?? 'off',
    ...optional('meta', attributes(o['meta'])),
  };
}

function startLine(o: Json): StartLine | undefined {
  const ts = time(o['ts']);
  const run = id(o['run']);
  const span = id(o['span']);
  const kind = oneOf(SPAN_KINDS, o['kind']);
  if (ts === undefined || run === undefined || span === undefined || kind === undefined) return undefined;
  return {
    t: 'start',
    ts,
    run,
    span,
    ...optional('parent', id(o['parent'])),
    kind,
    name: text(o['name']) || kind,
    a: attributes(o['a']) ?? {},
    ...optional('meta', attributes(o['meta'])),
  };
}

function requestLine(o: Json): RequestLine | undefined {
  const span = id(o['span']);
  if (span === undefined) return undefined;
  return {
    t: 'request',
    span,
    parts: parts(o['parts']),
    ...optional('prefix', prefix(o['prefix'])),
    ...optional('tool_results', o['tool_results'] === undefined ? undefined : list(o['tool_results'], toolResult)),
    ...optional('remote_context', bool(o['remote_context'])),
  };
}

function endLine(o: Json): EndLine | undefined {
  const ts = time(o['ts']);
  const run = id(o['run']);
  const span = id(o['span']);
  if (ts === undefined || run === undefined || span === undefined) return undefined;
  return {
    t: 'end',
    ts,
    run,
    span,
    status: oneOf(SPAN_STATUSES, o['status']) ?? 'ok',
    a: attributes(o['a']) ?? {},
    ...optional('usage', isObject(o['usage']) ? o['usage'] : undefined),
    ...optional('usage_state', oneOf(USAGE_STATES, o['usage_state'])),
    ...optional('tool_calls', o['tool_calls'] === undefined ? undefined : list(o['tool_calls'], toolCall)),
    ...optional('meta', attributes(o['meta'])),
  };
}

function runEndLine(o: Json): RunEndLine | undefined {
  const ts = time(o['ts']);
  const run = id(o['run']);
  if (ts === undefined || run === undefined) return undefined;
  return {
    t: 'run_end',
    ts,
    run,
    status: oneOf(RUN_STATUSES, o['status']) ?? 'ok',
    ...optional('reason', text(o['reason'])),
  };
}

function eventLine(o: Json): EventLine | undefined {
  const ts = time(o['ts']);
  const run = id(o['run']);
  const type = text(o['type']);
  if (ts === undefined || run === undefined || type === undefined) return undefined;
  const { t: _t, ts: _ts, run: _run, span: _span, type: _type, ...data } = o;
  return { t: 'event', ts, run, ...optional('span', id(o['span'])), type, data: attributes(data) ?? {} };
}

function coverageLine(o: Json): CoverageLine | undefined {
  const ts = time(o['ts']);
  if (ts === undefined) return undefined;
  return {
    t: 'coverage',
    ts,
    sdks: attributes(o['sdks']) ?? {},
    transports: attributes(o['transports']) ?? {},
    ...optional('missed', attributes(o['missed'])),
  };
}
