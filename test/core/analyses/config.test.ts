import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parseAnalyses, withMute } from '../../../src/core/analyses/config.ts';
import { Ledger } from '../../../src/core/ledger.ts';
import { price } from '../../support/pricer.ts';
import { SOURCE } from '../../support/snapshot.ts';
import { ask, conversation, repeat, rounds } from './conversation.ts';

const schema = JSON.parse(readFileSync('media/spanmeter.schema.json', 'utf8'));
const bySchema = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false }).compile(
  schema,
);

describe('the schema and the parser take and refuse the same', () => {
  test.each([
    [{}, true],
    [{ mute: [{ code: 'waiting' }, { tool: 'poll' }, { code: 'cycle', tool: 'a' }] }, true],
    [{ promptRatio: { above: 5, severity: 'information' } }, true],
    [{ promptRatio: { above: 5 } }, true],
    [{ mute: {} }, false],
    [{ mute: [{}] }, false],
    [{ mute: ['waiting'] }, false],
    [{ mute: [{ code: '' }] }, false],
    [{ promptRatio: { above: 0 } }, false],
    [{ promptRatio: { above: 5, severity: 'fatal' } }, false],
    [{ promptRatio: { severity: 'critical' } }, false],
    [{ promptRatio: 5 }, false],
    [{ mutes: [] }, false],
  ])('%j: %s', (analyses, good) => {
    expect([bySchema({ analyses }), parseAnalyses(analyses).problems.length === 0]).toEqual([good, good]);
  });

  test('a bad entry costs only itself', () => {
    const { rules, problems } = parseAnalyses({ mute: [{ code: 'waiting' }, 7], promptRatio: { above: 9 } });
    expect(rules).toEqual({ mute: [{ code: 'waiting' }], promptRatio: { above: 9, severity: 'information' } });
    expect(problems).toEqual([{ path: 'analyses.mute[1]', message: 'must be an object with a code, a tool, or both' }]);
  });
});

describe('what is told', () => {
  const found = (analyses: unknown): string[] => {
    const ledger = new Ledger(price, { rules: () => parseAnalyses(analyses).rules });
    ledger.apply(SOURCE, conversation(rounds(...repeat(4, ask('edit', 'aa', 'ee', { error: true })))).lines);
    return ledger
      .snapshot()
      .runs.flatMap(run => run.findings)
      .map(({ code }) => code);
  };

  test.each([
    [undefined, ['runaway-loop']],
    [{ mute: [{ code: 'runaway-loop', tool: 'edit' }] }, ['same-error']],
    [{ mute: [{ tool: 'edit' }] }, []],
    [{ mute: [{ tool: 'read' }, { code: 'cycle' }] }, ['runaway-loop']],
    [{ promptRatio: { above: 5 } }, ['runaway-loop', 'prompt-ratio']],
    [{ promptRatio: { above: 500 } }, ['runaway-loop']],
  ])('with %j: %j', (analyses, expected) => {
    expect(found(analyses)).toEqual(expected);
  });
});

describe('muting writes to spanmeter.json', () => {
  const mute = { code: 'runaway-loop', tool: 'edit' };
  test.each([
    [undefined, { analyses: { mute: [mute] } }],
    [
      '{"budgets": [], "analyses": {"mute": [{"code": "waiting"}]}}',
      { budgets: [], analyses: { mute: [{ code: 'waiting' }, mute] } },
    ],
    [JSON.stringify({ analyses: { mute: [mute] } }), { analyses: { mute: [mute] } }],
  ])('%s', (text, expected) => {
    const edited = withMute(text, mute);
    expect('text' in edited && JSON.parse(edited.text)).toEqual(expected);
  });

  test('and not to one that is broken', () => {
    expect(withMute('{"analyses": 3}', mute)).toEqual({ problem: '"analyses" is not an object' });
  });
});
