import { describe, expect, it } from 'vitest';
import { normaliseUsage } from '../../../src/core/usage/normalise.ts';
import { ANSWERS } from './answers.ts';
import { at, expectSound, price } from './support.ts';

describe('answers', () => {
  it('are many', () => expect(ANSWERS.length).toBeGreaterThanOrEqual(60));

  it.each(ANSWERS)('%s', (_, { at: time, ...call }, hint, answer, nano) => {
    const { usage, problems } = normaliseUsage(answer, {
      ...(call.provider !== undefined && { provider: call.provider }),
      ...hint,
    });
    expect(problems).toEqual([]);
    const cost = price({ ...call, ...(time !== undefined && { at: at(time) }) }, usage);
    expectSound(cost);
    expect(cost.nano).toBe(nano);
    expect(['exact', 'alias', 'local', 'reported']).toContain(cost.status);
  });
});
