/** A report for a terminal. */
import type { Report } from './report.ts';
import { budgetTables, comparisonTables, reportNotes, reportTable, type Table, whatIfTables } from './report-table.ts';

const MAX_CELL = 48;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/u;

/** Tables and notes as lines of text, with a line feed at the end. */
export function renderText(report: Report): string {
  const notes = reportNotes(report);
  if (report.rows.length === 0) return `${reportTable(report).title}: nothing recorded.\n\n${notes.join('\n')}\n`;
  const tables = [
    reportTable(report),
    ...budgetTables(report),
    ...comparisonTables(report),
    ...whatIfTables(report),
  ].map(renderTable);
  return `${[...tables, notes.join('\n')].join('\n\n')}\n`;
}

/** One table with its title, columns aligned, no line feed at the end. */
function renderTable({ title, columns, rows, total }: Table): string {
  const body = [...rows, ...(total ? [total] : [])].map(row => row.map(shorten));
  const heads = columns.map(({ head }) => head);
  const widths = heads.map((head, i) => Math.max(width(head), ...body.map(row => width(row[i] ?? ''))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => pad(cell, widths[i] ?? 0, columns[i]?.align === 'right'))
      .join('  ')
      .trimEnd();
  const rule = widths.map(wide => '─'.repeat(wide)).join('  ');
  const lines = body.map(line);
  const foot = total ? [rule, ...lines.slice(-1)] : [];
  return [title, '', line(heads), rule, ...(total ? lines.slice(0, -1) : lines), ...foot].join('\n');
}

// The end of a path says more than its beginning.
function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= MAX_CELL ? text : `…${characters.slice(1 - MAX_CELL).join('')}`;
}

function pad(text: string, to: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, to - width(text)));
  return right ? space + text : text + space;
}

/** Columns of a terminal that a text takes. */
function width(text: string): number {
  let sum = 0;
  for (const character of text) sum += WIDE.test(character) ? 2 : 1;
  return sum;
}
