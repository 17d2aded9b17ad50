/** Makes the guard of a run: which budgets bind it, and what they are measured by. */
import { basename } from 'node:path';
import { type BudgetRule, isMeant } from '../../../core/budgets/config.ts';
import type { PriceableCall } from '../../../core/pricing/cost.ts';
import type { Attributes, BudgetRef } from '../../../core/wire.ts';
import { optional } from '../json.ts';
import { pricing } from '../lazy.ts';
import type { Log } from '../log/log.ts';
import { type Files, now } from '../platform.ts';
import { type Configuration, readConfiguration } from './config-files.ts';
import { createControl } from './control.ts';
import { budgetRef, type Limit, limitsOf, type SourcedRule } from './limits.ts';
import { createMeter, type Meter } from './meter.ts';
import { createPricer } from './pricer.ts';
import { createRunGuard, type RunGuard } from './run-guard.ts';

/** A run, as far as its guard has to know it. */
interface RunGuardOptions {
  readonly id: string;
  readonly startedAt: number;
  readonly outer?: RunGuard;
  readonly agent?: string;
  readonly task?: string;
  readonly user?: string;
  /** the program's own limits */
  readonly budgets?: readonly BudgetRef[];
}

export type GuardFor = (run: RunGuardOptions) => RunGuard;

export interface RunGuardsOptions {
  readonly files: Files;
  readonly log: Log;
  /** the folder `prices.json` lies in */
  readonly home: string;
}

export function createRunGuards({ files, log, home }: RunGuardsOptions): GuardFor {
  const pricer = createPricer(files, home);
  const said = new Set<string>();
  return run => {
    const configuration = readConfiguration(files, log);
    const rules = [
      ...configuration.rules.filter(({ rule }) => binds(rule, run)),
      ...(run.budgets ?? []).map(rule => ({ rule, source: 'run()' })),
    ];
    const tell = (type: string, data: Attributes, span?: string) =>
      log.write({ t: 'event', ts: now(), run: run.id, ...optional('span', span), type, data });
    const price = pricer(
      memo(() =>
        pricesOf(configuration)
          .map(({ overrides }) => overrides)
          .reduce(pricing().joinOverrides, []),
      ),
    );
    const told = new Set<string>();
    const onUnpriced = (call: PriceableCall) => {
      const model = call.responseModel ?? call.requestModel ?? 'unknown';
      if (!told.has(model)) tell('unpriced_model', { model, action: configuration.onUnpriced });
      told.add(model);
    };
    const own = createMeter(price, onUnpriced);
    const alone = [own];
    const narrowed = new Map<string, Meter>();
    const limits = rules.filter(({ rule }) => rule.per === 'run').flatMap(limitsOf);
    for (const { model } of limits) {
      if (model !== undefined)
        narrowed.set(
          model,
          createMeter(price, () => undefined),
        );
    }
    return createRunGuard({
      budgets: rules.map(({ rule }) => budgetRef(rule)),
      limits,
      startedAt: run.startedAt,
      now,
      price,
      onUnpriced: configuration.onUnpriced,
      meterFor: ({ model }: Limit, call) =>
        model === undefined ? own : isModel(model, call) ? narrowed.get(model) : undefined,
      meters: call =>
        narrowed.size === 0
          ? alone
          : [own, ...[...narrowed].flatMap(([model, meter]) => (isModel(model, call) ? [meter] : []))],
      control: createControl(files, log.place.dir, run.id),
      tell,
      // Once a process: a server may open a run for each request.
      announcements: announcements(configuration, rules).filter(news => {
        const text = JSON.stringify(news);
        return !said.has(text) && said.add(text);
      }),
      outer: run.outer,
    });
  };
}

function pricesOf({ prices }: Configuration) {
  return prices.map(({ file, value }) => ({ file, ...pricing().parseOverrides(value) }));
}

function memo<T>(make: () => T): () => T {
  const made: { value?: T } = {};
  return () => {
    made.value ??= make();
    return made.value;
  };
}

function binds(rule: BudgetRule, run: RunGuardOptions): boolean {
  return (['agent', 'task', 'user'] as const).every(key => {
    const pattern = rule[key];
    return pattern === undefined || isMeant(pattern, run[key] ?? '');
  });
}

function isModel(pattern: string, { requestModel, responseModel }: PriceableCall): boolean {
  return [requestModel, responseModel].some(model => model !== undefined && isMeant(pattern, model));
}

function announcements(configuration: Configuration, rules: readonly SourcedRule[]): [string, Attributes][] {
  const later = rules.filter(({ rule }) => rule.per !== 'run');
  // Prices matter to a limit in dollars alone: they are not read for the others.
  const prices = rules.some(({ rule }) => rule.usd !== undefined) ? pricesOf(configuration) : [];
  const problems = [
    ...configuration.problems,
    ...prices.flatMap(({ file, problems: found }) =>
      found.filter(({ severity }) => severity === 'error').map(problem => ({ ...problem, file })),
    ),
  ];
  return [
    ...problems.slice(0, 10).map(({ file, path, message }): [string, Attributes] => {
      return ['config_problem', { file: basename(file), path, message }];
    }),
    ...later.map(({ rule, source }): [string, Attributes] => [
      'budget_not_enforced',
      { per: rule.per, source, message: `Limits per ${rule.per} are shown, not yet enforced.` },
    ]),
  ];
}
