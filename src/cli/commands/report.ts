/** `spanmeter report`: what was spent, grouped by one thing. */
import { SEVERITIES, type Severity } from '../../core/analyses/finding.ts';
import type { Days } from '../../core/budgets/periods.ts';
import { forecastDay } from '../../core/forecast.ts';
import type { CallSite, Snapshot } from '../../core/model.ts';
import { formatUsd } from '../../core/money.ts';
import { clean, count } from '../../core/text.ts';
import { unpricedModels } from '../../core/views/amounts.ts';
import { priceAge } from '../../core/views/price-age.ts';
import { GROUPINGS, type Report, report } from '../../core/views/report.ts';
import { renderCsv } from '../../core/views/report-csv.ts';
import { findingRows, findingsJson, isReached, renderFindings } from '../../core/views/report-findings.ts';
import { reportJson } from '../../core/views/report-json.ts';
import { renderMarkdown } from '../../core/views/report-markdown.ts';
import { renderText } from '../../core/views/report-text.ts';
import { usageProblems } from '../../core/views/usage-problems.ts';
import { calendarOf } from '../../core/views/zone.ts';
import type { Scenario } from '../../core/what-if.ts';
import { type LogReading, readOnce } from '../../log/read-once.ts';
import { type Context, loadContext, priceNote } from '../context.ts';
import { LogFacts } from '../facts.ts';
import { projectPath } from '../files.ts';
import { type ExitCode, Failure, type Io, UsageError } from '../io.ts';
import { oneOf, parseOptions } from '../options.ts';
import { parseMoment } from '../zone.ts';

const OPTIONS = {
  by: { type: 'string' },
  since: { type: 'string' },
  'what-if': { type: 'string' },
  findings: { type: 'boolean' },
  'fail-on': { type: 'string' },
  dir: { type: 'string' },
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
  md: { type: 'boolean' },
} as const;

const FORMATS: readonly string[] = ['json', 'csv', 'md'];

export async function reportCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { flags, values, positionals } = parseOptions('report', args, OPTIONS);
  if (positionals.length > 0) {
    throw new UsageError(`unexpected argument ${positionals[0]}; see spanmeter report --help`);
  }
  const formats = FORMATS.filter(format => flags.has(format));
  if (formats.length > 1) throw new UsageError(`--${formats.join(' and --')} exclude each other: give one of them`);
  const by = oneOf('--by', values.get('by'), GROUPINGS) ?? 'run';
  const calendar = calendarOf(io.timeZone);
  const when = values.get('since');
  const since = when === undefined ? undefined : parseMoment('--since', when, io.now(), calendar);
  const scenario = parseScenario(values.get('what-if'));
  if (scenario !== undefined && formats[0] === 'csv' && by !== 'run') {
    throw new UsageError('--what-if is told run by run in CSV: give --by run, or --json');
  }
  const failOn = oneOf('--fail-on', values.get('fail-on'), SEVERITIES) ?? 'warning';
  if (values.has('fail-on') && !flags.has('findings')) throw new UsageError('--fail-on goes with --findings');
  if (flags.has('findings'))
    return await reportFindings(io, { dir: values.get('dir'), since, json: formats[0], failOn });
  const context = loadContext(io, values.get('dir'));
  const facts = new LogFacts();
  const reading = await readOnce(context.located.dir, {
    price: context.price,
    rules: () => context.rules,
    now: io.now(),
    ...(since !== undefined && { since }),
    // A budget may be narrowed to a user.
    ...((by === 'user' || by === 'day' || by === 'week') && { each: facts.line }),
  });
  if (reading.state.kind === 'unreadable') throw new Failure(`can't read ${context.located.dir}: ${reading.state.why}`);
  const result = report({
    runs: reading.snapshot.runs,
    by,
    ...(since !== undefined && { since }),
    calendar,
    userOf: run => facts.users.get(run.id),
    fileName: file => projectPath(context.located.project, file),
    priceNote: priceNote(context.table),
    notes: [
      ...notes(context, reading, io.now(), since),
      ...(by === 'day' ? projection(reading.snapshot, io.now(), calendar) : []),
    ],
    budgets: context.configs.flatMap(({ config }) => config.budgets.map(rule => ({ rule }))),
    ...(scenario && { whatIf: { scenario, price: context.price } }),
  });
  io.out(render(result, formats[0], io.now()));
  return 0;
}

interface FindingsQuestion {
  readonly dir: string | undefined;
  readonly since: number | undefined;
  readonly json: string | undefined;
  readonly failOn: Severity;
}

/** What analyses found. Ends with 1 where something is at least as grave as asked for: for a build that must not pass then. */
async function reportFindings(io: Io, { dir, since, json, failOn }: FindingsQuestion): Promise<ExitCode> {
  if (json !== undefined && json !== 'json')
    throw new UsageError(`--findings is told as text or --json, not --${json}`);
  const context = loadContext(io, dir);
  // What a week or a turn costs as a rule is known from older runs as well.
  const reading = await readOnce(context.located.dir, {
    price: context.price,
    rules: () => context.rules,
    now: io.now(),
  });
  if (reading.state.kind === 'unreadable') throw new Failure(`can't read ${context.located.dir}: ${reading.state.why}`);
  const rows = findingRows(reading.snapshot.runs, io.now(), since);
  const place = ({ file, line }: CallSite): string => `${projectPath(context.located.project, file)}:${line}`;
  io.out(
    json === undefined ? renderFindings(rows, place) : `${JSON.stringify(findingsJson(rows, place), undefined, 2)}\n`,
  );
  return isReached(rows, failOn) ? 1 : 0;
}

/** `batch`, `caching`, or a model. */
function parseScenario(text: string | undefined): Scenario | undefined {
  if (text === undefined) return undefined;
  return text === 'batch' || text === 'caching' ? { kind: text } : { kind: 'model', model: clean(text) };
}

function render(result: Report, format: string | undefined, now: number): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(reportJson(result, now), undefined, 2)}\n`;
    case 'csv':
      return renderCsv(result);
    case 'md':
      return renderMarkdown(result);
    default:
      return renderText(result);
  }
}

/** What stands between the reader and a full trust in the numbers; `doctor` says more about each. */
function notes(context: Context, { state, snapshot }: LogReading, now: number, since = 0): readonly string[] {
  const age = priceAge(context.table.asOf, now);
  const rejected = snapshot.rejected.reduce((sum, entry) => sum + entry.count, 0);
  const calls = snapshot.runs.flatMap(run => run.calls.filter(call => call.startedAt >= since));
  const models = unpricedModels(calls);
  const odd = calls.filter(call => usageProblems(call).length > 0).length;
  const shown = models.slice(0, 3).join(', ') + (models.length > 3 ? ` and ${models.length - 3} more` : '');
  const problems = context.problems.length;
  return [
    ...(state.kind === 'absent'
      ? [`Nothing was ever recorded in ${context.located.dir}: spanmeter doctor says why.`]
      : []),
    ...(models.length > 0 ? [`No price for ${shown}: spanmeter doctor has the line to paste.`] : []),
    ...(odd > 0 ? [`${count(odd, 'call')} with token counts that contradict themselves: see spanmeter doctor.`] : []),
    ...(rejected > 0 ? [`${count(rejected, 'line')} of the log could not be read: see spanmeter doctor.`] : []),
    ...(problems > 0 ? [`${count(problems, 'mistake')} in the configuration: see spanmeter doctor.`] : []),
    ...(age === undefined ? [] : [age.text]),
    ...live(snapshot),
  ];
}

/** What today may come to; nothing, where too little is known to say. */
function projection({ runs }: Snapshot, now: number, days: Days): readonly string[] {
  const { spent, projected } = forecastDay(runs, now, days);
  if (projected === undefined) return [];
  const { middle, low, high, days: known } = projected;
  const range = low === high ? '' : ` (${formatUsd(low)} to ${formatUsd(high)})`;
  return [
    `Projection, from ${count(known, 'day')} before: today, at ${formatUsd(spent)} so far, may come to ${formatUsd(middle)}${range}.`,
  ];
}

function live({ runs }: Snapshot): readonly string[] {
  const running = runs.filter(run => run.state === 'live').length;
  return running === 0 ? [] : [`${count(running, 'run')} still going: counted as far as known.`];
}
