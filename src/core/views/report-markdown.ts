/** A report as Markdown, for a note or a pull request. Every name in it is escaped. */
import { escapeMarkdownLightly } from '../text.ts';
import type { Report } from './report.ts';
import { budgetTables, comparisonTables, reportNotes, reportTable, type Table, whatIfTables } from './report-table.ts';

export function renderMarkdown(report: Report): string {
  const tables =
    report.rows.length === 0
      ? []
      : [reportTable(report), ...budgetTables(report), ...comparisonTables(report), ...whatIfTables(report)].map(
          renderTable,
        );
  const head =
    report.rows.length === 0 ? [`## ${escapeMarkdownLightly(reportTable(report).title)}\n\nNothing recorded.`] : [];
  return `${[...head, ...tables, ...reportNotes(report).map(escapeMarkdownLightly)].join('\n\n')}\n`;
}

function renderTable({ title, columns, rows, total }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `## ${escapeMarkdownLightly(title)}`,
    '',
    line(columns.map(({ head }) => escapeMarkdownLightly(head))),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : ':--'))),
    ...rows.map(cells => line(cells.map(escapeMarkdownLightly))),
    ...(total ? [line(total.map(cell => (cell === '' ? '' : `**${cell}**`)))] : []),
  ].join('\n');
}
