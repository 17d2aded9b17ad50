/** `spanmeter.json` as text: one change, everything else in it as it was. */
import { isObject, type Json } from './fields.ts';

export type Edited = { readonly text: string } | { readonly problem: string };

/** Applies a change to the configuration. A file that can't be read is not overwritten: the problem says why. */
export function editConfig(
  text: string | undefined,
  change: (config: Json) => Json | { readonly problem: string },
): Edited {
  let config: unknown;
  try {
    config = text === undefined || text.trim() === '' ? {} : JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'not JSON' };
  }
  if (!isObject(config)) return { problem: 'not a JSON object' };
  const changed = change(config);
  if ('problem' in changed && typeof changed['problem'] === 'string') return { problem: changed['problem'] };
  const indent = /^[ \t]+(?=")/m.exec(text ?? '')?.[0] ?? '  ';
  return { text: `${JSON.stringify(changed, undefined, indent)}\n` };
}
