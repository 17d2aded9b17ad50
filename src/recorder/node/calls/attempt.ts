/** Which attempt at the same call a request is: 1 for the first. */
import type { Prompt } from '../prompt/prompt.ts';
import type { Address } from './address.ts';

export interface Attempt {
  readonly number: number;
  /** to be called where no answer came of it: an SDK may try again */
  readonly failed: () => void;
}

/**
 * SDKs of one family count their attempts in a header, from 0. For the others: the same prompt again, by the same call of
 * the program (`tries` is that call's), after a failure.
 */
export function attemptOf(
  header: string | undefined,
  tries: Map<string, number> | undefined,
  { host, path }: Address,
  { blocks }: Prompt,
): Attempt {
  const key = `${host}${path} ${blocks.length} ${blocks.at(-1)?.hash}`;
  const retries = Number(header ?? 0);
  const said = Number.isInteger(retries) && retries > 0 && retries < 1000 ? retries : 0;
  const number = Math.max(said, tries?.get(key) ?? 0) + 1;
  return { number, failed: () => void tries?.set(key, number) };
}
