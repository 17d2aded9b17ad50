import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PAGE, page } from '../../../scripts/findings.mjs';
import { ANALYSES } from '../../../src/core/analyses/index.ts';

test('docs/findings.md is what the doc comments say (npm run findings)', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(page());
});

test('every code has its manual page', () => {
  const codes = new Set(ANALYSES.flatMap(analysis => analysis.codes));
  for (const code of codes) expect(page()).toContain(`\`${code}\``);
});
