/** Makes the enforcer of a run: which budgets bind it, by what prices, and what has to be said of the configuration. */
import { basename } from 'node:path';
import { joinOverrides, parseOverrides } from '../../../../core/pricing/parse-overrides.ts';
import type { Attributes, BudgetRef } from '../../../../core/wire.ts';
import type { Log } from '../../log/log.ts';
import { type Files, now } from '../../platform.ts';
import { type Configuration, readConfiguration } from '../config-files.ts';
import type { Meter } from '../meter.ts';
import { createPricer } from '../pricer.ts';
import { CallAmounts } from './amounts.ts';
import { createBook } from './book.ts';
import { Enforcer } from './enforcer.ts';
import { binds, type RunFacts } from './group.ts';
import type { SourcedRule } from './limits.ts';
import { createProcesses } from './processes.ts';
import { Teller } from './teller.ts';

interface EnforcementOptions {
  readonly files: Files;
  readonly log: Log;
  /** the folder `prices.json` lies in */
  readonly home: string;
}

interface BoundRun extends RunFacts {
  readonly name: string;
  /** the program's own limits */
  readonly budgets: readonly BudgetRef[];
  /** what this process has spent in it */
  readonly meter: Meter;
  readonly tell: (type: string, data: Attributes, span?: string) => void;
}

/** The limits of one run, and the budgets they come from. */
export interface Enforced {
  readonly enforcer: Enforcer;
  readonly budgets: readonly BudgetRef[];
  /** what has to be told once the run has begun */
  readonly announcements: readonly (readonly [type: string, data: Attributes])[];
}

export type EnforcerFor = (run: BoundRun) => Enforced;

/** One for each process: runs share the accounts of the day. */
export function createEnforcement({ files, log, home }: EnforcementOptions): EnforcerFor {
  const pricer = createPricer(files, home);
  const said = new Set<string>();
  const lost: { tell?: BoundRun['tell']; reason?: string } = {};
  const book = createBook({
    files,
    dir: () => log.place.dir,
    now,
    processes: createProcesses(now),
    onLost(error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      if (lost.reason === undefined) {
        const message = 'The ledger of shared budgets cannot be written: this process counts its own calls only.';
        lost.tell?.('budget_not_shared', { 'error.type': reason, message });
      }
      lost.reason ??= reason;
    },
  });
  return run => {
    const configuration = readConfiguration(files, log);
    const rules: SourcedRule[] = [
      ...configuration.rules.filter(({ rule }) => binds(rule, run)),
      ...run.budgets.map(rule => ({ rule, source: 'run()' })),
    ];
    const { onUnpriced, webhook } = configuration;
    lost.tell = run.tell;
    const overrides = memo(() =>
      pricesOf(configuration)
        .map(one => one.overrides)
        .reduce(joinOverrides, []),
    );
    const made: { enforcer?: Enforcer } = {};
    const amounts = new CallAmounts({
      price: pricer(overrides),
      meter: run.meter,
      inDollars: () => made.enforcer?.inDollars === true,
    });
    const teller = new Teller({ run, tell: run.tell, webhook, onUnpriced });
    const enforcer = new Enforcer({ run, rules, book, amounts, onUnpriced, now, teller });
    made.enforcer = enforcer;
    return {
      enforcer,
      budgets: rules.map(({ rule }) => rule),
      // Once a process: a server may open a run for each request.
      announcements: announcements(configuration, rules).filter(news => {
        const text = JSON.stringify(news);
        return !said.has(text) && said.add(text);
      }),
    };
  };
}

function pricesOf({ prices }: Configuration) {
  return prices.map(({ file, value }) => ({ file, ...parseOverrides(value) }));
}

function announcements(configuration: Configuration, rules: readonly SourcedRule[]): [string, Attributes][] {
  // Prices matter to a limit in dollars alone: they are not read for the others.
  const prices = rules.some(({ rule }) => rule.usd !== undefined) ? pricesOf(configuration) : [];
  const problems = [
    ...configuration.problems,
    ...prices.flatMap(({ file, problems: found }) =>
      found.filter(({ severity }) => severity === 'error').map(problem => ({ ...problem, file })),
    ),
  ];
  return problems.slice(0, 10).map(({ file, path, message }): [string, Attributes] => {
    return ['config_problem', { file: basename(file), path, message }];
  });
}

function memo<T>(make: () => T): () => T {
  const made: { value?: T } = {};
  return () => {
    made.value ??= make();
    return made.value;
  };
}
