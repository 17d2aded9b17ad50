import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../src/cli/doctor/check.ts';
import type { Io } from '../../src/cli/io.ts';
import { LogBuilder, T0 } from '../support/log.ts';
import { type Machine, machine } from './run.ts';

/** A machine with the recorder in place, in a shell that loads it. */
function healthy(io: Partial<Io> = {}): Machine {
  const made = machine({ env: { NODE_OPTIONS: '--require /home/x/.spanmeter/register.cjs' }, ...io });
  made.write(join(made.home, '.spanmeter/register.cjs'), '');
  made.write(join(made.home, '.spanmeter/recorder/1.2.3/register.cjs'), '');
  return made;
}

function log(): LogBuilder {
  const made = new LogBuilder().run({ name: 'agent.mjs' });
  made.call();
  return made;
}

async function checks(made: Machine): Promise<{ code: number | string; of: (code: string) => readonly Check[] }> {
  const { code, out } = await made.run('doctor', '--json');
  const all: readonly Check[] = JSON.parse(out).checks;
  return { code, of: name => all.filter(check => check.code === name) };
}

test('all is well', async () => {
  const made = healthy({ now: () => Date.UTC(2026, 9, 1) });
  made.log(log());
  const { code, out } = await made.run('doctor');
  expect(out).toContain('✓ Recorder installed: 1.2.3');
  expect(out).toContain('✓ 1 run, 1 call in 1 file');
  expect(out).toContain('All is well.');
  expect(code).toBe(0);
  expect(JSON.parse((await made.run('doctor', '--json')).out)).toMatchObject({ v: 1, kind: 'doctor', healthy: true });
});

describe('why is there nothing', () => {
  test('never recorded, no recorder', async () => {
    const { code, of } = await checks(machine());
    expect(code).toBe(1);
    expect(of('recorder')).toMatchObject([
      { level: 'warning', text: expect.stringContaining('register.cjs is missing') },
    ]);
    expect(of('shell')).toMatchObject([{ level: 'note', paste: expect.stringContaining('export NODE_OPTIONS') }]);
    expect(of('log')).toMatchObject([{ level: 'warning', text: expect.stringContaining('Nothing was ever recorded') }]);
  });

  test('no recorder in the home is no fault where programs bring their own', async () => {
    const made = machine({ now: () => Date.UTC(2026, 9, 1) });
    made.log(log());
    const { code, of } = await checks(made);
    expect(of('recorder')).toMatchObject([{ level: 'note', text: expect.stringContaining('that load it themselves') }]);
    expect(code).toBe(0);
  });

  test('a shim with nothing behind it; recording switched off', async () => {
    const made = machine({ env: { SPANMETER: 'off' } });
    made.write(join(made.home, '.spanmeter/register.cjs'), '');
    const { of } = await checks(made);
    expect(of('recorder')).toMatchObject([{ level: 'error' }]);
    expect(of('shell')).toMatchObject([{ level: 'warning', remedy: 'Unset SPANMETER.' }]);
  });

  test('an SDK was loaded and no call was seen', async () => {
    const made = healthy();
    const silent = new LogBuilder()
      .add({ t: 'process', v: 1, ts: T0, pid: 1, argv: { script: 'mute.mjs', args: 0 } })
      .add({ t: 'coverage', ts: T0, sdks: { openai: '7.57.0' }, transports: { fetch: 0 } });
    made.log(silent, '1795176000000-4999999-0-aaaa.jsonl');
    made.log(silent, '1795176000001-4999999-0-bbbb.jsonl');
    const { of } = await checks(made);
    expect(of('coverage').map(check => check.text)).toEqual([
      'mute.mjs: openai 7.57.0 loaded, fetch hooked, 0 calls (2 processes).',
    ]);
    expect(of('log')).toMatchObject([{ level: 'warning' }]);
  });

  test('calls that could not be recorded are named', async () => {
    const made = healthy();
    const missed = { 'WebSocket, api.openai.com': 2, 'fetch, body of Blob not read': 1 };
    const partly = new LogBuilder()
      .add({ t: 'process', v: 1, ts: T0, pid: 1, argv: { script: 'voice.mjs', args: 0 } })
      .add({ t: 'coverage', ts: T0, sdks: { openai: '7.57.0' }, transports: { fetch: 1 }, missed });
    made.log(partly, '1795176000000-4999999-0-aaaa.jsonl');
    const { of } = await checks(made);
    expect(of('coverage').map(check => check.text)).toEqual([
      'voice.mjs: not recorded, and not guarded: WebSocket, api.openai.com (2); fetch, body of Blob not read (1).',
    ]);
  });

  test('rejected lines and mistakes of the recorder are named', async () => {
    const made = healthy();
    const broken = log().event('recorder_error');
    broken.lines.push('rubbish');
    made.log(broken);
    const { of } = await checks(made);
    expect(of('rejected')[0]?.text).toContain('1 line passed over (not JSON, or cut off). The first: ');
    expect(of('recorder-error')[0]?.text).toContain('agent.mjs');
  });
});

describe('why is it unpriced', () => {
  test('the model of most tokens first, each with the row to paste', async () => {
    const made = healthy();
    const unpriced = log();
    unpriced.call({ model: 'house-model-7', input: 10 });
    unpriced.call({ model: 'claude-opus-4-6-fast', provider: 'anthropic' });
    made.log(unpriced);
    const { code, of } = await checks(made);
    expect(code).toBe(1);
    expect(of('unpriced').map(check => check.paste)).toEqual([
      '{"match":"anthropic/claude-opus-4-6-fast","like":"anthropic/claude-opus-4-6"}',
      '{"match":"openai/house-model-7","input":…,"output":…}',
    ]);
  });

  test('pasted, the suggestion prices it', async () => {
    const made = healthy();
    const unpriced = log();
    unpriced.call({ model: 'claude-opus-4-6-fast', provider: 'anthropic' });
    made.log(unpriced);
    const [check] = (await checks(made)).of('unpriced');
    made.write('spanmeter.json', `{"prices": {"models": [${check?.paste}]}}`);
    const { of } = await checks(made);
    expect(of('unpriced')).toEqual([]);
    expect(of('override-unused')).toEqual([]);
  });

  test('streams without usage: what to add, and where', async () => {
    const made = healthy();
    const stream = { a: { 'gen_ai.request.stream': true }, usageState: 'missing' } as const;
    const streamed = log();
    streamed.call({ ...stream, site: [join(made.project, 'src/a.mjs'), 12] });
    streamed.call({ ...stream, provider: 'anthropic', model: 'claude-haiku-4-5' });
    streamed.call({ ...stream, status: 'cancelled' });
    made.log(streamed);
    const { of } = await checks(made);
    expect(of('stream-usage')).toMatchObject([{ remedy: 'Add stream_options.include_usage at src/a.mjs:12.' }]);
    expect(of('no-usage')).toHaveLength(1);
  });

  test('mistakes of the configuration, and prices that match nothing', async () => {
    const made = healthy();
    made.log(log());
    made.write(
      'spanmeter.json',
      '{"budgets":[{"per":"run"}],"prices":{"models":[{"match":"gpt-4p","free":true},{"match":"*","free":true}]}}',
    );
    made.write(join(made.home, '.spanmeter/config.json'), '{');
    const { of } = await checks(made);
    expect(of('config').map(({ level, text }) => [level, text.slice(text.lastIndexOf('/') + 1)])).toEqual([
      ['error', 'spanmeter.json, budgets[0]: limits nothing: give one of usd, tokens, calls, minutes.'],
      ['error', expect.stringMatching(/^\*"\.|^spanmeter\.json, prices\.models\[1\]\.match/)],
      ['error', expect.stringMatching(/^config\.json: not JSON/)],
    ]);
    expect(of('override-unused')).toMatchObject([
      { text: expect.stringContaining('"gpt-4p" matches none of the 1 recorded call') },
    ]);
  });

  test('the age of the table', async () => {
    const { of } = await checks(healthy({ now: () => Date.UTC(2027, 2, 1) }));
    expect(of('price-age')).toMatchObject([{ level: 'warning', text: expect.stringContaining('days old') }]);
  });
});

describe('is the guard armed', () => {
  test('a limit in the environment that was none is named', async () => {
    const made = healthy();
    made.log(
      log().event('config_problem', { file: 'SPANMETER_BUDGET_USD', path: '', message: 'An amount in dollars' }),
    );
    const { code, of } = await checks(made);
    expect(code).toBe(1);
    expect(of('guard')[0]).toMatchObject({
      level: 'error',
      text: 'SPANMETER_BUDGET_USD limited nothing in the newest run (agent.mjs): An amount in dollars',
    });
  });

  const budget = '{"budgets":[{"per":"run","usd":1}]}';

  test.each([
    ['no budget', undefined, 'off', 'note'],
    ['armed', budget, 'armed', 'ok'],
    ['off in the newest run', budget, 'off', 'warning'],
    ['warnings only', '{"budgets":[{"per":"run","usd":1,"action":"warn"}]}', 'advisory', 'note'],
  ])('%s', async (_, config, guard, level) => {
    const made = healthy();
    const run = log().add({ t: 'run', ts: T0 - 1, run: 'bb', name: 'old', budgets: [], guard: 'armed' });
    run.lines[0] = JSON.stringify({ ...JSON.parse(run.lines[0] ?? '{}'), guard });
    made.log(run);
    if (config !== undefined) made.write('spanmeter.json', config);
    expect((await checks(made)).of('guard')).toMatchObject([{ level }]);
  });
});
