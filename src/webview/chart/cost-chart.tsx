/** The cost so far, as a curve under the budget's line. A picture with a sentence: its numbers are in the grid. */
import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { formatUsd, fromNano } from '../../core/money.ts';
import { count } from '../../core/text.ts';
import { inFocus, live, run, turnCount, turns, turnsVersion } from '../store.ts';
import { limitShows, paintCurve } from './paint-curve.ts';
import { type Surface, useCanvas } from './use-canvas.ts';

/** See the file's comment. */
export function CostChart(): JSX.Element {
  const { ref } = useCanvas(paint);
  const limit = useComputed(() => {
    const { budget: tightest, moreBudgets = [] } = run.value ?? {};
    const budget = [tightest, ...moreBudgets].find(one => one?.limitNano !== undefined);
    if (budget?.limitNano === undefined) return undefined;
    return { nano: budget.limitNano, label: `${budget.label} ${formatUsd(fromNano(budget.limitNano))}` };
  });

  function paint(surface: Surface): void {
    const known = turnsVersion.value >= 0 ? turnCount.value : 0;
    paintCurve(surface, {
      table: turns,
      turns: known,
      live: live.value,
      limit: limit.value,
      selected: inFocus.value,
    });
  }

  const unpriced = turns.priced(0, turnCount.value) === 0;
  const far = limit.value && !unpriced && !limitShows(turns.sum('nano', 0, turnCount.value), limit.value.nano);
  const note = unpriced
    ? ': no turn has a known price'
    : limit.value && far
      ? `, far below the ${limit.value.label}`
      : '';
  const under = limit.value && !far ? ` The ${limit.value.label} is drawn as a line.` : '';
  return (
    <figure class="chart">
      <figcaption>
        <span>
          <b>Cost so far</b>
          {note}
        </span>
      </figcaption>
      <div class="plot">
        <canvas
          ref={ref}
          role="img"
          aria-label={`Cost over ${count(turnCount.value, 'turn')}: ${run.value?.costText ?? ''} so far${note}.${under}`}
        />
      </div>
    </figure>
  );
}
