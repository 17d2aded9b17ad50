/** The editor's word to a running process: `<dir>/control/<run>.json`. One look before each call. */
import { join } from 'node:path';
import { BUDGET_UNITS } from '../../../core/wire.ts';
import { asCount, asObject, asString, parseJson } from '../json.ts';
import type { Files } from '../platform.ts';

export interface Control {
  /** the next call is to be refused, for this reason */
  readonly stop?: string;
  /** the run's limits from now on */
  readonly limits: readonly { readonly unit: (typeof BUDGET_UNITS)[number]; readonly value: number }[];
}

/** Reads the file when it has changed. Returns what it says now, and whether that is news. */
export function createControl(files: Files, dir: string, run: string): () => { control: Control; isNews: boolean } {
  const path = join(dir, 'control', `${run}.json`);
  const state: { stamp: string | undefined; control: Control } = { stamp: undefined, control: NOTHING };
  return () => {
    // Most runs have none: that is told faster than what one is like.
    const stamp = files.existsSync(path) ? files.stamp(path) : undefined;
    if (stamp === state.stamp) return { control: state.control, isNews: false };
    state.stamp = stamp;
    state.control = stamp === undefined ? NOTHING : parseControl(files.readText(path, 64 * 1024) ?? '');
    return { control: state.control, isNews: true };
  };
}

const NOTHING: Control = { limits: [] };

const KEYS = { usd: 'budgetUsd', tokens: 'budgetTokens', calls: 'budgetCalls', minutes: 'budgetMinutes' } as const;

function parseControl(text: string): Control {
  const fields = asObject(parseJson(text)) ?? {};
  return {
    ...(fields['stop'] === true && { stop: asString(fields['reason'])?.slice(0, 200) ?? 'by the user' }),
    limits: BUDGET_UNITS.flatMap(unit => {
      const value = asCount(fields[KEYS[unit]]);
      return value === undefined || value === 0 ? [] : [{ unit, value }];
    }),
  };
}
