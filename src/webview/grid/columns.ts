/** Which columns of a grid fit, and how wide they are: computed once for all rows, so that they line up without a table. */
import type { ComponentChildren } from 'preact';

export interface Column<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  /** says more than the label has room for */
  readonly title?: string;
  /** CSS pixels; with `grow` the least of them */
  readonly width: number;
  /** takes this share of the room that is left */
  readonly grow?: number;
  /** numbers stand at the end of their column */
  readonly numeric?: boolean;
  /** stays in sight when the grid scrolls sideways */
  readonly pinned?: 'left' | 'right';
  /** can be left out where there is no room for all: 1 before 2 */
  readonly spare?: number;
  cell(index: number): ComponentChildren;
}

/** Columns that are drawn, their widths as CSS wants them, and the width below which the grid scrolls sideways. */
export interface ColumnLayout<Id extends string> {
  readonly columns: readonly Column<Id>[];
  readonly template: string;
  readonly minWidth: number;
}

/** Lays columns out in a width. Those that can be spared go first; when none is left, the grid scrolls sideways. */
export function layOut<Id extends string>(all: readonly Column<Id>[], width: number): ColumnLayout<Id> {
  const spare = all.filter(column => column.spare).sort((a, b) => (b.spare ?? 0) - (a.spare ?? 0));
  let columns = all;
  while (leastWidth(columns) > width && spare.length > 0) {
    const spared = spare.pop();
    columns = columns.filter(column => column !== spared);
  }
  return {
    columns,
    template: columns.map(({ width, grow }) => (grow ? `minmax(${width}px,${grow}fr)` : `${width}px`)).join(' '),
    minWidth: leastWidth(columns),
  };
}

function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0);
}

/** The class of a column's cells. */
export function cellClass({ numeric, pinned }: Column): string {
  return ['cell', numeric && 'numeric', pinned && `pinned-${pinned}`].filter(Boolean).join(' ');
}
