/** Turns → columns for the dashboard. */
import { composition } from '../composition.ts';
import type { Call, CallSite, Run, Turn } from '../model.ts';
import { siteKey } from '../sites.ts';
import { ABSENT, FLAG, NONE, type TurnColumns } from './dashboard.ts';

const MEASURED = ['system', 'tools', 'history', 'toolResults', 'user'] as const;

/** The names that a run's columns point into. */
export interface ColumnTables {
  readonly models: readonly string[];
  readonly agents: readonly string[];
  /** in the order of first use, so that an index once sent stays right */
  readonly sites: readonly CallSite[];
}

export function columnTables(run: Run): ColumnTables {
  const models = new Set<string>();
  const agents = new Set<string>();
  for (const call of run.calls) {
    const model = modelOf(call);
    if (model !== undefined) models.add(model);
    if (call.agent !== undefined) agents.add(call.agent);
  }
  const sites = new Map<string, CallSite>();
  for (const { site } of run.calls) if (site && !sites.has(siteKey(site))) sites.set(siteKey(site), site);
  return { models: [...models], agents: [...agents], sites: [...sites.values()] };
}

/** Turns `from` … `to − 1` of a run. */
export function turnColumns(run: Run, tables: ColumnTables, from: number, to: number): TurnColumns {
  const turns = run.turns.slice(from, to);
  const n = turns.length;
  const u32 = () => new Uint32Array(n);
  const columns = {
    startedAt: new Float64Array(n),
    nano: new Float64Array(n),
    system: u32(),
    tools: u32(),
    history: u32(),
    toolResults: u32(),
    user: u32(),
    other: u32(),
    fresh: u32(),
    cacheRead: u32(),
    cacheWrite: u32(),
    output: u32(),
    reasoning: u32(),
    calls: new Uint16Array(n),
    model: new Uint16Array(n).fill(NONE),
    agent: new Uint16Array(n).fill(NONE),
    site: new Uint16Array(n).fill(NONE),
    flags: new Uint8Array(n),
  };
  const modelIndex = new Map(tables.models.map((name, i) => [name, i]));
  const agentIndex = new Map(tables.agents.map((name, i) => [name, i]));
  const siteIndex = new Map(tables.sites.map((site, i) => [siteKey(site), i]));
  turns.forEach((turn, i) => {
    const { totals } = turn;
    const [first] = turn.calls;
    columns.startedAt[i] = first?.startedAt ?? 0;
    columns.nano[i] = hasAmount(turn) ? totals.nano : Number.NaN;
    fillBilling(columns, i, turn);
    columns.calls[i] = Math.min(turn.calls.length, 0xffff);
    columns.flags[i] = flags(turn);
    fillContent(columns, i, turn);
    const model = first && modelOf(first);
    columns.model[i] = (model === undefined ? undefined : modelIndex.get(model)) ?? NONE;
    columns.agent[i] = (first?.agent === undefined ? undefined : agentIndex.get(first.agent)) ?? NONE;
    columns.site[i] = (first?.site && siteIndex.get(siteKey(first.site))) ?? NONE;
  });
  return columns;
}

/** How the turn was billed. Nothing is known while no call of it has reported. */
function fillBilling(columns: TurnColumns, i: number, { calls, totals }: Turn): void {
  const known = calls.some(call => call.usage !== undefined || call.state === 'blocked');
  columns.fresh[i] = known ? totals.input : ABSENT;
  columns.cacheRead[i] = known ? totals.cacheRead : ABSENT;
  columns.cacheWrite[i] = known ? totals.cacheWrite : ABSENT;
  columns.output[i] = known ? Math.max(0, totals.output - totals.reasoning) : ABSENT;
  columns.reasoning[i] = known ? totals.reasoning : ABSENT;
}

/** What the turn's prompts were made of. A part that no call of it has measured is not known, which is not zero. */
function fillContent(columns: TurnColumns, i: number, { calls }: Turn): void {
  const measured = calls.some(call => call.parts !== undefined);
  if (!measured) for (const part of MEASURED) columns[part][i] = ABSENT;
  for (const call of calls) {
    const made = composition(call);
    if (made === undefined) continue;
    columns.other[i] = (columns.other[i] ?? 0) + made.other;
    if (measured) for (const part of MEASURED) columns[part][i] = (columns[part][i] ?? 0) + made[part];
  }
}

/** A refused call has a known cost: none. */
function hasAmount({ calls }: Turn): boolean {
  return calls.some(call => call.state === 'blocked' || (call.usage !== undefined && call.cost.nano !== null));
}

function modelOf(call: Call): string | undefined {
  return call.requestModel ?? call.responseModel;
}

function flags({ calls, totals }: Turn): number {
  const failed = calls.some(
    call => call.state === 'error' || call.state === 'cancelled' || call.state === 'interrupted',
  );
  return (
    (totals.running > 0 ? FLAG.running : 0) |
    (failed ? FLAG.failed : 0) |
    (totals.blocked > 0 ? FLAG.blocked : 0) |
    (totals.unpriced > 0 ? FLAG.unpriced : 0) |
    (totals.estimated > 0 ? FLAG.estimated : 0) |
    (totals.partial > 0 ? FLAG.partial : 0) |
    (totals.withoutUsage > 0 || calls.every(call => call.usage === undefined && call.state !== 'blocked')
      ? FLAG.noUsage
      : 0)
  );
}
