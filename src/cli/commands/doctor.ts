/** `spanmeter doctor`: why is there nothing, why is it unpriced, would the guard stop a run? */
import { readOnce } from '../../log/read-once.ts';
import { loadContext } from '../context.ts';
import type { Check, Level } from '../doctor/check.ts';
import { guardChecks } from '../doctor/guard.ts';
import { logChecks } from '../doctor/log.ts';
import { configChecks, priceChecks } from '../doctor/pricing.ts';
import { recorderChecks } from '../doctor/recorder.ts';
import { contradictionChecks, usageChecks } from '../doctor/usage.ts';
import { LogFacts } from '../facts.ts';
import { projectPath } from '../files.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { parseOptions } from '../options.ts';

const OPTIONS = { dir: { type: 'string' }, json: { type: 'boolean' } } as const;

export async function doctorCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { flags, values, positionals } = parseOptions('doctor', args, OPTIONS);
  if (positionals.length > 0) {
    throw new UsageError(`unexpected argument ${positionals[0]}; see spanmeter doctor --help`);
  }
  const context = loadContext(io, values.get('dir'));
  const facts = new LogFacts();
  const { dir, project } = context.located;
  const reading = await readOnce(dir, { price: context.price, now: io.now(), each: facts.line });
  const { runs } = reading.snapshot;
  const calls = runs.flatMap(run => run.calls);
  const nameOf = (file: string) => projectPath(project, file);
  const checks = [
    ...recorderChecks(io, calls.length > 0),
    ...logChecks(dir, reading, facts),
    ...guardChecks(context, runs, io),
    ...configChecks(context, calls),
    ...priceChecks(context, calls, io.now()),
    ...usageChecks(calls, facts.streams, nameOf),
    ...contradictionChecks(runs, nameOf),
  ];
  const healthy = !checks.some(({ level }) => level === 'warning' || level === 'error');
  if (flags.has('json')) {
    io.out(`${JSON.stringify({ v: 1, kind: 'doctor', version: io.version, dir, healthy, checks }, undefined, 2)}\n`);
  } else {
    io.out(`${checks.map(checkLines).join('\n')}\n\n${verdict(checks)}\n`);
  }
  return healthy ? 0 : 1;
}

const MARKS: Readonly<Record<Level, string>> = { ok: '✓', note: 'i', warning: '!', error: '✗' };

function checkLines({ level, text, remedy, paste }: Check): string {
  const more = [remedy, paste].filter(line => line !== undefined);
  return [`${MARKS[level]} ${text}`, ...more.map(line => `    ${line}`)].join('\n');
}

function verdict(checks: readonly Check[]): string {
  const errors = checks.filter(({ level }) => level === 'error').length;
  const warnings = checks.filter(({ level }) => level === 'warning').length;
  if (errors + warnings === 0) return 'All is well.';
  return `${errors + warnings} to look at${errors > 0 ? `, ${errors} of them first (✗)` : ''}.`;
}
