import type { JSX } from 'preact';
import { tokens } from '../format.ts';
import { inFocus, tokenView, turns, turnsVersion } from '../store.ts';
import { seriesTokens } from '../turns/sentence.ts';
import { colourOf } from '../turns/series.ts';
import { Absent } from '../ui/words.tsx';

/** The layers in the order in which they are stacked, each with its tokens in the turn (or run) that is read out. */
export function Legend(): JSX.Element {
  const layers = turnsVersion.value >= 0 ? seriesTokens(turns, tokenView.value, inFocus.value) : [];
  return (
    <ul class="legend">
      {layers.map(({ column, label, value }) => (
        <li key={column}>
          <span class="swatch" style={{ background: `var(${colourOf(column)})` }} />
          {label}
          <span class="amount">{value === undefined ? <Absent why="not known" /> : tokens(value)}</span>
        </li>
      ))}
    </ul>
  );
}
