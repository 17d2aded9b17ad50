import { describe, expect, test } from 'vitest';
import { describe as inWords } from '../../../src/core/describe.ts';
import { LogBuilder } from '../../support/log.ts';
import { runOf } from '../../support/snapshot.ts';
import { ask, codes, conversation, type Round, repeat, rounds } from './conversation.ts';

const A = ask('read', 'a1', 'b1');
const B = ask('write', 'a2', 'b2');
const C = ask('test', 'a3', 'b3');

describe('cycle', () => {
  test.each([
    ['A B, twice', repeat(2, A, B), []],
    ['A B, three times', repeat(3, A, B), ['cycle warning']],
    ['A B, five times', repeat(5, A, B), ['cycle critical']],
    ['A B C, three times', repeat(3, A, B, C), ['cycle warning']],
    ['A B C, twice and a half', [...repeat(2, A, B, C), A, B], []],
    ['A A is no cycle of two', repeat(2, A), []],
    ['A B with results that change', [1, 2, 3, 4].flatMap(i => [ask('read', 'a1', `${i}`), B]), []],
    ['watching a job: wait, look', repeat(4, ask('sleep', 'a1'), B), []],
  ])('%s', (_name, asks, expected) => {
    expect(codes(conversation(rounds(...asks)))).toEqual(expected);
  });

  test('with half a minute from step to step it is polling', () => {
    const slow = repeat(4, A, B).map(one => ({ asks: [one], gap: 30_000 }));
    expect(codes(conversation([...slow, {}]))).toEqual([]);
  });

  test('a message of the user ends it', () => {
    const two = repeat(2, A, B).map((one): Round => ({ asks: [one] }));
    expect(codes(conversation([...two, ...two.map(round => ({ ...round, user: 'b1' })), {}]))).toEqual([]);
  });

  test('says the steps, how often, and the money', () => {
    const [finding] = runOf(conversation(rounds(...repeat(3, A, B)))).findings;
    expect(finding).toMatchObject({ period: 2, repeats: 3, tools: ['read', 'write'], firstCall: 1, lastCall: 6 });
    expect(finding && inWords(finding).title).toMatch(
      /^Loop: the same 2 steps 3 times round \(read → write; 6 s, \$0\.\d+/,
    );
  });
});

describe('same error', () => {
  const failing = (args: string, result = 'ee') => ask('edit', args, result, { error: true });
  test.each([
    ['three', ['1a', '2a', '3a'].map(args => failing(args)), []],
    ['four, each with other arguments', ['1a', '2a', '3a', '4a'].map(args => failing(args)), ['same-error warning']],
    ['six', ['1a', '2a', '3a', '4a', '5a', '6a'].map(args => failing(args)), ['same-error critical']],
    ['another error each time', ['1a', '2a', '3a', '4a'].map(args => failing(args, args)), []],
    ['a success in between', [failing('1a'), failing('2a'), ask('edit', '3a'), failing('4a'), failing('5a')], []],
    ['the same result, but no error', ['1a', '2a', '3a', '4a'].map(args => ask('edit', args, 'ee')), []],
    [
      'seven of ten, each in its own way',
      ['1a', '2a', '3a', '4a', '5a', '6a', '7a'].map(args => failing(args, args)),
      ['same-error information'],
    ],
  ])('%s', (_name, asks, expected) => {
    expect(codes(conversation(rounds(...asks)))).toEqual(expected);
  });

  test('nine failures of one answer count once', () => {
    const many = Array.from({ length: 9 }, (_, i) => failing(`${i}a`));
    expect(codes(conversation([{ asks: many }, {}]))).toEqual([]);
  });
});

describe('revisit', () => {
  const other = (i: number) => ask('look', `c${i}`, `d${i}`);
  test('the same step five times, with others in between', () => {
    const asks = [1, 2, 3, 4, 5].flatMap(i => [A, other(i), other(i + 10)]);
    expect(codes(conversation(rounds(...asks)))).toEqual(['revisit warning']);
  });

  test('repeats in a row are one visit', () => {
    const asks = [A, A, other(1), A, A, other(2), other(3), A];
    expect(codes(conversation(rounds(...asks)))).toEqual([]);
  });
});

describe('changing result', () => {
  const clock = (n: number) => Array.from({ length: n }, (_, i) => ask('date', 'aa', i % 3 === 2 ? 'c0' : `c${i}`));
  test.each([
    [4, []],
    [5, ['changing-result information']],
    [8, ['changing-result warning']],
  ])('%d times', (n, expected) => {
    expect(codes(conversation(rounds(...clock(n))))).toEqual(expected);
  });

  test('turning pages stays information, however many there are', () => {
    const pages = Array.from({ length: 20 }, (_, i) => ask('scroll_down', 'aa', `c${i}`));
    expect(codes(conversation(rounds(...pages)))).toEqual(['changing-result information']);
  });
});

describe('one incident', () => {
  test('what two see in the same calls is told once, by the gravest', () => {
    const failing = ask('edit', 'aa', 'ee', { error: true });
    const [finding, more] = runOf(conversation(rounds(...repeat(5, failing)))).findings;
    expect(more).toBeUndefined();
    expect(finding).toMatchObject({ code: 'runaway-loop', severity: 'critical' });
    expect(finding?.also).toMatchObject([{ code: 'same-error', severity: 'warning' }]);
    expect(finding && inWords(finding).evidence.join('\n')).toContain('Also: Loop: edit failed 5× in the same way');
  });

  test('the same again within ten minutes is the same one', () => {
    const asks = [...repeat(3, A), B, C, ...repeat(4, A)];
    expect(runOf(conversation(rounds(...asks))).findings).toMatchObject([
      { code: 'runaway-loop', repeats: 7, reopened: 1, firstCall: 1, lastCall: 9 },
    ]);
  });

  test('later it is another one', () => {
    const slow: Round[] = [{ asks: [B], gap: 11 * 60_000 }, { asks: [C] }];
    const three = repeat(3, A).map((one): Round => ({ asks: [one] }));
    expect(codes(conversation([...three, ...slow, ...three, {}]))).toEqual(repeat(2, 'runaway-loop warning'));
  });

  test('it stays open until something new is done twice', () => {
    const asks = repeat(3, A);
    const open = (log: LogBuilder) => runOf(log).findings.map(finding => 'open' in finding && finding.open);
    const going = { call: { took: null } };
    expect(open(conversation([...rounds(...asks, B).slice(0, -1), going]))).toEqual([true]);
    expect(open(conversation([...rounds(...asks, B, C).slice(0, -1), going]))).toEqual([false]);
  });
});

describe('text loop', () => {
  test.each([
    [{ 'spanmeter.output.repetition': 0.85 }, 2500, ['text-loop warning']],
    [{ 'spanmeter.output.repetition': 0.7 }, 2500, []],
    [{ 'spanmeter.output.repetition': 0.85 }, 500, []],
  ])('%j of %d tokens', (a, output, expected) => {
    const log = new LogBuilder().run();
    log.call({ output, a });
    expect(codes(log)).toEqual(expected);
  });

  const answers = (...hashes: string[]): Round[] =>
    hashes.map(hash => ({ call: { a: { 'spanmeter.output.hash': hash } } }));
  test.each([
    ['the same answer twice', answers('aa', 'aa'), []],
    ['three times', answers('aa', 'aa', 'aa'), ['text-loop warning']],
    ['another in between', answers('aa', 'aa', 'bb', 'aa'), []],
    ['to three questions', answers('aa', 'aa', 'aa').map((round, i) => ({ ...round, user: `${i}a` })), []],
  ])('%s', (_name, all, expected) => {
    expect(codes(conversation(all))).toEqual(expected);
  });
});

describe('retry storm', () => {
  const refused: Round = { call: { status: 'error', usageState: 'missing', a: { 'http.response.status_code': 429 } } };
  test.each([
    ['four', repeat(4, refused), []],
    ['five', repeat(5, refused), ['retry-storm warning']],
    ['five, with longer and longer pauses', [1, 4, 16, 64, 128].map(s => ({ ...refused, gap: s * 1000 })), []],
    ['a success in between', [...repeat(3, refused), {}, ...repeat(3, refused)], []],
    [
      'what the request itself has wrong',
      repeat(6, {
        call: { status: 'error' as const, usageState: 'missing' as const, a: { 'http.response.status_code': 400 } },
      }),
      [],
    ],
  ])('%s', (_name, all, expected) => {
    expect(codes(conversation(all))).toEqual(expected);
  });
});

describe('floods and fans', () => {
  test('eight identical calls in one answer', () => {
    expect(codes(conversation([{ asks: repeat(8, A) }, {}]))).toEqual(['tool-flood warning']);
    expect(codes(conversation([{ asks: repeat(7, A) }, {}]))).toEqual([]);
    const files = Array.from({ length: 30 }, (_, i) => ask('read', `f${i}`));
    expect(codes(conversation([{ asks: files }, {}]))).toEqual([]);
  });

  test('agents four deep', () => {
    const log = new LogBuilder().run();
    let parent: string | undefined;
    for (let i = 1; i <= 4; i++) {
      log.span('agent', `agent ${i}`, `${i}`.repeat(16), parent);
      parent = `${i}`.repeat(16);
    }
    log.call({ parent: '3333333333333333' });
    expect(codes(log)).toEqual([]);
    log.call({ parent: '4444444444444444' });
    expect(codes(log)).toEqual(['fan-out warning']);
  });

  test('the same agent started three times', () => {
    const spawn = (i: number) => ask('Task', 'aa', `c${i}`);
    expect(codes(conversation(rounds(spawn(1), B, spawn(2), C, spawn(3))))).toEqual(['fan-out warning']);
  });
});
