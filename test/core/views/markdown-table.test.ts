import { expect, test } from 'vitest';
import { markdownTable } from '../../../src/core/views/markdown-table.ts';

test('names stand on the left, numbers on the right with a gap before them', () => {
  expect(
    markdownTable(
      ['', 'Cost'],
      [
        ['input', '$1'],
        ['output', ''],
      ],
    ),
  ).toBe('|  | &nbsp;&nbsp;Cost |\n|:--|--:|\n| input | &nbsp;&nbsp;$1 |\n| output |  |');
});
