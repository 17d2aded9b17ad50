import { expect, test } from 'vitest';
import { machine } from './run.ts';

test.each([
  [['--version'], '1.2.3\n'],
  [['--help'], 'spanmeter report'],
  [['help', 'doctor'], 'spanmeter doctor [--json]'],
  [['report', '--help'], '--since WHEN'],
  [['prices', '-h'], '--provider P'],
])('%j', async (args, words) => {
  const { code, out, err } = await machine().run(...args);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain(words);
});

test.each([
  [['reprot'], 'spanmeter: unknown command reprot; did you mean report?'],
  [['constructor'], 'spanmeter: unknown command constructor; see spanmeter --help'],
  [['--jsn'], 'spanmeter: unknown option --jsn; see spanmeter --help'],
  [['report', '--sinc=7d'], 'spanmeter: unknown option --sinc; did you mean --since?'],
  [['report', '-x'], 'spanmeter: unknown option -x; see spanmeter report --help'],
  [['report', '--jsno'], 'spanmeter: unknown option --jsno; did you mean --json?'],
  [['report', '--by'], 'spanmeter: --by needs a value, as in --by=…; see spanmeter report --help'],
  [['report', '--by', '--json'], 'spanmeter: --by needs a value, as in --by=…; see spanmeter report --help'],
  [['report', '--json=yes'], 'spanmeter: --json takes no value; see spanmeter report --help'],
  [['report', '--by=colour'], 'spanmeter: --by colour is not known: give one of run, agent, task,'],
  [['report', '--since=gestern'], 'spanmeter: --since gestern is no date: write 2026-11-01, 7d, 24h or'],
  [['report', '--since=2026-02-30'], 'spanmeter: --since 2026-02-30 is no date'],
  [['report', 'x'], 'spanmeter: unexpected argument x; see spanmeter report --help'],
  [['report', '--md', '--csv'], 'spanmeter: --csv and --md exclude each other: give one of them'],
  [['prices'], 'spanmeter: prices needs a model, as in spanmeter prices gpt-4o'],
  [['prices', ' '], 'spanmeter: prices needs a model, as in spanmeter prices gpt-4o'],
  [['prices', 'a', 'b'], 'spanmeter: unexpected argument b; see spanmeter prices --help'],
  [['doctor', '--by=run'], 'spanmeter: unknown option --by; see spanmeter doctor --help'],
])('%j is one line and a 2', async (args, line) => {
  const { code, out, err } = await machine().run(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err.startsWith(line)).toBe(true);
  expect(err.split('\n')).toHaveLength(2);
});

test('nothing at all: what there is, and a 2', async () => {
  const { code, out, err } = await machine().run();
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain('spanmeter doctor');
});

test.each([
  [
    'there is no table',
    { pricesFile: '/nowhere/prices.json' },
    ['report'],
    /^spanmeter: the price table can't be read/,
  ],
  ['there is no such folder', {}, ['report', '--dir', 'nowhere'], /^spanmeter: there is no folder .*nowhere\n$/],
])('%s: one line and a 1', async (_, io, args, line) => {
  const { code, out, err } = await machine(io).run(...args);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(line);
});
