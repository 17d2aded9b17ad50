/** Tokens per turn as stacked bars. To a screen reader it is a slider over the turns that reads out each one. */
import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { openTurnSource, selectTurn } from '../actions.ts';
import { rowAfter } from '../grid/window.ts';
import {
  following,
  hovered,
  inFocus,
  live,
  run,
  selected,
  tokenView,
  turnCount,
  turns,
  turnsVersion,
} from '../store.ts';
import { barHeights, planBars, turnAt } from '../turns/bars.ts';
import { sentence } from '../turns/sentence.ts';
import { SERIES } from '../turns/series.ts';
import { Segments } from '../ui/segments.tsx';
import { MARGIN, plotWidth } from './axes.ts';
import { paintBars } from './paint-bars.ts';
import { type Surface, useCanvas } from './use-canvas.ts';

const VIEWS = [
  { id: 'content', label: 'Content', title: 'What the tokens are: system prompt, tools, history, results, user' },
  {
    id: 'billing',
    label: 'Billing',
    title: 'How the same tokens are billed: uncached, read from a cache, written to one',
  },
] as const;

const PAGE = 10;
// A slider's keys → those of a list.
const KEYS: Readonly<Record<string, string>> = {
  ArrowRight: 'ArrowDown',
  ArrowUp: 'ArrowDown',
  ArrowLeft: 'ArrowUp',
  ArrowDown: 'ArrowUp',
  PageUp: 'PageDown',
  PageDown: 'PageUp',
  Home: 'Home',
  End: 'End',
};

/** See the file's comment. Arrows and the pointer select a turn, Escape all of them, Enter opens the source. */
export function TokenChart(): JSX.Element {
  const { ref, size } = useCanvas(paint);
  const plan = useComputed(() => planBars(turnCount.value, plotWidth(size.value.width), live.value));
  const perBar = useComputed(() => plan.value.perBar).value;

  function paint(surface: Surface): void {
    const series = SERIES[tokenView.value];
    const heights = turnsVersion.value >= 0 ? barHeights(turns, plan.value, series) : undefined;
    if (heights) paintBars(surface, { plan: plan.value, heights, series, selected: inFocus.value });
  }

  const turnUnder = ({ clientX }: MouseEvent) =>
    turnAt(plan.value, clientX - (ref.current?.getBoundingClientRect().left ?? 0) - MARGIN.left);

  const onKeyDown = (event: KeyboardEvent) => {
    const target = rowAfter(KEYS[event.key] ?? '', selected.value, turnCount.value, PAGE);
    if (target !== undefined) selectTurn(target);
    else if (event.key === 'Escape') selectTurn(undefined);
    else if (event.key === 'Enter' && selected.value !== undefined) openTurnSource(selected.value);
    else return;
    event.preventDefault();
  };

  return (
    <figure class="chart">
      <figcaption>
        <span>
          <b>Tokens per turn</b>
          {perBar > 1 && `, each bar the mean of ${perBar}`}
        </span>
        <Segments
          label="Split the tokens by"
          options={VIEWS}
          selected={tokenView.value}
          onSelect={view => {
            tokenView.value = view;
          }}
        />
      </figcaption>
      <div
        class="plot"
        role="slider"
        tabIndex={0}
        aria-label="Turn"
        aria-valuemin={0}
        aria-valuemax={turnCount.value}
        aria-valuenow={selected.value === undefined ? 0 : selected.value + 1}
        aria-valuetext={valueText()}
        onKeyDown={onKeyDown}
        onPointerMove={event => {
          hovered.value = turnUnder(event);
        }}
        onPointerLeave={() => {
          hovered.value = undefined;
        }}
        onClick={event => {
          const turn = turnUnder(event);
          if (turn !== undefined) selectTurn(turn);
        }}
      >
        <canvas ref={ref} />
      </div>
    </figure>
  );
}

// While it follows a live run the text stays the same, or a screen reader would never come to an end.
function valueText(): string {
  if (following.value) return 'Following the newest turn';
  return run.value ? sentence(turns, run.value, tokenView.value, selected.value) : '';
}
