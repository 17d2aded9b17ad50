/** The money of real sessions: what their own providers or tools reported, reproduced from tokens and the shipped prices. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildCall } from '../../src/core/calls.ts';
import { UNMAPPED } from '../../src/core/compiled-site.ts';
import type { AttributeValue } from '../../src/core/wire.ts';
import { type LlmEvent, readSessions, type Session } from '../eval/sessions.ts';
import { price } from '../support/pricer.ts';

const DATA = resolve(process.env['SPANMETER_SESSIONS'] ?? '../shared/data/sessions.jsonl.gz');
const missing = existsSync(DATA) ? '' : ` (skipped: ${DATA} is not there)`;

interface Sum {
  calls: number;
  unpriced: number;
  reported: number;
  computed: number;
  /** calls whose cost differs by more than 0.1% and a thousandth of a cent */
  off: number;
}

const calls = (session: Session): readonly LlmEvent[] => session.ev.filter(event => event[0] === 'L');

function sumOf(sessions: readonly Session[]): Sum {
  const sum: Sum = { calls: 0, unpriced: 0, reported: 0, computed: 0, off: 0 };
  for (const session of sessions) {
    for (const [, t, model, input, read, write, output, usd] of calls(session)) {
      if (usd === null || usd === 0 || input === null) continue;
      const a: Record<string, AttributeValue> = {
        'gen_ai.request.model': model ?? session.model ?? '',
        'gen_ai.usage.input_tokens': input + (read ?? 0) + (write ?? 0),
        'gen_ai.usage.cache_read.input_tokens': read ?? 0,
        'gen_ai.usage.cache_write.input_tokens': write ?? 0,
        'gen_ai.usage.output_tokens': output ?? 0,
      };
      const ts = typeof t === 'number' ? t * 1000 : Date.UTC(2024, 3, 6);
      const call = buildCall(
        { id: 'a', end: { t: 'end', ts, run: 'r', span: 'a', status: 'ok', a } },
        { number: 1, alive: false, price, mapSite: UNMAPPED, dir: '' },
      );
      sum.calls++;
      const { nano = null } = call?.cost ?? {};
      if (nano === null) sum.unpriced++;
      const computed = (nano ?? 0) / 1e9;
      sum.reported += usd;
      sum.computed += computed;
      if (Math.abs(computed - usd) > 0.001 * usd + 1e-5) sum.off++;
    }
  }
  return sum;
}

describe.skipIf(missing !== '')(`reported costs${missing}`, () => {
  const sessions = missing === '' ? readSessions(DATA) : [];
  test.each(['opencode', 'pi', 'auto-code-rover'])('%s, call by call', agent => {
    const sum = sumOf(sessions.filter(session => session.agent === agent));
    expect(sum.calls).toBeGreaterThan(400);
    expect({ unpriced: sum.unpriced, off: sum.off }).toEqual({ unpriced: 0, off: 0 });
    expect(Math.abs(sum.computed / sum.reported - 1)).toBeLessThan(0.001);
  });
});
