/** The report of an evaluation as Markdown tables. */
import type { Rate, Recall, Report } from './evaluate.ts';
import type { Bounds } from './stats.ts';

const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;
const rate = ({ hits, of, bounds: { low, high } }: Rate): string =>
  of === 0 ? '–' : `${percent(hits / of)} (${hits}/${of}; ${percent(low)}–${percent(high)})`;
const bounded = ({ value, low, high }: Bounds & { readonly value: number }): string =>
  `${value.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
const usd = (value: number | null): string => (value === null ? '–' : `$${value.toFixed(value < 1 ? 3 : 2)}`);
const or = (value: number | null, digits = 0): string => (value === null ? '–' : value.toFixed(digits));

export function print(report: Report): string {
  const { runs, toolCalls, activeHours } = report.frontier;
  return [
    `${report.sessions} sessions; of current agents ${runs}, with ${toolCalls} tool calls in ${activeHours.toFixed(0)} active hours.`,
    '',
    '**Grafted episodes** (3 to 20 repeats of a real step in a real session of a current agent)',
    '',
    recalls(report.grafted),
    '',
    '**Labelled episodes** (found by a rule in real sessions)',
    '',
    recalls(report.labelled),
    '',
    '**Precision** in sessions with labelled episodes',
    '',
    table(
      ['detector', 'borne out by a label'],
      report.precision.map(({ detector, precision }) => [detector, rate(precision)]),
    ),
    '',
    '**False alarms** (warning or critical) in sessions of current agents, with 95 % bounds',
    '',
    table(
      ['detector', 'runs', 'alarms', 'per 1,000 runs', 'per 100 active hours'],
      report.falseAlarms.map(({ detector, runs: hit, alarms, per1000Runs, per100Hours }) => [
        detector,
        String(hit),
        String(alarms),
        bounded(per1000Runs),
        bounded(per100Hours),
      ]),
    ),
    '',
    '**What must not alarm**',
    '',
    table(
      ['', 'alarms'],
      report.negatives.map(({ what, alarms, of }) => [what, `${alarms} of ${of}`]),
    ),
  ].join('\n');
}

function recalls(rows: readonly Recall[]): string {
  const head = [
    '',
    'detector',
    'recall',
    'calls late, median (most)',
    'seconds',
    'onset → alarm, median (sum)',
    'avoidable',
  ];
  return table(
    head,
    rows.map(row => [
      row.what,
      row.detector,
      rate(row.recall),
      `${or(row.lateMedian)} (${or(row.lateMost)})`,
      or(row.secondsMedian, 0),
      row.usd === null ? '–' : `${usd(row.usdMedian)} (${usd(row.usd)})`,
      row.avoidable === null ? '–' : percent(row.avoidable),
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? ':--' : '--:'))), ...rows.map(line)].join('\n');
}
