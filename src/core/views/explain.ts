/** One amount, opened: what a person needs to check it with the provider's price page and a calculator. */
import type { Call } from '../model.ts';
import { formatUsd, type NanoUsd } from '../money.ts';
import type { BilledBucket, Cost, CostPart, CostStatus } from '../pricing/cost.ts';
import { formatCount } from '../text.ts';
import { usageProblems, usageProblemText } from './usage-problems.ts';

/** One line of the arithmetic: `units × rate = amount`. */
interface ExplainedPart {
  /** `input`, `cache read`, `output` */
  readonly what: string;
  /** `12,400 tokens`, `3 searches` */
  readonly units: string;
  /** `$2.50 / M`, `$10 / 1,000` */
  readonly rate: string;
  /** to the last nano-dollar: `$0.031` */
  readonly amount: string;
}

/** A further thing to know about the amount. */
interface ExplainedFact {
  readonly label: string;
  readonly text: string;
}

export interface Explanation {
  /** `$0.04`, `≈ $0.04`, `no price` */
  readonly amount: string;
  readonly parts: readonly ExplainedPart[];
  readonly facts: readonly ExplainedFact[];
}

/** What every amount is, and what it is not. */
export const BASIS = 'API list-price equivalent, not a bill';

/** How buckets are called, in the order in which they are told. */
export const BUCKETS: Readonly<Record<BilledBucket, string>> = {
  input: 'input',
  cacheRead: 'cache read',
  cacheWrite5m: 'cache write, 5 min',
  cacheWrite1h: 'cache write, 1 h',
  output: 'output',
  inputAudio: 'audio input',
  cacheReadAudio: 'audio cache read',
  outputAudio: 'audio output',
  inputImage: 'image input',
  cacheReadImage: 'image cache read',
  outputImage: 'image output',
  reasoning: 'reasoning',
  webSearch: 'web search',
  request: 'request',
};

const STATUS: Readonly<Record<CostStatus, string>> = {
  override: 'your own price',
  reported: 'reported by the provider with the answer',
  exact: 'the model is in the price table',
  alias: 'the model is in the price table but for a route, a date or a version',
  estimated: 'an estimate, see what was assumed',
  local: 'runs on this machine, free by declaration',
  unpriced: 'not priced',
};

/** How a bucket is called. */
export function bucketName(bucket: BilledBucket): string {
  return BUCKETS[bucket];
}

/** How a cost came about, in words. */
export function statusText(status: CostStatus): string {
  return STATUS[status];
}

/** Opens what one call cost. */
export function explainCall(call: Call): Explanation {
  const { requestModel, responseModel, cost, provider, host } = call;
  const asked = requestModel ?? responseModel;
  const served = responseModel !== undefined && responseModel !== asked ? ` → ${responseModel}` : '';
  const facts: ExplainedFact[] = [];
  if (asked !== undefined) facts.push({ label: 'Model', text: `${asked}${served}` });
  if (provider !== undefined || host !== undefined)
    facts.push({ label: 'Provider', text: [provider, host].filter(text => text !== undefined).join(' at ') });
  if (call.usageState === 'partial')
    facts.push({ label: 'Usage', text: 'cut off: counted with what was reported before' });
  if (call.usageState === 'estimated') facts.push({ label: 'Usage', text: 'estimated from sizes' });
  for (const problem of usageProblems(call)) facts.push({ label: 'Usage', text: usageProblemText(problem) });
  const { amount, parts, facts: more } = explainCost(cost);
  const bound = call.usageState === 'partial' && cost.nano !== null ? `≥ ${formatUsd(cost.nano)}` : amount;
  return { amount: bound, parts, facts: [...facts, ...more] };
}

/** Opens an amount without its call: the arithmetic, where the price is from and what was assumed. */
export function explainCost(cost: Cost): Explanation {
  const facts: ExplainedFact[] = [];
  const add = (label: string, text: string | undefined): void => void (text && facts.push({ label, text }));
  add('Priced as', cost.nano === null ? undefined : cost.key);
  add('Match', cost.nano === null ? undefined : STATUS[cost.status]);
  add('Not priced', cost.nano === null ? (cost.reason ?? 'no price is known') : undefined);
  add('Suggestion', cost.suggestion === undefined ? undefined : `price it like ${cost.suggestion}`);
  for (const modifier of cost.modifiers) add('Factor', `${modifier} (in the rates above)`);
  for (const assumption of cost.assumptions) add('Assumed', assumption);
  add('Source', [cost.source, cost.asOf && `prices of ${cost.asOf}`].filter(Boolean).join(', '));
  add('Basis', cost.nano === null ? undefined : BASIS);
  return { amount: costAmount(cost), parts: cost.parts.map(explainPart), facts };
}

/** The same as lines of plain text, the arithmetic first. */
export function explanationLines({ amount, parts, facts }: Explanation): readonly string[] {
  return [
    ...parts.map(part => `${part.what}: ${part.units} × ${part.rate} = ${part.amount}`),
    ...(parts.length === 0 ? [] : [`total: ${amount}`]),
    ...facts.map(({ label, text }) => `${label}: ${text}`),
  ];
}

function costAmount({ nano, status }: Cost): string {
  if (nano === null) return 'no price';
  return status === 'estimated' ? `≈ ${formatUsd(nano)}` : formatUsd(nano);
}

function explainPart({ bucket, units, usdPerMillion, nano }: CostPart): ExplainedPart {
  const noun = bucket === 'webSearch' ? 'search' : bucket === 'request' ? 'call' : 'token';
  const many = noun === 'search' ? 'searches' : `${noun}s`;
  return {
    what: BUCKETS[bucket],
    units: `${formatCount(units)} ${units === 1 ? noun : many}`,
    rate: rateText(bucket, usdPerMillion),
    amount: usdToTheLast(nano),
  };
}

/** A rate as providers print it: `$2.50 / M`, and per thousand for searches and calls: `$10 / 1,000`. */
export function rateText(bucket: BilledBucket, usdPerMillion: number): string {
  const perThousand = bucket === 'webSearch' || bucket === 'request';
  return perThousand ? `$${decimals(usdPerMillion / 1000)} / 1,000` : `$${decimals(usdPerMillion)} / M`;
}

/** An amount with all its digits, at least two behind the point: `$0.031`, `$0.0000025`. */
export function usdToTheLast(nano: NanoUsd): string {
  const digits = String(nano).padStart(10, '0');
  const cents = digits.slice(-9).replace(/0{1,7}$/, '');
  return `$${digits.slice(0, -9)}.${cents}`;
}

function decimals(value: number): string {
  const text = Number(value.toFixed(6)).toString();
  return /^\d+\.\d$/.test(text) ? `${text}0` : text;
}
