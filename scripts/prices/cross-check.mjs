// Compares the table with two independent sources, through our own pricer, so that matching is checked as well.
import { allPricing } from 'ai-sdk-cost-calculator';
import { MODEL_CONFIGS } from 'llm-zoo';
import { priceCall } from '../../src/core/pricing/price-call.ts';

/** The providers whose every difference must be explained: their name there → ours. */
const MAIN = {
  openai: 'openai',
  anthropic: 'anthropic',
  google: 'google',
  xai: 'x-ai',
  deepseek: 'deepseek',
  mistral: 'mistral',
};

const ASC = {
  input: 'inputPer1MTokens',
  output: 'outputPer1MTokens',
  cacheRead: 'cacheReadPer1MTokens',
  cacheWrite5m: 'cacheWritePer1MTokens',
  inputAudio: 'audioInputPer1MTokens',
  outputAudio: 'audioOutputPer1MTokens',
  webSearch: 'webSearchPer1kRequests',
};

/** A rate a call would be billed at, where it is billed at all. */
function rate(rates, bucket) {
  const fallback = { inputAudio: 'input', outputAudio: 'output' }[bucket];
  return bucket === 'webSearch'
    ? rates.webSearch && rates.webSearch / 1000
    : (rates[bucket] ?? (fallback && rates[fallback]));
}

const differ = (a, b) => Math.abs((a ?? 0) - b) > 1e-9;

/** Differences as `{source, provider, model, field, ours, theirs}`; models neither has in common are counted only. */
export function crossCheck(table) {
  // Two times of a weekday: sources list either the peak or the off-peak price.
  const times = [Date.parse(`${table.asOf}T02:00Z`), Date.parse(`${table.asOf}T20:00Z`)];
  const found = [];
  const counts = { asc: 0, zoo: 0, unknown: 0 };
  const rates = (provider, model, at, input = 1) =>
    priceCall(table, { provider, requestModel: model, at }, { input, output: 1 }).rates;

  const compare = (source, provider, model, expectations) => {
    if (!rates(provider, model, times[0])) {
      counts.unknown++;
      return;
    }
    counts[source]++;
    const perTime = times.map(at =>
      expectations.filter(({ field, theirs, input }) => differ(rate(rates(provider, model, at, input), field), theirs)),
    );
    const fewest = perTime.sort((a, b) => a.length - b.length)[0];
    for (const { field, theirs, input } of fewest) {
      const ours = rate(rates(provider, model, times[1], input), field);
      found.push({ source, provider, model, field: input ? 'longContext' : field, ours, theirs });
    }
  };

  for (const [theirs, provider] of Object.entries(MAIN)) {
    for (const [model, price] of Object.entries(allPricing[theirs] ?? {})) {
      if (!price.inputPer1MTokens && !price.outputPer1MTokens) continue;
      const flat = Object.entries(ASC)
        .filter(
          ([bucket, name]) =>
            price[name] !== undefined &&
            !(bucket === 'webSearch' && rates(provider, model, times[0])?.webSearch === undefined),
        )
        .map(([field, name]) => ({ field, theirs: price[name] }));
      const long = price.longContextThreshold
        ? [{ field: 'input', theirs: price.longContextInputPer1MTokens, input: price.longContextThreshold + 2 }]
        : [{ field: 'input', theirs: price.inputPer1MTokens, input: 400_000 }];
      compare('asc', provider, model, [...flat, ...long]);
    }
  }
  for (const { provider, fullName, inputPrice, outputPrice, capabilities } of Object.values(MODEL_CONFIGS)) {
    if (!MAIN[provider] || (!inputPrice && !outputPrice)) continue;
    const factor = capabilities?.cacheDiscountFactor ?? 1;
    const read = rates(MAIN[provider], fullName, times[0])?.cacheRead;
    const cached =
      factor === 1 || read === undefined
        ? []
        : [{ field: 'cacheRead', theirs: Number((inputPrice * factor).toFixed(9)) }];
    compare('zoo', MAIN[provider], fullName, [
      { field: 'input', theirs: inputPrice },
      { field: 'output', theirs: outputPrice },
      ...cached,
    ]);
  }
  return { found, counts };
}
