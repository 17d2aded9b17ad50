/** Re-priced runs in words: the only place where they are worded. */
import { formatUsd, type NanoUsd } from '../money.ts';
import { count } from '../text.ts';
import type { Scenario, WhatIf } from '../what-if.ts';

/** `this run on gpt-4o-mini: $0.11 instead of $1.83`. `subject` names what was re-priced: `this run`, `12 runs`. */
export function whatIfText({ scenario, nano, incomplete, actual, actualIncomplete }: WhatIf, subject: string): string {
  const head = `${subject} ${scenarioText(scenario)}`;
  if (nano === null) return `${head}: ${nothing(scenario)}`;
  const was =
    actual === null ? 'instead of an amount that is not known' : `instead of ${amount(actual, actualIncomplete)}`;
  return `${head}: ${amount(nano, incomplete)} ${was}`;
}

/** `on gpt-4o-mini`, `as a batch`, `with perfect prompt caching`. */
export function scenarioText(scenario: Scenario): string {
  switch (scenario.kind) {
    case 'model':
      return `on ${scenario.model}`;
    case 'batch':
      return 'as a batch';
    case 'caching':
      return 'with perfect prompt caching';
  }
}

/** What the amount rests on, a line each, as sentences. */
export function whatIfNotes(result: WhatIf): readonly string[] {
  const left = result.calls - result.unpriced;
  const missing = result.unpriced > 0 ? [`Only ${left} of ${count(result.calls, 'call')} can be priced that way.`] : [];
  return [...missing, ...result.assumptions.map(words => `Assumes: ${words}.`)];
}

function nothing(scenario: Scenario): string {
  return scenario.kind === 'model' ? 'no price known' : 'nothing known that it would change';
}

/** `$0.11`, `≥ $0.11`. */
function amount(nano: NanoUsd, incomplete: boolean): string {
  return `${incomplete ? '≥ ' : ''}${formatUsd(nano)}`;
}

/** What it would have cost, by itself: `≥ $0.11`, `no price known`. */
export function whatIfAmount({ scenario, nano, incomplete }: WhatIf): string {
  return nano === null ? nothing(scenario) : amount(nano, incomplete);
}
