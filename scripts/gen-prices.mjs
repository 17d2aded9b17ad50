// Generates src/core/pricing/prices.json from the pinned @pydantic/genai-prices and scripts/prices/*.json.
// `node scripts/gen-prices.mjs` writes; `--check` only compares and exits 1 where the committed file is stale.
// How a row is read, and how to add one: docs/prices.md.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { findProvider } from '@pydantic/genai-prices';
import { audit } from './prices/audit.mjs';
import { encodeMatch, encodePrices, encodeRates } from './prices/encode.mjs';

const root = new URL('../', import.meta.url);
const target = new URL('src/core/pricing/prices.json', root);
const json = path => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

const overlay = json('scripts/prices/overlay.json');
const { base } = overlay;
const installed = json(`node_modules/${base.package}/package.json`).version;
if (installed !== base.version)
  throw new Error(`overlay.json is for ${base.package} ${base.version}, installed is ${installed}`);

const LONG = {
  input: 'i',
  output: 'o',
  cacheRead: 'r',
  cacheWrite5m: 'w',
  cacheWrite1h: 'h',
  inputAudio: 'a',
  cacheReadAudio: 'b',
  outputAudio: 'c',
  inputImage: 'p',
  cacheReadImage: 'q',
  outputImage: 's',
  reasoning: 't',
  webSearch: 'x',
  request: 'n',
};

/** An overlay price in words → the compact language. `above` gives a context tier; `from` or `during` a condition. */
function overlayPrice({ from, during, above, source, checked, ...rates }) {
  const out = {};
  for (const [name, price] of Object.entries(rates)) {
    if (!LONG[name]) throw new Error(`overlay: unknown rate ${name}`);
    const higher = above?.[name];
    out[LONG[name]] = higher === undefined ? price : { base: price, tiers: [{ start: above.tokens, price: higher }] };
  }
  const when = [from, during].filter(Boolean).join('T');
  return (when ? `${when}=` : '') + encodeRates(out);
}

function overlayRows(provider) {
  return overlay.models
    .filter(row => row.provider === provider)
    .map(row => [row.id, (row.match ?? []).join(' '), [row.price].flat().map(overlayPrice).join(';'), 1]);
}

/** A one-hour cache write at twice the input price, where the vendor bills one and the source has no row for it. */
function withHourWrites(provider, id) {
  const rule = overlay.cacheWrite1h.find(row => row.provider === provider && new RegExp(row.id).test(id));
  if (!rule) return rates => rates;
  const times = (price, factor) =>
    typeof price === 'number'
      ? Number((price * factor).toFixed(6))
      : {
          base: times(price.base, factor),
          tiers: price.tiers.map(t => ({ start: t.start, price: times(t.price, factor) })),
        };
  return rates =>
    rates.w === undefined || rates.h !== undefined ? rates : { ...rates, h: times(rates.i, rule.timesInput) };
}

/** Rows of the source that would price something that is not what they say. */
function omitted(provider, id) {
  return overlay.omit.some(row => row.provider === provider && new RegExp(row.id).test(id));
}

function baseRows(provider, only, replaced) {
  const found = findProvider({ providerId: provider });
  if (found?.id !== provider) return [];
  return found.models
    .filter(
      model => !replaced.has(model.id) && !omitted(provider, model.id) && (!only || new RegExp(only).test(model.id)),
    )
    .map(model => {
      const prices = encodePrices(model.prices, `${provider}/${model.id}`, withHourWrites(provider, model.id));
      return [model.id, encodeMatch(model.id, model.match), prices];
    });
}

const squeeze = name => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const providers = json('scripts/prices/providers.json').map(({ id, names, hosts, only, ...flags }) => {
  const own = overlayRows(id);
  const fallback = findProvider({ providerId: id })?.fallback_model_providers;
  return {
    id,
    names: [...new Set([id, ...names].map(squeeze))],
    hosts,
    ...flags,
    ...(fallback && findProvider({ providerId: id }).id === id ? { fallback } : {}),
    models: [...own, ...baseRows(id, only, new Set(own.map(row => row[0])))],
  };
});

const modifiers = overlay.modifiers.map(({ source, checked, why, ...row }) => row);
const dates = [...overlay.models, ...overlay.modifiers, ...overlay.cacheWrite1h, ...overlay.omit]
  .map(row => row.checked)
  .sort();
const content = { providers, modifiers };
const table = {
  v: 1,
  source: `genai-prices ${base.version}`,
  asOf: base.dataDate,
  overlayAsOf: dates.at(-1) ?? base.dataDate,
  sha256: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
  ...content,
};

/** One row a line, so that a price change is one line of a diff. */
function print({ providers: list, modifiers: rules, ...head }) {
  const block = rows => (rows.length ? `[\n${rows.map(row => JSON.stringify(row)).join(',\n')}\n]` : '[]');
  const blocks = list.map(({ models, ...rest }) => `${JSON.stringify(rest).slice(0, -1)},"models":${block(models)}}`);
  return `${JSON.stringify(head).slice(0, -1)},\n"modifiers":${block(rules)},\n"providers":[\n${blocks.join(',\n')}\n]}\n`;
}

const text = print(table);
const committed = (() => {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return '';
  }
})();

const rows = providers.reduce((sum, provider) => sum + provider.models.length, 0);
const { problems, counts, explained } = audit(
  table,
  json('scripts/prices/exceptions.json'),
  committed === '' ? undefined : JSON.parse(committed),
);
console.log(
  `${rows} models of ${providers.length} providers, ${Buffer.byteLength(text)} bytes, sha256 ${table.sha256.slice(0, 12)}`,
);
console.log(
  `cross-check: ${counts.asc} models of ai-sdk-cost-calculator and ${counts.zoo} of llm-zoo compared, ${explained} differences explained`,
);
if (Buffer.byteLength(text) > 64 * 1024) problems.push('prices.json is larger than 64 KiB');
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (text !== committed) {
  console.error('src/core/pricing/prices.json is stale: run node scripts/gen-prices.mjs');
  process.exitCode = 1;
}
