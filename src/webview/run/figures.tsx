import type { JSX } from 'preact';
import type { BudgetView, RunView } from '../../core/views/dashboard.ts';
import { explain } from '../explain/explain.ts';

/** The few numbers that matter: cost and budget first. */
export function Figures({ run }: { readonly run: RunView }): JSX.Element {
  return (
    <dl class="figures">
      <div class="figure cost">
        <dt>Cost</dt>
        <dd class="value">
          <Amount text={run.costText} />
        </dd>
        {run.budget && (
          <dd>
            <Meter budget={run.budget} />
          </dd>
        )}
        {run.moreBudgets?.map(budget => (
          <dd key={`${budget.label} ${budget.text}`}>
            <Meter budget={budget} />
          </dd>
        ))}
        {run.costNote !== undefined && <dd class="note">{run.costNote}</dd>}
      </div>
      {run.figures.map(({ label, value, note, turn }) => (
        <div class="figure" key={label}>
          <dt>{label}</dt>
          <dd class="value">{turn === undefined ? value : <Amount text={value} turn={turn} />}</dd>
          {note !== undefined && <dd class="note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** An amount that can be opened. */
function Amount({ text, turn }: { readonly text: string; readonly turn?: number }) {
  return (
    <button
      type="button"
      class="open"
      title="Show how it came about"
      aria-label={`${text}, show how it came about`}
      onClick={() => explain(turn)}
    >
      {text}
    </button>
  );
}

const LEVEL_WORDS = {
  within: '',
  near: ' · near its limit',
  over: ' · limit reached',
  unknown: ' · not known',
} as const;

/** How much of the budget is gone. The words say what the bar shows. */
function Meter({ budget }: { readonly budget: BudgetView }) {
  const full = Math.min(1, Math.max(0, budget.ratio));
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element can take neither theme colours nor a tick */}
      <div
        class={`meter ${budget.level}`}
        role="meter"
        aria-label={budget.label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(full * 100)}
        aria-valuetext={`${budget.percentText}, ${budget.text}`}
      >
        <div class="fill" style={{ width: `${full * 100}%` }} />
        <div class="tick" style={{ left: `${Math.min(1, budget.warnAt) * 100}%` }} />
      </div>
      <p class="note">
        <b>{budget.percentText}</b> {budget.label}: {budget.text}
        {LEVEL_WORDS[budget.level]}
      </p>
    </>
  );
}
