/**
 * What the input tokens of a call were made of. The recorder measures the parts of a prompt in bytes and estimates their
 * tokens; the provider reports how many input tokens there were. The estimates are scaled so that they add up to what was
 * reported, by largest remainder, so that no token is lost or invented.
 */
import type { Call } from './model.ts';
import { totalInput } from './usage/usage.ts';

export interface Composition {
  readonly system: number;
  readonly tools: number;
  readonly history: number;
  readonly toolResults: number;
  readonly user: number;
  /** input that no measured part explains: images and files, or a conversation the server keeps */
  readonly other: number;
}

/** Undefined where the input was not reported; all of it `other` where the prompt was not measured or is kept elsewhere. */
export function composition(call: Call): Composition | undefined {
  const input = call.usage && totalInput(call.usage);
  if (input === undefined) return undefined;
  const { parts } = call;
  const weights = [
    parts?.system?.tokens ?? 0,
    parts?.tools?.tokens ?? 0,
    parts?.history?.tokens ?? 0,
    parts?.tool_results?.tokens ?? 0,
    parts?.user?.tokens ?? 0,
  ];
  const sum = weights.reduce((a, b) => a + b, 0);
  // Media has no estimate, and a remote conversation no parts: there the estimates stand as they are, the rest is `other`.
  const unexplained =
    call.remoteContext || (parts?.media?.n ?? 0) > 0 ? Math.max(0, input - sum) : sum === 0 ? input : 0;
  const [system = 0, tools = 0, history = 0, toolResults = 0, user = 0] = apportion(input - unexplained, weights);
  return { system, tools, history, toolResults, user, other: unexplained };
}

/** Whole numbers in proportion to the weights that add up to `amount` (largest remainder; the first of equals). */
export function apportion(amount: number, weights: readonly number[]): number[] {
  let sum = 0;
  for (const weight of weights) sum += weight;
  const shares: number[] = [];
  let left = amount;
  for (const weight of weights) {
    const whole = sum <= 0 ? 0 : Math.floor((amount * weight) / sum);
    shares.push(whole);
    left -= whole;
  }
  if (sum <= 0) return shares;
  const given = new Set<number>();
  for (left = Math.round(left); left > 0 && given.size < weights.length; left--) {
    let most = -1;
    let rest = -1;
    weights.forEach((weight, i) => {
      const exact = (amount * weight) / sum;
      const over = exact - Math.floor(exact);
      if (over > rest && !given.has(i)) {
        rest = over;
        most = i;
      }
    });
    given.add(most);
    shares[most] = (shares[most] ?? 0) + 1;
  }
  return shares;
}
