/** What several calls cost together, opened into what was billed and into models: the lines of each add up to the total. */
import { getOrMake } from '../maps.ts';
import type { Call, Totals } from '../model.ts';
import { add, fromNano, type NanoUsd, ZERO } from '../money.ts';
import type { BilledBucket, Cost } from '../pricing/cost.ts';
import { count, formatCount, formatTokens } from '../text.ts';
import { tokens } from '../totals.ts';
import { amountKind } from './amounts.ts';
import { BUCKETS, bucketName, explainCost, rateText, usdToTheLast } from './explain.ts';
import type { ExplanationBlock } from './insight.ts';
import { lineUp } from './line-up.ts';
import { usageProblems, usageProblemText } from './usage-problems.ts';

/** Lines of one bucket at several rates; beyond that one line a bucket. */
const MOST_RATES = 12;
const MOST_MODELS = 20;
const MOST_FACTS = 16;
const MOST_PROBLEMS = 5;

/** By what was billed, and by model with how prices were found. `totals` is the sum over the calls. */
export function openCalls(calls: readonly Call[], totals: Totals): readonly ExplanationBlock[] {
  const total = totalOf(totals);
  return [
    lineUp({
      ...{ title: 'What was billed', heads: ['Billed', 'Units', 'Rate', 'Cost'] },
      ...{ parts: billed(calls, totals), ...total, facts: [] },
    }),
    lineUp({
      ...{ title: 'By model', heads: ['Model', 'Tokens', 'Calls', 'Cost'] },
      ...{ parts: models(calls), ...total, facts: [...usageFacts(calls), ...facts(calls)] },
    }),
  ].filter(({ parts, facts: said }) => parts.length > 0 || said.length > 0);
}

interface BucketSum {
  readonly bucket: BilledBucket;
  units: number;
  nano: NanoUsd;
  readonly rates: Set<number>;
}

/**
 * One line for each bucket and rate, or for each bucket where there are too many rates; what came as a sum without any
 * arithmetic is a line, too.
 */
function billed(calls: readonly Call[], totals: Totals): ExplanationBlock['parts'] {
  const buckets = new Map<string, BucketSum>();
  let left: number = totals.nano;
  let sums = 0;
  for (const { cost, usage } of calls) {
    if (cost.nano === null || usage === undefined) continue;
    if (cost.nano > 0 && cost.parts.length === 0) sums++;
    for (const { bucket, units, usdPerMillion, nano } of cost.parts) {
      const fresh = () => ({ bucket, units: 0, nano: ZERO, rates: new Set<number>() });
      addBucket(getOrMake(buckets, `${bucket} ${usdPerMillion}`, fresh), units, nano, [usdPerMillion]);
      left -= nano;
    }
  }
  const lines = buckets.size <= MOST_RATES ? [...buckets.values()] : merged([...buckets.values()]);
  const parts = lines.sort(byBucket).map(({ bucket, units, nano, rates }) => ({
    what: bucketName(bucket),
    units: formatCount(units),
    rate: rates.size === 1 ? rateText(bucket, [...rates][0] ?? 0) : `${rates.size} rates`,
    amount: usdToTheLast(nano),
  }));
  if (sums === 0 || left <= 0) return parts;
  return [
    ...parts,
    { what: 'reported as a sum', units: count(sums, 'call'), rate: '', amount: usdToTheLast(fromNano(left)) },
  ];
}

function addBucket(sum: BucketSum, units: number, nano: NanoUsd, rates: Iterable<number>): void {
  sum.units += units;
  sum.nano = add(sum.nano, nano);
  for (const rate of rates) sum.rates.add(rate);
}

function merged(sums: readonly BucketSum[]): BucketSum[] {
  const all = new Map<BilledBucket, BucketSum>();
  for (const { bucket, units, nano, rates } of sums) {
    addBucket(
      getOrMake(all, bucket, () => ({ bucket, units: 0, nano: ZERO, rates: new Set() })),
      units,
      nano,
      rates,
    );
  }
  return [...all.values()];
}

const ORDER = Object.keys(BUCKETS);

function byBucket(a: BucketSum, b: BucketSum): number {
  return ORDER.indexOf(a.bucket) - ORDER.indexOf(b.bucket) || b.nano - a.nano;
}

interface ModelSum {
  nano: NanoUsd;
  calls: number;
  tokens: number;
  priced: boolean;
}

const nothing = (): ModelSum => ({ nano: ZERO, calls: 0, tokens: 0, priced: false });

function models(calls: readonly Call[]): ExplanationBlock['parts'] {
  const sums = new Map<string, ModelSum>();
  for (const call of calls) {
    if (call.usage === undefined) continue;
    const { nano } = call.cost;
    const one = { nano: nano ?? ZERO, calls: 1, tokens: tokens(call), priced: nano !== null };
    addTo(getOrMake(sums, nameOf(call), nothing), one);
  }
  const sorted = [...sums].sort(([, a], [, b]) => b.nano - a.nano || b.tokens - a.tokens);
  const rest = sorted.splice(MOST_MODELS);
  const others = nothing();
  for (const [, sum] of rest) addTo(others, sum);
  if (rest.length > 0) sorted.push([count(rest.length, 'more model'), others]);
  return sorted.map(([what, sum]) => ({
    what,
    units: formatTokens(sum.tokens),
    rate: formatCount(sum.calls),
    amount: sum.priced ? usdToTheLast(sum.nano) : 'no price',
  }));
}

function addTo(sum: ModelSum, one: ModelSum): void {
  sum.nano = add(sum.nano, one.nano);
  sum.calls += one.calls;
  sum.tokens += one.tokens;
  sum.priced ||= one.priced;
}

function nameOf({ requestModel, responseModel }: Call): string {
  const asked = requestModel ?? responseModel ?? '(no model named)';
  return responseModel === undefined || responseModel === asked ? asked : `${asked} → ${responseModel}`;
}

/** Counts that can't be right, each with the call it came with. */
function usageFacts(calls: readonly Call[]): ExplanationBlock['facts'] {
  const wrong = calls.flatMap(call => usageProblems(call).map(problem => ({ call, problem })));
  const shown = wrong.slice(0, MOST_PROBLEMS).map(({ call, problem }) => ({
    label: 'Usage',
    text: `call ${formatCount(call.number)}: ${usageProblemText(problem)}`,
  }));
  const left = wrong.length - shown.length;
  return left > 0 ? [...shown, { label: 'Usage', text: `and ${count(left, 'more count')} like these` }] : shown;
}

const SAID = ['Priced as', 'Match', 'Not priced', 'Suggestion', 'Factor', 'Assumed', 'Source', 'Basis'];

/** How prices were found, what was assumed and where they are from, each with the number of calls it is true of. */
function facts(calls: readonly Call[]): ExplanationBlock['facts'] {
  // Thousands of calls were priced in a handful of ways: each is put into words once.
  const ways = new Map<string, { readonly cost: Cost; calls: number }>();
  let billable = 0;
  for (const { cost, usage } of calls) {
    if (usage === undefined) continue;
    billable++;
    const { nano: _nano, parts: _parts, rates: _rates, ...how } = cost;
    getOrMake(ways, JSON.stringify(how), () => ({ cost, calls: 0 })).calls++;
  }
  const said = new Map<string, { readonly label: string; readonly text: string; calls: number }>();
  for (const way of ways.values()) {
    for (const { label, text } of explainCost(way.cost).facts) {
      if (!SAID.includes(label)) continue;
      getOrMake(said, `${label} ${text}`, () => ({ label, text, calls: 0 })).calls += way.calls;
    }
  }
  const most = [...said.values()].sort((a, b) => b.calls - a.calls).slice(0, MOST_FACTS);
  return SAID.flatMap(label => most.filter(fact => fact.label === label)).map(({ label, text, calls: times }) => ({
    label,
    text: times === billable || label === 'Basis' ? text : `${text} (${count(times, 'call')})`,
  }));
}

/** To the last digit, so that it can be checked against the lines above it. */
function totalOf(totals: Totals): { readonly total?: string } {
  const usd = usdToTheLast(totals.nano);
  switch (amountKind(totals)) {
    case 'exact':
      return { total: usd };
    case 'atLeast':
      return { total: `≥ ${usd}` };
    case 'about':
      return { total: `≈ ${usd}` };
    default:
      return {};
  }
}
