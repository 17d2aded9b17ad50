/**
 * One line of a budget's ledger, as it stands in the file and as a value. ASCII, one JSON object a line; amounts are whole
 * numbers of the account's unit. What is none of these is passed over: everyone who reads the file must pass over the same.
 */

/** Who holds a reservation: told so that others can see whether it is still alive. */
export interface Holder {
  readonly pid: number;
  /** when the process began, in the clock ticks of the machine; 0 where that can't be known */
  readonly start: number;
  /** the machine and its process numbers; holders of another one can't be looked at */
  readonly host: string;
}

export interface Reservation {
  readonly id: string;
  readonly holder: Holder;
  /** Unix milliseconds */
  readonly at: number;
  readonly amount: number;
}

export type LedgerLine =
  /** the first line: since when there has been this account */
  | { readonly op: 'begin'; readonly at: number }
  /** a call is about to be sent. `exact`: it costs no more than `amount`. Without a limit it is let go in any case. */
  | (Reservation & { readonly op: 'reserve'; readonly exact: boolean; readonly limit?: number })
  /** what it did cost, in place of what was reserved; 0 where there was no call */
  | { readonly op: 'settle'; readonly id: string; readonly amount: number }
  /** the limit is at least this from here on */
  | { readonly op: 'raise'; readonly limit: number }
  /** someone tells of this limit being near; the first one does */
  | { readonly op: 'alert'; readonly key: string; readonly id: string }
  /** what the bytes before `offset` add up to */
  | {
      readonly op: 'sum';
      readonly offset: number;
      readonly begun: number;
      readonly spent: number;
      readonly raised: number;
      readonly alerts: readonly string[];
      readonly open: readonly Reservation[];
    };

/** The bytes to append, in one write: the `\n` in front closes a line that someone could not finish. */
export function encodeLedgerLine(line: LedgerLine): string {
  return `\n${JSON.stringify(wireOf(line))}\n`;
}

function wireOf(line: LedgerLine): object {
  switch (line.op) {
    case 'begin':
      return { v: 1, at: line.at };
    case 'reserve':
      return {
        r: line.id,
        p: encodeHolder(line.holder),
        at: line.at,
        a: line.amount,
        e: line.exact ? 1 : 0,
        ...(line.limit !== undefined && { l: line.limit }),
      };
    case 'settle':
      return { s: line.id, a: line.amount };
    case 'raise':
      return { raise: line.limit };
    case 'alert':
      return { alert: line.key, r: line.id };
    case 'sum':
      return {
        sum: line.offset,
        begun: line.begun,
        a: line.spent,
        raise: line.raised,
        alerts: line.alerts,
        open: line.open.map(({ id, holder, at, amount }) => [id, encodeHolder(holder), at, amount]),
      };
  }
}

/** A line of the file, without its `\n`. Undefined where it is none of ours. */
export function parseLedgerLine(text: string): LedgerLine | undefined {
  if (text.charCodeAt(0) !== OPEN_BRACE) return undefined;
  const o = parse(text);
  if (o === undefined) return undefined;
  if ('r' in o && !('alert' in o)) return reserveLine(o);
  if ('s' in o) {
    const id = name(o['s']);
    const amount = whole(o['a']);
    return id === undefined || amount === undefined ? undefined : { op: 'settle', id, amount };
  }
  if ('sum' in o) return sumLine(o);
  if ('raise' in o) {
    const limit = whole(o['raise']);
    return limit === undefined ? undefined : { op: 'raise', limit };
  }
  if ('alert' in o) {
    const key = name(o['alert']);
    const id = name(o['r']);
    return key === undefined || id === undefined ? undefined : { op: 'alert', key, id };
  }
  const at = o['v'] === 1 ? whole(o['at']) : undefined;
  return at === undefined ? undefined : { op: 'begin', at };
}

function reserveLine(o: Fields): LedgerLine | undefined {
  const reservation = reservationOf([o['r'], o['p'], o['at'], o['a']]);
  const limit = whole(o['l']);
  // A limit that can't be read must not let the call go.
  if (reservation === undefined || (o['l'] !== undefined && limit === undefined)) return undefined;
  return { op: 'reserve', ...reservation, exact: o['e'] === 1, ...(limit !== undefined && { limit }) };
}

function sumLine(o: Fields): LedgerLine | undefined {
  const [offset, begun, spent, raised] = [o['sum'], o['begun'], o['a'], o['raise']].map(whole);
  const { alerts, open } = o;
  if (offset === undefined || begun === undefined || spent === undefined || raised === undefined) return undefined;
  if (!Array.isArray(alerts) || !Array.isArray(open)) return undefined;
  const keys = alerts.flatMap(key => name(key) ?? []);
  const held = open.flatMap(one => (Array.isArray(one) ? (reservationOf(one) ?? []) : []));
  // Half of a sum is none.
  if (keys.length !== alerts.length || held.length !== open.length) return undefined;
  return { op: 'sum', offset, begun, spent, raised, alerts: keys, open: held };
}

function reservationOf([r, p, t, a]: readonly unknown[]): Reservation | undefined {
  const id = name(r);
  const holder = parseHolder(p);
  const at = whole(t);
  const amount = whole(a);
  if (id === undefined || holder === undefined || at === undefined || amount === undefined) return undefined;
  return { id, holder, at, amount };
}

/** `4242.9876543.a1b2c3d4`. */
function encodeHolder({ pid, start, host }: Holder): string {
  return `${pid}.${start}.${host}`;
}

function parseHolder(value: unknown): Holder | undefined {
  const [, pid, start, host] =
    (typeof value === 'string' && /^(\d{1,10})\.(\d{1,15})\.([0-9a-f]{8})$/.exec(value)) || [];
  return host === undefined ? undefined : { pid: Number(pid), start: Number(start), host };
}

type Fields = Readonly<Record<string, unknown>>;

const OPEN_BRACE = 123;

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    // Half a line: passed over like any other text.
    return undefined;
  }
}

function name(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 && value.length <= 64 ? value : undefined;
}

function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
