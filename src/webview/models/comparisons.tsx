import type { JSX } from 'preact';
import type { ComparisonRow, ComparisonView } from '../../core/views/insight.ts';

const HEADS: readonly { readonly of: Exclude<keyof ComparisonRow, 'model'>; readonly label: string }[] = [
  { of: 'runs', label: 'Runs' },
  { of: 'median', label: 'Cost, median' },
  { of: 'p90', label: 'p90' },
  { of: 'max', label: 'Max' },
  { of: 'tokens', label: 'Tokens, median' },
  { of: 'turns', label: 'Turns, median' },
  { of: 'total', label: 'Total cost' },
];

interface ComparisonsProps {
  readonly comparisons: readonly ComparisonView[];
  readonly more: string | undefined;
}

/** The same task on several models, a table for each task. */
export function Comparisons({ comparisons, more }: ComparisonsProps): JSX.Element {
  return (
    <section class="comparisons" aria-labelledby="comparisons">
      <h2 id="comparisons">The same task on several models</h2>
      {comparisons.length === 0 && (
        <p class="calm-text">Nothing to compare yet: run the same task, or a run of the same name, on another model.</p>
      )}
      {comparisons.map(comparison => (
        <Comparison key={comparison.task} comparison={comparison} />
      ))}
      {more !== undefined && <p class="calm-text">{more}</p>}
    </section>
  );
}

function Comparison({ comparison: { task, rows, notes } }: { readonly comparison: ComparisonView }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard has to reach it */}
      <section class="scroller" tabIndex={0} aria-label={task}>
        <table class="sums">
          <caption>
            <bdi>{task}</bdi>
          </caption>
          <thead>
            <tr>
              <th scope="col">Model</th>
              {HEADS.map(({ of, label }) => (
                <th key={of} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.model}>
                <th scope="row">
                  <bdi>{row.model}</bdi>
                </th>
                {HEADS.map(({ of }) => (
                  <td key={of}>{row[of]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ul class="evidence">
        {notes.map(note => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}
