import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, conversation, repeat, rounds } from '../core/analyses/conversation.ts';
import { LogBuilder, T0 } from '../support/log.ts';
import { type Machine, machine } from './run.ts';

const DAY = 86_400_000;

function recorded(): Machine {
  const made = machine();
  const log = new LogBuilder();
  log.add({ t: 'run', ts: T0 - 5 * DAY, run: 'aa', name: 'old.mjs', user: 'eve', budgets: [], guard: 'off' });
  log.call({ run: 'aa', at: -5 * DAY });
  log.run({ run: 'bb', name: 'new.mjs' });
  log.call({ run: 'bb', at: 0, site: [join(made.project, 'src/a.mjs'), 7] });
  made.log(log);
  return made;
}

describe('report', () => {
  test('by run, newest first', async () => {
    const { code, out } = await recorded().run('report');
    expect(code).toBe(0);
    expect(out).toMatch(/new\.mjs +2026-11-20 12:00.*\n.*old\.mjs +2026-11-15 12:00/);
    expect(out).toContain('API list-price equivalent, not a bill');
  });

  test('by user, site and day; since', async () => {
    const made = recorded();
    expect((await made.run('report', '--by', 'user')).out).toMatch(/^eve .*\$0\.0035$/m);
    expect((await made.run('report', '--by=site')).out).toMatch(/^src\/a\.mjs:7 /m);
    const { out } = await made.run('report', '--by=day', '--since=2026-11-19', '--json');
    expect(JSON.parse(out)).toMatchObject({
      kind: 'report',
      since: '2026-11-19T00:00:00.000Z',
      rows: [{ key: '2026-11-20', cost: { usd: 0.0035 } }],
    });
    for (const since of ['7d', '140h', '1w']) {
      expect(JSON.parse((await made.run('report', '--since', since, '--json')).out).rows).toHaveLength(2);
    }
    expect(JSON.parse((await made.run('report', '--since=13h', '--json')).out).rows).toHaveLength(1);
  });

  test('CSV and Markdown', async () => {
    const made = recorded();
    expect((await made.run('report', '--csv')).out.split('\r\n')).toHaveLength(4);
    expect((await made.run('report', '--md')).out).toContain('| new.mjs | 2026-11-20 12:00 | interrupted | 1 |');
  });

  test('what if: in all, and run by run', async () => {
    const made = recorded();
    // 1,000 × $0.15/M + 100 × $0.60/M = $0.00021 a run, instead of $0.0035
    const { out } = await made.run('report', '--what-if', 'gpt-4o-mini');
    expect(out).toContain('What if: 2 runs on gpt-4o-mini: $0.0004 instead of $0.0070.');
    expect(out).toMatch(/^new\.mjs +2026-11-20 12:00 +\$0\.0035 +\$0\.0002$/m);
    expect(out).toMatch(/^2 in all +\$0\.0070 +\$0\.0004$/m);
    const { whatIf } = JSON.parse((await made.run('report', '--by=model', '--what-if=batch', '--json')).out);
    expect(whatIf).toMatchObject({
      ...{ scenario: { kind: 'batch' }, usd: 0.0035, nanoUsd: 3_500_000, actualUsd: 0.007, incomplete: false },
      runs: [{ run: 'bb', usd: 0.00175 }, { run: 'aa' }],
    });
    const since = await made.run('report', '--since=13h', '--what-if=gpt-4o-mini', '--csv');
    expect(since.out.split('\r\n').map(line => line.split(',').at(-1))).toEqual(['what_if_usd', '0.00021', '']);
    expect((await made.run('report', '--what-if=caching')).out).toContain('nothing known that it would change');
    expect((await made.run('report', '--what-if=gpt-99', '--md')).out).toContain('2 runs on gpt-99: no price known');
    const refused = await made.run('report', '--by=day', '--what-if=batch', '--csv');
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--by run')]);
  });

  test('by day, with the budgets of a day', async () => {
    const made = recorded();
    made.write('spanmeter.json', '{"budgets":[{"per":"day","usd":0.01},{"per":"day","usd":0.01,"user":"eve"}]}');
    const { out } = await made.run('report', '--by=day');
    expect(out).toMatch(/^2026-11-20 +\$0\.01 a day +\$0\.0035 of \$0\.01 +35%$/m);
    expect(out).toMatch(/^2026-11-15 +\$0\.01 a day, user eve +\$0\.0035 of \$0\.01 +35%$/m);
    expect(out).toMatch(/^2026-11-20 +\$0\.01 a day, user eve +\$0\.00 of \$0\.01 +0%$/m);
  });

  test('a day begins at midnight where the user is', async () => {
    const made = machine({ timeZone: 'Asia/Tokyo' });
    const log = new LogBuilder().run();
    log.call({ at: 2.9 * 3_600_000 });
    log.call({ at: 3.1 * 3_600_000 });
    made.log(log);
    const { out } = await made.run('report', '--by=day', '--json');
    expect(JSON.parse(out)).toMatchObject({ zone: 'Asia/Tokyo', rows: [{ key: '2026-11-20' }, { key: '2026-11-21' }] });
    const since = JSON.parse((await made.run('report', '--since=2026-11-21', '--json')).out);
    expect(since).toMatchObject({ since: '2026-11-20T15:00:00.000Z', total: { calls: 1 } });
  });

  test('the user’s own prices, the project’s first', async () => {
    const made = machine();
    const log = new LogBuilder().run();
    log.call({ model: 'house-model-7' });
    log.call({ model: 'attic-model' });
    made.log(log);
    made.write('spanmeter.json', '{"prices":{"models":[{"match":"house-model-7","input":1,"output":2}]}}');
    made.write(
      join(made.home, '.spanmeter/config.json'),
      '{"prices":{"models":[{"match":"house-model-7","free":true},{"match":"attic-model","like":"openai/gpt-4o"}]}}',
    );
    const { rows } = JSON.parse((await made.run('report', '--by=model', '--json')).out);
    expect(rows).toMatchObject([
      { key: 'attic-model', cost: { usd: 0.0035, kind: 'exact' } },
      { key: 'house-model-7', cost: { usd: 0.0012, kind: 'exact' } },
    ]);
  });

  test('says what is missing, and where to ask', async () => {
    const made = machine();
    const log = new LogBuilder().run();
    log.call({ model: 'house-model-7' });
    log.lines.push('rubbish');
    made.log(log);
    made.write('spanmeter.json', '{"budgets": 5}');
    const { out } = await made.run('report');
    expect(out).toContain('1.1k tokens, no price');
    expect(out).toContain('No price for house-model-7: spanmeter doctor has the line to paste.');
    expect(out).toContain('1 line of the log could not be read');
    expect(out).toContain('1 mistake in the configuration');
  });

  test('nothing recorded is no failure, and says so', async () => {
    const { code, out } = await machine().run('report');
    expect(code).toBe(0);
    expect(out).toContain('Cost by run: nothing recorded.');
    expect(out).toContain('spanmeter doctor says why');
  });

  test.each([['.'], ['.spanmeter'], ['sub']])('--dir %s', async dir => {
    const made = recorded();
    mkdirSync(join(made.project, 'sub'));
    const { out } = await made.run('report', '--dir', dir);
    expect(out).toContain('new.mjs');
  });

  test('where TZ names no zone that is known, days are those of UTC', async () => {
    const made = machine({ timeZone: undefined });
    expect(JSON.parse((await made.run('report', '--json')).out).zone).toBe('UTC');
  });

  test('--dir elsewhere: the prices of that place', async () => {
    const other = recorded();
    other.write('spanmeter.json', '{"prices":{"models":[{"match":"gpt-4o","multiply":10}]}}');
    const made = machine();
    made.write('spanmeter.json', '{"prices":{"models":[{"match":"gpt-4o","free":true}]}}');
    const { out } = await made.run('report', '--json', '--dir', other.project);
    expect(JSON.parse(out).total.cost.usd).toBe(0.07);
  });

  test('SPANMETER_DIR is obeyed', async () => {
    const other = recorded();
    const made = machine({ env: { SPANMETER_DIR: join(other.project, '.spanmeter') } });
    expect((await made.run('report')).out).toContain('new.mjs');
  });
});

describe('report --findings', () => {
  const looping = (): Machine => {
    const made = machine();
    made.log(conversation(rounds(...repeat(4, ask('run_tests')))));
    return made;
  };

  test('tells them, and ends with 1 for a build', async () => {
    const { code, out } = await looping().run('report', '--findings');
    expect(code).toBe(1);
    expect(out).toMatch(/^warning: Loop: run_tests called 4× with the same arguments and the same result/);
    expect(out).toContain('1 finding.');
  });

  test('for as much as was asked for', async () => {
    expect((await looping().run('report', '--findings', '--fail-on=critical')).code).toBe(0);
    expect((await looping().run('report', '--findings', '--since=1h')).out).toBe('Nothing found.\n');
    expect((await looping().run('report', '--fail-on=critical')).code).toBe(2);
    expect((await looping().run('report', '--findings', '--csv')).code).toBe(2);
    expect((await looping().run('report', '--findings', '--fail-on=fatal')).code).toBe(2);
  });

  test('as JSON', async () => {
    const { out } = await looping().run('report', '--findings', '--json');
    expect(JSON.parse(out)).toMatchObject({
      v: 1,
      kind: 'findings',
      findings: [
        { code: 'runaway-loop', severity: 'warning', tool: 'run_tests', calls: [1, 4], usd: expect.any(Number) },
      ],
    });
  });

  test('but not those that are muted', async () => {
    const made = looping();
    made.write('spanmeter.json', '{"analyses": {"mute": [{"code": "runaway-loop", "tool": "run_tests"}]}}');
    expect(await made.run('report', '--findings')).toMatchObject({ code: 0, out: 'Nothing found.\n' });
  });

  test('a mistake in what the configuration says of them is named by the doctor', async () => {
    const made = looping();
    made.write('spanmeter.json', '{"analyses": {"mute": ["waiting"]}}');
    expect((await made.run('doctor')).out).toContain('analyses.mute[0]');
  });
});
