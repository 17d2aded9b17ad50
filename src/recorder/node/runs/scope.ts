/** What a piece of the program runs within: carried along its asynchronous calls. */
import type { AsyncLocalStorage } from 'node:async_hooks';
import { builtin } from '../platform.ts';
import type { Site } from '../site/site.ts';
import type { RunState } from './run-state.ts';

/** A manual `llm()` span: a call the transport sees within it is this span, not one beside it. */
interface ManualCall {
  readonly span: string;
  /** a call of the transport has taken the span over */
  readonly adopted: boolean;
  adopt(): void;
}

interface Scope {
  readonly run?: RunState;
  /** the span around: parent of what begins here */
  readonly span?: string;
  readonly manual?: ManualCall;
  /** where the program called into an SDK */
  readonly site?: Site;
  /** what that call has tried in vain: prompts, and how often */
  readonly tries?: Map<string, number>;
}

export interface Scopes {
  current(): Scope | undefined;
  /** Runs a function within the current scope and what is added to it. */
  within<T>(added: Scope, body: () => T): T;
  /** Runs a function within this scope and nothing of the current one. */
  enter<T>(scope: Scope, body: () => T): T;
  /** What a diagnostics channel runs from now on runs within the scope made of its message, where one is made. */
  bind(channel: Channel<Scope>, scopeOf: (message: unknown) => Scope | undefined): void;
}

interface Channel<S> {
  bindStore(store: AsyncLocalStorage<S>, transform: (message: unknown) => S): void;
}

/** Scopes over AsyncLocalStorage, which is begun when first needed: on Node 20 it slows every `await` once it is. */
export function createScopes(): Scopes {
  const made: { storage?: AsyncLocalStorage<Scope> } = {};
  const storage = () => {
    made.storage ??= new (builtin('node:async_hooks').AsyncLocalStorage)<Scope>();
    return made.storage;
  };
  const enter = <T>(scope: Scope, body: () => T): T => storage().run(scope, body);
  return {
    current: () => made.storage?.getStore(),
    within: (added, body) => enter({ ...made.storage?.getStore(), ...added }, body),
    enter,
    bind: (channel, scopeOf) =>
      channel.bindStore(storage(), message => scopeOf(message) ?? made.storage?.getStore() ?? {}),
  };
}
