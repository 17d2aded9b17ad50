/** `spanmeter prices MODEL`: what a model costs, and where the price is from. */
import type { BilledBucket } from '../../core/pricing/cost.ts';
import { clean, formatCount } from '../../core/text.ts';
import { BASIS, bucketName, explainCost, rateText, statusText } from '../../core/views/explain.ts';
import { type PriceAnswer, type PricePeriod, priceAnswer, type UsdRates } from '../../core/views/price.ts';
import { priceAge } from '../../core/views/price-age.ts';
import { calendarOf } from '../../core/views/zone.ts';
import { type Context, loadContext } from '../context.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { parseOptions } from '../options.ts';
import { parseMoment } from '../zone.ts';

const OPTIONS = {
  at: { type: 'string' },
  provider: { type: 'string' },
  dir: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export async function pricesCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const { flags, values, positionals } = parseOptions('prices', args, OPTIONS);
  const [model, more] = positionals;
  if (model === undefined || model.trim() === '')
    throw new UsageError('prices needs a model, as in spanmeter prices gpt-4o');
  if (more !== undefined) throw new UsageError(`unexpected argument ${more}; see spanmeter prices --help`);
  const when = values.get('at');
  // Prices change at midnight in UTC.
  const at = when === undefined ? io.now() : parseMoment('--at', when, io.now(), calendarOf('UTC'));
  const context = loadContext(io, values.get('dir'));
  const provider = values.get('provider');
  const question = { model, at, ...(provider !== undefined && { provider }) };
  const answer = priceAnswer(context.table, context.overrides, question);
  if (flags.has('json')) io.out(`${JSON.stringify(answerJson(question, answer, context), undefined, 2)}\n`);
  else io.out(`${answerLines(question, answer, context, io.now()).join('\n')}\n`);
  return answer.cost.nano === null ? 1 : 0;
}

interface Question {
  readonly model: string;
  readonly provider?: string;
  readonly at: number;
}

function answerLines(question: Question, answer: PriceAnswer, { table }: Context, now: number): readonly string[] {
  const { cost, rates, tiers, history, factors } = answer;
  const name = clean(question.model);
  if (cost.nano === null) {
    const hint =
      cost.suggestion === undefined
        ? `State its price in spanmeter.json: {"prices": {"models": [{"match": ${JSON.stringify(name)}, "input": …, "output": …}]}}`
        : `If it is the same, say so in spanmeter.json: {"prices": {"models": [${JSON.stringify({ match: name, like: cost.suggestion })}]}}`;
    return [`${name}: no price known`, `  ${cost.reason ?? ''}`, `  ${hint}`];
  }
  const age = priceAge(table.asOf, now);
  return [
    `${name}${cost.key === undefined || cost.key === name ? '' : ` → ${cost.key}`}: ${statusText(cost.status)}`,
    `at ${new Date(question.at).toISOString().slice(0, 10)}:`,
    ...(rates === undefined ? ['  free'] : rateLines(rates)),
    ...tiers.flatMap(tier => [`with more than ${formatCount(tier.above)} input tokens:`, ...rateLines(tier.rates)]),
    ...(history.length > 1 ? ['all prices known, the last that holds counts:', ...history.map(periodLine)] : []),
    ...factors.map(factor => `factor: ${factor}`),
    ...explainCost(cost)
      .facts.filter(({ label }) => label !== 'Priced as' && label !== 'Match')
      .map(({ label, text }) => `${label}: ${text}`),
    ...(age === undefined ? [] : [age.text]),
  ];
}

function rateLines(rates: UsdRates): readonly string[] {
  const entries = Object.entries(rates) as [BilledBucket, number][];
  const wide = Math.max(0, ...entries.map(([bucket]) => bucketName(bucket).length));
  return entries.map(([bucket, rate]) => `  ${bucketName(bucket).padEnd(wide)}  ${rateText(bucket, rate)}`);
}

function periodLine(period: PricePeriod): string {
  const { input, output } = period.rates;
  const amounts = [
    input !== undefined && `input ${rateText('input', input)}`,
    output !== undefined && `output ${rateText('output', output)}`,
  ];
  return `  ${periodText(period)}: ${amounts.filter(Boolean).join(', ') || 'no price per token'}`;
}

function periodText({ from, during, weekdays }: PricePeriod): string {
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const parts = [
    from === undefined ? undefined : `from ${new Date(from).toISOString().slice(0, 10)}`,
    during === undefined ? undefined : `${clock(during[0])} to ${clock(during[1])} UTC`,
    weekdays ? 'on weekdays' : undefined,
  ].filter(part => part !== undefined);
  return parts.length === 0 ? 'otherwise' : parts.join(', ');
}

function answerJson(question: Question, answer: PriceAnswer, { table }: Context): object {
  const { cost, rates, tiers, history, factors } = answer;
  return {
    v: 1,
    kind: 'price',
    model: question.model,
    provider: question.provider ?? null,
    at: new Date(question.at).toISOString(),
    status: cost.status,
    key: cost.key ?? null,
    usdPerMillion: rates ?? null,
    tiers: tiers.map(tier => ({ above: tier.above, usdPerMillion: tier.rates })),
    history: history.map(({ from, during, weekdays, rates: usdPerMillion }) => ({
      from: from === undefined ? null : new Date(from).toISOString(),
      minutesOfDayUtc: during ?? null,
      weekdaysOnly: weekdays,
      usdPerMillion,
    })),
    factors,
    modifiers: cost.modifiers,
    assumptions: cost.assumptions,
    reason: cost.reason ?? null,
    suggestion: cost.suggestion ?? null,
    source: cost.source ?? null,
    asOf: cost.asOf ?? null,
    table: { source: table.source, asOf: table.asOf, overlayAsOf: table.overlayAsOf, sha256: table.sha256 },
    basis: BASIS,
  };
}
