/**
 * A table in a hover: names on the left, numbers on the right. The editor sets its columns without a gap between them, so
 * numbers get one. Cells are Markdown: what comes from a log is escaped before.
 */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(heads), `|:--|${'--:|'.repeat(heads.length - 1)}`, ...rows.map(line)].join('\n');
}

const GAP = '&nbsp;&nbsp;';

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell, at) => (at === 0 || cell === '' ? cell : `${GAP}${cell}`)).join(' | ')} |`;
}
