import { readFileSync } from 'node:fs';
import type { Pricer } from '../../src/core/calls.ts';
import { priceCall } from '../../src/core/pricing/price-call.ts';
import { parsePriceTable } from '../../src/core/pricing/table.ts';

const read = parsePriceTable(JSON.parse(readFileSync('src/core/pricing/prices.json', 'utf8')));
if ('problem' in read) throw new Error(read.problem);
const { table } = read;

/** The shipped prices. */
export const price: Pricer = (call, usage) => priceCall(table, call, usage);
