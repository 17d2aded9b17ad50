/** `pricing.cjs`: the table of prices, and the arithmetic on it. */
export { joinOverrides, parseOverrides } from '../../core/pricing/parse-overrides.ts';
export { priceCall } from '../../core/pricing/price-call.ts';
export { parsePriceTable } from '../../core/pricing/table.ts';
