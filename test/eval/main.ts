/**
 * npm run eval: how good the analyses are, measured on real sessions.
 *
 *   npm run eval -- [--data FILE] [--labels FILE] [--json]
 *
 * The sessions are not part of the project: by default they are looked for beside it, and where they are not, it says so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Pricer } from '../../src/core/calls.ts';
import { priceCall } from '../../src/core/pricing/price-call.ts';
import { parsePriceTable } from '../../src/core/pricing/table.ts';
import { evaluate } from './evaluate.ts';
import { print } from './print.ts';
import { readLabels, readSessions } from './sessions.ts';

const ROOT = new URL('../../', import.meta.url);
const beside = (name: string): string => fileURLToPath(new URL(`../shared/data/${name}`, ROOT));

const { values } = parseArgs({
  options: { data: { type: 'string' }, labels: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const data = values.data ?? beside('sessions.jsonl.gz');
const labels = values.labels ?? beside('labels.tsv');

const missing = [data, labels].filter(path => !existsSync(path));
if (missing.length > 0) {
  console.error(
    `Nothing to evaluate: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not there. Say where with --data and --labels.`,
  );
  process.exitCode = 2;
} else {
  const report = evaluate(readSessions(data), readLabels(labels), shippedPrices());
  console.log(values.json ? JSON.stringify(report, null, 2) : print(report));
}

function shippedPrices(): Pricer {
  const read = parsePriceTable(JSON.parse(readFileSync(new URL('src/core/pricing/prices.json', ROOT), 'utf8')));
  if ('problem' in read) throw new Error(read.problem);
  return (call, usage) => priceCall(read.table, call, usage);
}
