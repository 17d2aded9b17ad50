/** The editor's word to a running process: `<dir>/control/<run>.json`. One `stat` before each call. */
import { join } from 'node:path';
import { asCount, asObject, asString, parseJson } from '../json.ts';
import type { Files } from '../platform.ts';

export interface Control {
  /** the next call is to be refused, for this reason */
  readonly stop?: string;
  /** the run's limit in dollars from now on */
  readonly budgetUsd?: number;
}

/** Reads the file when it has changed. Returns what it says now, and whether that is news. */
export function createControl(files: Files, dir: string, run: string): () => { control: Control; isNews: boolean } {
  const path = join(dir, 'control', `${run}.json`);
  const state: { stamp: string | undefined; control: Control } = { stamp: undefined, control: {} };
  return () => {
    const stamp = files.stamp(path);
    if (stamp === state.stamp) return { control: state.control, isNews: false };
    state.stamp = stamp;
    state.control = stamp === undefined ? {} : parseControl(files.readText(path, 64 * 1024) ?? '');
    return { control: state.control, isNews: true };
  };
}

function parseControl(text: string): Control {
  const fields = asObject(parseJson(text)) ?? {};
  const budgetUsd = asCount(fields['budgetUsd']);
  return {
    ...(fields['stop'] === true && { stop: asString(fields['reason'])?.slice(0, 200) ?? 'by the user' }),
    ...(budgetUsd !== undefined && budgetUsd > 0 && { budgetUsd }),
  };
}
