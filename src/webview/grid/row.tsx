// biome-ignore-all lint/a11y/useSemanticElements: a table element can be neither virtual nor laid out as a grid without losing its meaning
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus for all that is in it (aria-activedescendant)
import { Component, type ComponentChild } from 'preact';
import { type Column, cellClass } from './columns.ts';
import { ROW_HEIGHT } from './window.ts';

interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly columns: readonly Column[];
  readonly version: number | undefined;
  readonly selected: boolean;
  onClick(index: number): void;
  onDoubleClick(index: number): void;
}

/** A row at its place among all of them. The grid that holds it has the focus and the keys. */
export class GridRow extends Component<RowProps> {
  // While a run is live, all rows but the last stay as they are.
  override shouldComponentUpdate(next: RowProps): boolean {
    const { version, columns, selected, index } = this.props;
    return (
      version === undefined ||
      version !== next.version ||
      columns !== next.columns ||
      selected !== next.selected ||
      index !== next.index
    );
  }

  render({ id, index, columns, selected, onClick, onDoubleClick }: RowProps): ComponentChild {
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's, see aria-activedescendant
      <div
        class="row"
        role="row"
        id={id}
        aria-rowindex={index + 2}
        aria-selected={selected}
        onClick={() => onClick(index)}
        onDblClick={() => onDoubleClick(index)}
        style={{ top: `${index * ROW_HEIGHT}px` }}
      >
        {columns.map((column, i) => (
          <div key={column.id} class={cellClass(column)} role="gridcell" aria-colindex={i + 1}>
            {column.cell(index)}
          </div>
        ))}
      </div>
    );
  }
}
