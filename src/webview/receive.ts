/** Bytes → messages: what arrives is checked before it is believed. */
import { DASHBOARD_TABS, type ToWebview } from '../core/views/messages.ts';
import { COLUMN_KINDS, COLUMN_NAMES } from './turns/turn-table.ts';

/** A message of the host, or undefined where it is none. */
export function parseToWebview(value: unknown): ToWebview | undefined {
  if (!isRecord(value)) return undefined;
  switch (value['type']) {
    case 'model':
      return isModel(value['model']) ? (value as unknown as ToWebview) : undefined;
    case 'runs':
      return isUpdate(value['update']) ? (value as unknown as ToWebview) : undefined;
    case 'turns':
      return isTurns(value) ? (value as unknown as ToWebview) : undefined;
    case 'reveal':
      return DASHBOARD_TABS.some(tab => tab === value['tab']) ? (value as unknown as ToWebview) : undefined;
    case 'explanation':
      return isText(value['run']) && has(value['view'], ['blocks']) ? (value as unknown as ToWebview) : undefined;
    case 'content':
      return isText(value['run']) && has(value['view'], ['calls']) ? (value as unknown as ToWebview) : undefined;
    case 'models':
      return has(value['view'], ['unpriced', 'comparisons']) && isRecord(value['view']['groups'])
        ? (value as unknown as ToWebview)
        : undefined;
    case 'whatIf':
      return isText(value['run']) && has(value['view'], ['models', 'others'])
        ? (value as unknown as ToWebview)
        : undefined;
    case 'whatIfRuns':
      return has(value['view'], ['models', 'others']) ? (value as unknown as ToWebview) : undefined;
    default:
      return undefined;
  }
}

function has(view: unknown, lists: readonly string[]): view is Record<string, unknown> {
  return isRecord(view) && lists.every(list => Array.isArray(view[list]));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isModel(model: unknown): boolean {
  return has(model, ['notes']) && Number.isSafeInteger(model['runCount']);
}

function isUpdate(update: unknown): boolean {
  return has(update, ['rows']) && typeof update['whole'] === 'boolean' && isText(update['footer']);
}

/** Columns of the right kinds and all of one length: a short one would shift every turn after it. */
function isTurns({ run, from, columns }: Record<string, unknown>): boolean {
  if (!isText(run) || !Number.isSafeInteger(from) || !isRecord(columns)) return false;
  const first = columns['startedAt'];
  if (!(first instanceof Float64Array)) return false;
  return COLUMN_NAMES.every(name => {
    const column = columns[name];
    return column instanceof COLUMN_KINDS[name] && column.length === first.length;
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
