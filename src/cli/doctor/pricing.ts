/** Why is it unpriced, and is the configuration what its writer meant? */
import type { Call } from '../../core/model.ts';
import { priceableOf } from '../../core/priceable.ts';
import { unusedOverrides } from '../../core/pricing/unused-overrides.ts';
import { clean, count, formatTokens } from '../../core/text.ts';
import { tokens } from '../../core/totals.ts';
import { priceAge } from '../../core/views/price-age.ts';
import { type Context, priceNote } from '../context.ts';
import type { Check } from './check.ts';

export function configChecks(context: Context, calls: readonly Call[]): readonly Check[] {
  const seen = calls.map(call => {
    const { key } = context.listPrice(priceableOf(call), call.usage);
    return { call: priceableOf(call), ...(key !== undefined && { key }) };
  });
  const wrong = context.problems.map(
    ({ file, path, message, severity }): Check => ({
      code: 'config',
      level: severity,
      text: `${file}${path === '' ? '' : `, ${clean(path)}`}: ${clean(message)}.`,
      ...(severity === 'error' && {
        remedy: path === '' ? 'Nothing in it holds until it is mended.' : 'The other entries hold.',
      }),
    }),
  );
  const unused = unusedOverrides(context.overrides, seen).map(
    ({ match }): Check => ({
      code: 'override-unused',
      level: 'warning',
      text: `The price for "${clean(match)}" matches none of the ${count(calls.length, 'recorded call')}.`,
      remedy: 'A match is a model, or provider/model, with * for any part of it.',
    }),
  );
  const fine: Check[] = context.configs
    .filter(({ path }) => !context.problems.some(({ file }) => file === path))
    .map(({ path }) => ({ code: 'config', level: 'ok', text: `${path} is in order.` }));
  return [...fine, ...wrong, ...unused];
}

export function priceChecks({ table }: Context, calls: readonly Call[], now: number): readonly Check[] {
  const age = priceAge(table.asOf, now);
  return [
    {
      code: 'price-age',
      level: age?.level ?? 'ok',
      text: `${priceNote(table)}.${age === undefined ? '' : ` ${age.text}`}`,
    },
    ...unpricedChecks(calls),
  ];
}

interface Unpriced {
  readonly model: string | undefined;
  readonly call: Call;
  calls: number;
  tokens: number;
}

/** Models without a price, those with most tokens first, each with the row to paste. */
function unpricedChecks(calls: readonly Call[]): readonly Check[] {
  const found = new Map<string, Unpriced>();
  for (const call of calls) {
    if (call.cost.status !== 'unpriced' || call.usage === undefined) continue;
    const model = call.responseModel ?? call.requestModel;
    const key = `${call.provider ?? ''}/${model ?? ''}`;
    const known = found.get(key) ?? { model, call, calls: 0, tokens: 0 };
    known.calls++;
    known.tokens += tokens(call);
    found.set(key, known);
  }
  return [...found.values()].sort((a, b) => b.tokens - a.tokens).map(unpricedCheck);
}

function unpricedCheck({ model, call, calls, tokens: all }: Unpriced): Check {
  const { reason, suggestion } = call.cost;
  const name = model ?? 'a model without a name';
  const text = `${name}: ${count(calls, 'call')}, ${formatTokens(all)} tokens without a price (${reason ?? 'no price known'}).`;
  if (model === undefined) return { code: 'unpriced', level: 'warning', text };
  const match = call.provider === undefined || model.includes('/') ? model : `${call.provider}/${model}`;
  const fix =
    suggestion === undefined
      ? { match, input: 'USD per million', output: 'USD per million' }
      : { match, like: suggestion };
  return {
    code: 'unpriced',
    level: 'warning',
    text,
    remedy:
      suggestion === undefined
        ? 'Put its price into "prices.models" of spanmeter.json; if it costs nothing, "free": true.'
        : `If it costs what ${suggestion} does, say so in "prices.models" of spanmeter.json.`,
    paste: JSON.stringify(fix).replaceAll('"USD per million"', '…'),
  };
}
