import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isoWeek, UTC } from '../../../src/core/views/calendar.ts';
import { GROUPINGS, type Grouping, type ReportInput, report } from '../../../src/core/views/report.ts';
import { csvCell, renderCsv } from '../../../src/core/views/report-csv.ts';
import { reportJson } from '../../../src/core/views/report-json.ts';
import { renderMarkdown } from '../../../src/core/views/report-markdown.ts';
import { renderText } from '../../../src/core/views/report-text.ts';
import { LogBuilder, T0 } from '../../support/log.ts';
import { snapshotOf } from '../../support/snapshot.ts';

const DAY = 86_400_000;

/** Two runs: one of gpt-4o at $0.0035 a call, one of a model without a price. */
function log(): LogBuilder {
  const made = new LogBuilder().run({ name: 'planner.py', agent: 'planner' });
  made.call({ site: ['/app/a.py', 3] });
  made.call({ site: ['/app/a.py', 3], at: DAY });
  made.add({ t: 'run', ts: T0 + DAY, run: 'bb', name: 'b.mjs', task: 'triage', budgets: [], guard: 'off' });
  made.call({ run: 'bb', at: DAY + 1000, model: 'house-model-7' });
  return made;
}

const input = (by: Grouping, more: Partial<ReportInput> = {}): ReportInput => ({
  runs: snapshotOf(log().lines, false).runs,
  by,
  calendar: UTC,
  priceNote: 'genai-prices 0, prices of 2026-09-22',
  notes: [],
  ...more,
});

const rowsOf = (by: Grouping, more?: Partial<ReportInput>) =>
  report(input(by, more)).rows.map(({ key, runs, totals }) => [key, runs, totals.calls, totals.nano]);

describe('groups', () => {
  test.each<[Grouping, readonly unknown[]]>([
    [
      'agent',
      [
        ['planner', 1, 2, 7_000_000],
        [null, 1, 1, 0],
      ],
    ],
    [
      'task',
      [
        [null, 1, 2, 7_000_000],
        ['triage', 1, 1, 0],
      ],
    ],
    [
      'user',
      [
        ['eve', 1, 2, 7_000_000],
        [null, 1, 1, 0],
      ],
    ],
    [
      'model',
      [
        ['gpt-4o', 1, 2, 7_000_000],
        ['house-model-7', 1, 1, 0],
      ],
    ],
    [
      'day',
      [
        ['2026-11-20', 1, 1, 3_500_000],
        ['2026-11-21', 2, 2, 3_500_000],
      ],
    ],
    ['week', [['2026-W47', 2, 3, 7_000_000]]],
    [
      'site',
      [
        ['/app/a.py:3', 1, 2, 7_000_000],
        [null, 1, 1, 0],
      ],
    ],
  ])('by %s', (by, rows) => {
    expect(rowsOf(by, { userOf: run => (run.name === 'planner.py' ? 'eve' : undefined) })).toEqual(rows);
  });

  it('by run: newest first, by their names', () => {
    const { rows } = report(input('run'));
    expect(rows.map(({ label, state }) => [label, state])).toEqual([
      ['b.mjs', 'interrupted'],
      ['planner.py', 'interrupted'],
    ]);
  });

  it('only calls since a moment', () => {
    expect(rowsOf('model', { since: T0 + DAY })).toEqual([
      ['gpt-4o', 1, 1, 3_500_000],
      ['house-model-7', 1, 1, 0],
    ]);
  });

  it('add up to the total, whatever they are', () => {
    const call = fc.record({
      run: fc.constantFrom('r1', 'r2'),
      at: fc.integer({ min: 0, max: 20 * DAY }),
      model: fc.constantFrom('gpt-4o', 'house-model-7', 'gpt-4o-mini'),
      input: fc.nat(100_000),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 20 }), fc.constantFrom(...GROUPINGS), (calls, by) => {
        const made = new LogBuilder();
        for (const spec of calls) made.call(spec);
        const { rows, total } = report({ ...input(by), runs: snapshotOf(made.lines, false).runs });
        const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + of(row), 0);
        expect(sum(row => row.totals.nano)).toBe(total.totals.nano);
        expect(sum(row => row.totals.calls)).toBe(calls.length);
        expect(sum(row => row.totals.unpriced)).toBe(total.totals.unpriced);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['2026-11-20', '2026-W47'],
    ['2026-01-01', '2026-W01'],
    ['2027-01-01', '2026-W53'],
    ['2024-12-30', '2025-W01'],
    ['2023-01-01', '2022-W52'],
  ])('%s is in %s', (day, week) => {
    expect(isoWeek(day)).toBe(week);
  });
});

describe('JSON', () => {
  it('has a stable shape; an unpriced amount is null', () => {
    expect(reportJson(report(input('model', { notes: ['A note.'] })), T0)).toMatchObject({
      v: 1,
      kind: 'report',
      by: 'model',
      since: null,
      zone: 'UTC',
      generatedAt: '2026-11-20T12:00:00.000Z',
      rows: [
        { key: 'gpt-4o', runs: 1, calls: 2, cost: { usd: 0.007, nanoUsd: 7_000_000, kind: 'exact', text: '$0.0070' } },
        { key: 'house-model-7', cost: { usd: null, nanoUsd: null, kind: 'unpriced', unpricedTokens: 1100 } },
      ],
      total: { cost: { usd: 0.007, kind: 'atLeast', text: '≥ $0.0070', unpricedCalls: 1 }, tokens: { total: 3300 } },
      comparisons: [{ task: 'triage' }, { task: 'planner.py' }],
      notes: ['Not the whole story: 1 call without a price.', 'A note.'],
    });
  });

  it('of nothing has no times', () => {
    const empty = reportJson(report({ ...input('day'), runs: [] }), T0);
    expect(empty).toMatchObject({ rows: [], total: { from: null, to: null, runs: 0, calls: 0 } });
  });
});

describe('CSV', () => {
  it('one line a row, numbers in full, blank where nothing is priced', () => {
    const [head, first, second, rest] = renderCsv(report(input('model'))).split('\r\n');
    const at = head?.split(',').indexOf('cost_usd') ?? -1;
    expect(first?.split(',')[at]).toBe('0.007');
    expect(second?.split(',')[at]).toBe('');
    expect(rest).toBe('');
  });

  test.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['=cmd|calc', `"'=cmd|calc"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    [' =1', `"' =1"`],
    ['a=b', 'a=b'],
  ])('%j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  it('is read back as it was', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const cell = csvCell(text);
        const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect(read.replace(/^'(?=\s*[=+\-@]|[\t\r])/, '')).toBe(text.replace(/^'(?=\s*[=+\-@]|[\t\r])/, ''));
      }),
    );
  });
});

/** A name that would be markup, a formula and a table of its own. */
function hostile() {
  const made = new LogBuilder().run({ name: '[x](command:y) | <b> $(flame) **=1**' });
  made.call();
  return snapshotOf(made.lines, false).runs;
}

describe('Markdown', () => {
  it('is a table with a total, and the basis of the amounts', () => {
    const text = renderMarkdown(report(input('model')));
    expect(text).toContain('| gpt-4o | 1 | 2 | 2.0k | 0 | 200 | $0.0070 |');
    expect(text).toContain('| **Total** | **2** | **3** | **3.0k** | **0** | **300** | **≥ $0.0070** |');
    expect(text).toContain('API list-price equivalent, not a bill');
  });

  it('escapes names', () => {
    const [line = ''] = renderMarkdown(report({ ...input('run'), runs: hostile() }))
      .split('\n')
      .filter(one => one.includes('command'));
    expect(line).toContain('\\[x\\](command:y) \\| \\<b\\>');
    expect(line).not.toContain('$(');
    expect(line.match(/(?<!\\)\|/g)).toHaveLength(9);
  });
});

describe('text', () => {
  it('is aligned, and says what is missing', () => {
    expect(renderText(report(input('model')))).toBe(
      [
        'Cost by model',
        '',
        'Model          Runs  Calls  Input  Cached  Output                   Cost',
        '─────────────  ────  ─────  ─────  ──────  ──────  ─────────────────────',
        'gpt-4o            1      2   2.0k       0     200                $0.0070',
        'house-model-7     1      1   1.0k       0     100  1.1k tokens, no price',
        '─────────────  ────  ─────  ─────  ──────  ──────  ─────────────────────',
        'Total             2      3   3.0k       0     300              ≥ $0.0070',
        '',
        'Not the whole story: 1 call without a price.',
        'API list-price equivalent, not a bill. genai-prices 0, prices of 2026-09-22. Days and times: UTC.',
        '',
      ].join('\n'),
    );
  });

  it('compares models that did the same task', () => {
    const made = new LogBuilder();
    for (const [run, model, tokens] of [
      ['aa', 'gpt-4o', 1000],
      ['bb', 'gpt-4o-mini', 9000],
    ] as const) {
      made.run({ run, name: 'same.mjs' });
      made.call({ run, model, input: tokens });
    }
    const text = renderText(report({ ...input('model'), runs: snapshotOf(made.lines, false).runs }));
    expect(text).toContain('Same task, several models: same.mjs');
    expect(text).toContain('gpt-4o-mini took 8.3× the tokens of gpt-4o for same.mjs');
  });

  it('keeps columns where names are wide or long', () => {
    const made = new LogBuilder().run({ name: '計画' }).run({ run: 'bb', name: `${'x'.repeat(90)}.mjs` });
    made.call();
    made.call({ run: 'bb' });
    const lines = renderText(report({ ...input('run'), runs: snapshotOf(made.lines, false).runs })).split('\n');
    expect(lines.find(line => line.includes('xxx'))?.length).toBe(lines[3]?.length);
    const wide = lines.find(line => line.includes('計画')) ?? '';
    expect(wide.length + 2).toBe(lines[3]?.length);
  });

  it('of nothing says so', () => {
    expect(renderText(report({ ...input('day'), runs: [] }))).toContain('Cost by day: nothing recorded.');
  });
});
