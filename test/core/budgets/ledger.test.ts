import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LedgerState } from '../../../src/core/budgets/ledger.ts';
import { encodeLedgerLine, type LedgerLine, parseLedgerLine } from '../../../src/core/budgets/ledger-line.ts';

const HOLDER = { pid: 4242, start: 987_654, host: 'a1b2c3d4' };

const id = fc.integer({ min: 0, max: 12 }).map(n => `span${n}`);
const amount = fc.integer({ min: 0, max: 500 });
const line: fc.Arbitrary<LedgerLine> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constant('reserve' as const),
      id,
      holder: fc.constant(HOLDER),
      at: amount,
      amount,
      exact: fc.boolean(),
      limit: fc.constant(1000),
    }),
  },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('settle' as const), id, amount }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('raise' as const), limit: fc.integer({ min: 0, max: 3000 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('alert' as const), key: fc.constantFrom('800@0.8', '900@0.9'), id }),
  },
);

describe('a line', () => {
  test.each<LedgerLine>([
    { op: 'begin', at: 5 },
    { op: 'reserve', id: 'a', holder: HOLDER, at: 1, amount: 10, exact: true, limit: 100 },
    { op: 'reserve', id: 'a', holder: HOLDER, at: 1, amount: 10, exact: false },
    { op: 'settle', id: 'a', amount: 7 },
    { op: 'raise', limit: 8 },
    { op: 'alert', key: '8@0.8', id: 'a' },
    {
      op: 'sum',
      offset: 9,
      begun: 5,
      spent: 1,
      raised: 2,
      alerts: ['x'],
      open: [{ id: 'a', holder: HOLDER, at: 1, amount: 2 }],
    },
  ])('%j reads as it was written', written => {
    const text = encodeLedgerLine(written);
    expect(text).toMatch(/^\n\{[ -~]*\}\n$/);
    expect(parseLedgerLine(text.trim())).toEqual(written);
  });

  test('the bytes of a reservation, as other recorders write them', () => {
    expect(
      encodeLedgerLine({
        op: 'reserve',
        id: '00f067aa0ba902b7',
        holder: HOLDER,
        at: 1_795_409_557_472,
        amount: 10_500_000,
        exact: true,
        limit: 1_000_000_000,
      }),
    ).toBe(
      '\n{"r":"00f067aa0ba902b7","p":"4242.987654.a1b2c3d4","at":1795409557472,"a":10500000,"e":1,"l":1000000000}\n',
    );
  });

  test.each([
    '',
    'x',
    '{',
    '[]',
    'null',
    '{}',
    '{"v":2,"at":1}',
    '{"r":"a"}',
    '{"s":"a","a":-1}',
    '{"s":"a","a":1.5}',
    '{"s":"a","a":1e300}',
    '{"s":5,"a":1}',
    '{"r":"a","p":"1.2","at":1,"a":1}',
    '{"r":"a","p":"1.2.a1b2c3d4","at":1,"a":1,"l":"no"}',
    `{"s":"${'x'.repeat(65)}","a":1}`,
    '{"sum":1,"begun":1,"a":1,"raise":0,"alerts":[],"open":[["a"]]}',
    '{"alert":"x"}',
    '{"raise":null}',
  ])('%s is none', text => {
    expect(parseLedgerLine(text)).toBeUndefined();
  });

  test('nothing makes reading throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), text => void parseLedgerLine(text)));
  });
});

describe('the rule', () => {
  /** What the rule says, worked out the slow way: from all lines, for each reservation anew. */
  function admittedOf(lines: readonly LedgerLine[]): boolean[] {
    const verdicts: boolean[] = [];
    const held = new Map<string, number>();
    let spent = 0;
    let raised = 0;
    for (const one of lines) {
      if (one.op === 'raise') raised = Math.max(raised, one.limit);
      if (one.op === 'settle') {
        held.delete(one.id);
        spent += one.amount;
      }
      if (one.op !== 'reserve') continue;
      held.delete(one.id);
      const before = spent + [...held.values()].reduce((a, b) => a + b, 0);
      const limit = Math.max(one.limit ?? Number.POSITIVE_INFINITY, raised);
      const admitted = one.exact ? before + one.amount <= limit : before < limit;
      if (admitted) held.set(one.id, one.amount);
      verdicts.push(admitted);
    }
    return verdicts;
  }

  test('is what it says, for every order of lines', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), lines => {
        const state = new LedgerState();
        const verdicts = lines.flatMap(one => state.apply(one)?.admitted ?? []);
        expect(verdicts).toEqual(admittedOf(lines));
      }),
    );
  });

  test('whoever joins late, behind a sum, judges as those who were there', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.array(line, { maxLength: 40 }), (before, after) => {
        const there = new LedgerState();
        for (const one of before) there.apply(one);
        const written = there.sumAt(0);
        if (written?.op !== 'sum') throw new Error('no sum');
        const read = parseLedgerLine(encodeLedgerLine(written).trim());
        if (read?.op !== 'sum') throw new Error('not read');
        const late = new LedgerState();
        late.restore(read);
        for (const one of after) expect(late.apply(one)).toEqual(there.apply(one));
        expect([late.spent, late.held, late.raised, [...late.alerts.keys()]]).toEqual([
          there.spent,
          there.held,
          there.raised,
          [...there.alerts.keys()],
        ]);
      }),
    );
  });

  test('with upper bounds the limit is never passed, in any interleaving of any processes', () => {
    // Each process reserves, then settles no more than it reserved, call after call; the scheduler mixes their lines.
    const call = fc.record({
      bound: fc.integer({ min: 0, max: 400 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const processes = fc.array(fc.array(call, { maxLength: 8 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(processes, fc.array(fc.nat(), { maxLength: 200 }), (all, turns) => {
        const state = new LedgerState();
        const at = all.map(() => ({ call: 0, open: false }));
        for (const turn of turns) {
          const which = turn % all.length;
          const process = at[which];
          const next = process && all[which]?.[process.call];
          if (process === undefined || next === undefined) continue;
          const name = `${which}-${process.call}`;
          if (process.open) {
            state.apply({ op: 'settle', id: name, amount: Math.floor(next.bound * next.share) });
            process.open = false;
            process.call++;
          } else {
            const verdict = state.apply({
              op: 'reserve',
              id: name,
              holder: HOLDER,
              at: 0,
              amount: next.bound,
              exact: true,
              limit: 1000,
            });
            if (verdict?.admitted) process.open = true;
            else process.call++;
          }
          expect(state.spent + state.held).toBeLessThanOrEqual(1000);
        }
      }),
    );
  });

  test('where no bound is known, each process passes the limit by one call at most', () => {
    const processes = fc.array(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 8 }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(processes, fc.array(fc.nat(), { maxLength: 200 }), (all, turns) => {
        const state = new LedgerState();
        const at = all.map(() => ({ call: 0, open: false, last: 0 }));
        for (const turn of turns) {
          const which = turn % all.length;
          const process = at[which];
          const cost = process && all[which]?.[process.call];
          if (process === undefined || cost === undefined) continue;
          const name = `${which}-${process.call}`;
          if (process.open) {
            state.apply({ op: 'settle', id: name, amount: cost });
            Object.assign(process, { open: false, call: process.call + 1, last: cost });
          } else if (
            state.apply({ op: 'reserve', id: name, holder: HOLDER, at: 0, amount: 0, exact: false, limit: 1000 })
              ?.admitted
          )
            process.open = true;
        }
        expect(state.spent).toBeLessThanOrEqual(1000 + at.reduce((sum, { last }) => sum + last, 0));
      }),
    );
  });

  test('amounts beyond exact integers stay there, and give back what they hold', () => {
    const state = new LedgerState();
    const huge = Number.MAX_SAFE_INTEGER;
    for (const name of ['a', 'b'])
      state.apply({ op: 'reserve', id: name, holder: HOLDER, at: 0, amount: huge, exact: true });
    state.apply({ op: 'reserve', id: 'c', holder: HOLDER, at: 0, amount: 5, exact: true });
    expect(state.held).toBe(huge);
    for (const name of ['a', 'b']) state.apply({ op: 'settle', id: name, amount: 0 });
    expect([state.held, state.spent]).toEqual([5, 0]);
  });
});
