// What must hold of a table before it may be written: each failure names a row and what to do about it.
import { parsePrice } from '../../src/core/pricing/rates.ts';
import { crossCheck } from './cross-check.mjs';

const glob = pattern =>
  new RegExp(
    `^(?:${pattern
      .split(' ')
      .map(p => p.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'))
      .join('|')})$`,
  );

/** Problems as lines of text; empty where all is well. `committed` is the table that is replaced, if there is one. */
export function audit(table, exceptions, committed) {
  const problems = [];
  const used = new Set();

  const { found, counts } = crossCheck(table);
  for (const { source, provider, model, field, ours, theirs } of found) {
    const excuse = exceptions.differences.find(
      row =>
        (row.source === '*' || row.source === source) &&
        row.provider === provider &&
        glob(row.models).test(model) &&
        (row.fields === '*' || row.fields.split(' ').includes(field)),
    );
    if (excuse) used.add(excuse);
    else
      problems.push(
        `${source}: ${provider}/${model} ${field}: ${ours ?? 'none'} here, ${theirs} there: settle it in overlay.json or exceptions.json`,
      );
  }
  for (const row of exceptions.differences) {
    if (!used.has(row))
      problems.push(
        `exceptions.json: nothing differs any more for ${row.provider} ${row.models} ${row.fields}: remove the row`,
      );
  }

  const keys = new Set();
  for (const { id: provider, models } of table.providers) {
    for (const [id, , price] of models) {
      const key = `${provider}/${id}`;
      if (keys.has(key)) problems.push(`${key}: listed twice`);
      keys.add(key);
      problems.push(...checkPrice(key, price, exceptions));
    }
  }
  for (const key of exceptions.unpriced.models) {
    if (!keys.has(key)) problems.push(`exceptions.json: unpriced ${key} is not in the table: remove it`);
  }
  for (const { id: provider, models } of committed?.providers ?? []) {
    for (const [id] of models) {
      const key = `${provider}/${id}`;
      if (!keys.has(key) && !exceptions.vanished.includes(key)) {
        problems.push(
          `${key}: vanished: old runs would lose their price. Keep it in overlay.json, or list it as vanished`,
        );
      }
    }
  }
  return { problems, counts, explained: found.length };
}

function checkPrice(key, text, exceptions) {
  const versions = parsePrice(text);
  if (!versions) return [`${key}: ${text} is not a price`];
  const listed = exceptions.unpriced.models.includes(key);
  if (versions.every(({ base }) => Object.keys(base).length === 0)) {
    return listed
      ? []
      : [`${key}: has no price per token: list it as unpriced in exceptions.json, or give it one in overlay.json`];
  }
  if (listed) return [`exceptions.json: ${key} has a price now: remove it from unpriced`];
  const problems = [];
  const say = what => {
    if (!exceptions.invariants.some(row => row.key === key && row.what === what)) problems.push(`${key}: ${what}`);
  };
  for (const { base, above } of versions) {
    for (const rates of [base, ...(above ? [above.rates] : [])]) {
      if (Object.values(rates).some(rate => rate === 0)) say('a rate of zero');
      if (rates.input === undefined) say('no input rate');
      if (rates.cacheRead > rates.input) say('cached input dearer than fresh');
      if (rates.cacheWrite5m < rates.input && key.includes('claude')) say('a cache write cheaper than input');
      if (rates.cacheWrite1h < rates.cacheWrite5m) say('a one-hour cache write cheaper than a five-minute one');
      if (rates.inputAudio < rates.input || rates.outputAudio < rates.output) say('audio cheaper than text');
    }
    for (const bucket of Object.keys(above?.rates ?? {})) {
      if (above.rates[bucket] < base[bucket]) say(`a long context is cheaper: ${bucket}`);
    }
  }
  return problems;
}
