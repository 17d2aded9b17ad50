/** What a run cost, opened. */
import type { Run } from '../model.ts';
import { costText, incompleteness } from './amounts.ts';
import type { ExplanationView } from './insight.ts';
import { openCalls } from './open-calls.ts';

/** By what was billed, by model, and how complete that is. */
export function openRun({ calls, totals }: Run): ExplanationView {
  const note = incompleteness(totals);
  return {
    title: 'Whole run',
    amount: costText(totals),
    ...(note !== undefined && { note: `${note[0]?.toUpperCase()}${note.slice(1)}.` }),
    blocks: openCalls(calls, totals),
  };
}
