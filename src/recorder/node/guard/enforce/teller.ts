/** Says what was decided: events in the log, and one word to the webhook when a limit is near. */
import { givenLimit, spanOf } from '../../../../core/budgets/accounts.ts';
import type { Attributes } from '../../../../core/wire.ts';
import type { Intent } from '../bound.ts';
import type { Group, Place } from './group.ts';
import { amount, arithmetic, budgetName, type Limit, type Standing } from './limits.ts';
import { sendAlert, slackText } from './webhook.ts';

export interface TellerParts {
  readonly run: { readonly id: string; readonly name: string };
  readonly tell: (type: string, data: Attributes, span?: string) => void;
  /** the environment variable that holds the webhook's address */
  readonly webhook: string | undefined;
  readonly onUnpriced: 'warn' | 'block';
}

interface Raise {
  readonly key: string;
  readonly name?: string;
  readonly from: number | undefined;
  readonly to: number;
}

export class Teller {
  readonly #parts: TellerParts;
  readonly #told = new Set<string>();

  constructor(parts: TellerParts) {
    this.#parts = parts;
  }

  refused(limit: Limit, standing: Standing, message: string, span: string): void {
    if (!limit.told) this.#parts.tell('budget_exceeded', { ...arithmetic(limit, standing), message }, span);
    limit.told = true;
  }

  paused(limit: Limit, standing: Standing, message: string, span: string): void {
    this.#parts.tell('budget_paused', { ...arithmetic(limit, standing), message }, span);
  }

  raised({ budget, unit }: Group, { key, name, from, to }: Raise, span: string): void {
    if (!this.#isNews(`raised ${budget.per} ${unit} ${key} ${name} ${to}`)) return;
    const limit = givenLimit(unit, to);
    const data = {
      per: budget.per,
      unit,
      limit,
      ...(unit === 'usd' && { usd: limit }),
      ...(from !== undefined && { from: givenLimit(unit, from) }),
      ...(spanOf(budget) !== 'run' && { period: key }),
      ...(name !== undefined && { name }),
    };
    this.#parts.tell('budget_raised', data, span);
  }

  /** A model no limit in dollars can hold. */
  unseen({ budget }: Group, model: string): void {
    this.unpriced(model);
    if (!this.#isNews(`unseen ${budget.per} ${model}`)) return;
    const message = 'A limit in dollars does not see a model without a price: limit tokens, calls or minutes.';
    this.#parts.tell('budget_not_enforced', { per: budget.per, unit: 'usd', model, message });
  }

  unpriced(model: string): void {
    if (this.#isNews(`unpriced ${model}`)) {
      this.#parts.tell('unpriced_model', { model, action: this.#parts.onUnpriced });
    }
  }

  /** Tells of limits that are near, once for all processes, and of those that only warn. `before`: what was spent before this call. */
  watch(group: Group, { account }: Place, standing: Standing, intent: Intent, before: number): void {
    const { spent } = standing;
    for (const limit of group.limits) {
      const effective = group.effective(limit, account.raised);
      const due = Math.ceil(effective * limit.rule.alertAt);
      if (spent < due || !account.isFirst(alertKey(effective, limit), intent.span, before < due)) continue;
      this.#alert(limit, { ...standing, limit: effective }, intent, 'Crossed');
    }
    for (const limit of group.limits) {
      if (limit.told || limit.rule.action !== 'warn' || spent < limit.limit) continue;
      limit.told = true;
      this.#parts.tell('budget_exceeded', arithmetic(limit, { ...standing, limit: limit.limit }), intent.span);
    }
  }

  /** A limit that refuses a call is near, however little is spent: that is told first, unless it has been. */
  near(group: Group, { account }: Place, limit: Limit, standing: Standing, intent: Intent): void {
    const effective = group.effective(limit, account.raised);
    if (!account.isFirst(alertKey(effective, limit), intent.span, true)) return;
    this.#alert(limit, { ...standing, limit: effective }, intent, 'Would be passed');
  }

  #alert(limit: Limit, standing: Standing, { span, call }: Intent, how: 'Crossed' | 'Would be passed'): void {
    const { run, tell, webhook } = this.#parts;
    tell('budget_alert', arithmetic(limit, standing), span);
    if (webhook === undefined) return;
    const share = Math.floor((100 * standing.spent) / Math.max(1, standing.limit));
    const unit = limit.unit === 'usd' ? '' : ` ${limit.unit}`;
    const amounts = `${amount(limit.unit, standing.spent)} of ${amount(limit.unit, standing.limit)}${unit}`;
    const model = call.requestModel === undefined ? '' : ` (${call.requestModel})`;
    const text = `Spanmeter: ${budgetName(limit.rule, standing.name)} at ${share}%: ${amounts}. ${how} by call ${span}${model} of run ${run.name} (${run.id}).`;
    sendAlert(webhook, slackText(text), failure => {
      if (failure === undefined) tell('webhook_sent', { per: limit.rule.per, unit: limit.unit }, span);
      else if (this.#isNews('webhook')) tell('webhook_failed', { 'error.type': failure }, span);
    });
  }

  #isNews(text: string): boolean {
    if (this.#told.has(text) || this.#told.size >= MAX_TOLD) return false;
    this.#told.add(text);
    return true;
  }
}

// The same for everyone who has this limit.
function alertKey(effective: number, { rule }: Limit): string {
  return `${effective}@${rule.alertAt}`;
}

const MAX_TOLD = 1000;
