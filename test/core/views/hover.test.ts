import { describe, expect, test } from 'vitest';
import type { CallSite } from '../../../src/core/model.ts';
import { siteHover } from '../../../src/core/views/hover.ts';
import { LogBuilder } from '../../support/log.ts';
import { runOf } from '../../support/snapshot.ts';

const SITE: CallSite = { file: '/app/agent.mjs', line: 7 };
const at = { site: ['/app/agent.mjs', 7] } as const;

function hover(log: LogBuilder, priceWarning?: string): string {
  const words = { priceNote: 'genai-prices 0.1.8, prices of 2026-09-22 (61 days old)' };
  const hover = siteHover({ run: runOf(log), site: SITE, ...words, ...(priceWarning && { priceWarning }) });
  return hover?.replaceAll('&nbsp;', '') ?? 'none';
}

/** What a person reads: without the backslashes before what Markdown would take for its own. */
const plain = (text: string): string => text.replace(/\\(.)/g, '$1');

describe('the hover over a line', () => {
  test('tokens × rate per bucket, who was asked and who answered, how it matched, factors, source and date', () => {
    const log = new LogBuilder().run({ name: 'agent.mjs' });
    const level = { 'gen_ai.response.model': 'gpt-4o-2024-08-06', 'spanmeter.service_tier': 'flex' };
    log.call({ ...at, input: 10_000, cacheRead: 4000, a: level });
    log.call({ site: ['/app/agent.mjs', 9] });
    const text = plain(hover(log));
    expect(text).toContain('**$0.02** so far (agent.mjs): 1 call, 14k tokens');
    expect(text).toContain('| Billed | Units | Rate | Cost |\n|:--|--:|--:|--:|');
    expect(text).toContain('| input | 10,000 | $1.25 / M | $0.0125 |');
    expect(text).toContain('| cache read | 4,000 | $0.625 / M | $0.0025 |');
    expect(text).toContain('| output | 100 | $5 / M | $0.0005 |');
    expect(text).toContain('| **Total** |  |  | **$0.0155** |');
    expect(text).toContain('- **Model:** gpt-4o → gpt-4o-2024-08-06');
    expect(text).toContain('- **Priced as:** openai/gpt-4o');
    expect(text).toContain('- **Match:** the model is in the price table');
    expect(text).toContain('- **Factor:** flex × 0.5 (in the rates above)');
    expect(text).toContain('- **Source:** genai-prices 0.1.8, prices of 2026-09-22');
    expect(text).toContain(
      '*API list-price equivalent, not a bill · genai-prices 0.1.8, prices of 2026-09-22 (61 days old)*',
    );
  });

  test('what has no price, and why; old prices', () => {
    const log = new LogBuilder().run();
    log.call(at);
    log.call({ ...at, model: 'gpt-5.5-ultra' });
    log.call({ ...at, usageState: 'missing' });
    const text = plain(hover(log, 'Prices are 100 days old.'));
    expect(text).toContain('**≥ $0.0035 · 1 unpriced** so far');
    expect(text).toContain('1 call without reported usage.');
    expect(text).toContain('| gpt-5.5-ultra | 1.1k | 1 | no price |');
    expect(text).toContain(
      '- **Not priced:** gpt-5.5-ultra is not in the price table; it looks like openai/gpt-5.5 (1 call)',
    );
    expect(text).toContain('- **Suggestion:** price it like openai/gpt-5.5 (1 call)');
    expect(text).toContain('Prices are 100 days old.');
  });

  test('names from a log mean nothing to Markdown', () => {
    const evil = '[x](command:workbench.action.terminal.new) <img src=//evil> | $(flame) **b** `c`';
    const log = new LogBuilder().run({ name: evil });
    log.call({ ...at, model: evil });
    const text = hover(log);
    expect(text).not.toContain('](command');
    expect(text).not.toMatch(/(?<!\\)[<`[]/);
    expect(text).not.toContain('$(flame)');
    for (const row of text.split('\n').filter(line => line.startsWith('|'))) {
      expect(row.replace(/\\./g, '').split('|')).toHaveLength(6);
    }
  });

  test('of a line that the run never passed there is none', () => {
    const log = new LogBuilder().run();
    log.call({ site: ['/app/agent.mjs', 9] });
    expect(hover(log)).toBe('none');
  });
});
