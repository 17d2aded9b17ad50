/** Amounts under each other: all with the same number of digits behind the point, so that points and digits line up. */
import type { ExplanationBlock } from './insight.ts';

const FRACTION = /\.(\d+)$/;

/** The block with zeros after its shorter amounts. What is no amount (`no price`) stays as it is. */
export function lineUp(block: ExplanationBlock): ExplanationBlock {
  const { parts, total } = block;
  const amounts = [...parts.map(({ amount }) => amount), ...(total === undefined ? [] : [total])];
  const most = Math.max(0, ...amounts.map(digits));
  const padded = (amount: string) => (digits(amount) === 0 ? amount : amount + '0'.repeat(most - digits(amount)));
  return {
    ...block,
    parts: parts.map(part => ({ ...part, amount: padded(part.amount) })),
    ...(total !== undefined && { total: padded(total) }),
  };
}

function digits(amount: string): number {
  return FRACTION.exec(amount)?.[1]?.length ?? 0;
}
