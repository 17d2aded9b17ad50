// biome-ignore-all lint/a11y/useSemanticElements: a table element can be neither virtual nor laid out as a grid without losing its meaning
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus for all that is in it (aria-activedescendant)
import type { JSX } from 'preact';
import type { Sort } from '../saved.ts';
import { Icon } from '../ui/icon.tsx';
import { type Column, cellClass } from './columns.ts';

interface HeaderProps<Id extends string> {
  readonly columns: readonly Column<Id>[];
  readonly sort: Sort<Id> | undefined;
  readonly onSort: ((id: Id) => void) | undefined;
}

/** The names of the columns; buttons where the rows can be sorted. */
export function GridHeader<Id extends string>({ columns, sort, onSort }: HeaderProps<Id>): JSX.Element {
  return (
    <div class="head" role="rowgroup">
      <div class="row" role="row" aria-rowindex={1}>
        {columns.map((column, i) => (
          <div
            key={column.id}
            class={cellClass(column)}
            role="columnheader"
            aria-colindex={i + 1}
            aria-sort={onSort && ariaSort(column.id, sort)}
            title={column.title}
          >
            {onSort ? (
              <button type="button" onClick={() => onSort(column.id)}>
                {column.label}
                {sort?.key === column.id && <Icon name={sort.ascending ? 'up' : 'down'} />}
              </button>
            ) : (
              column.label
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

function ariaSort(id: string, sort: Sort | undefined): 'ascending' | 'descending' | 'none' {
  if (sort?.key !== id) return 'none';
  return sort.ascending ? 'ascending' : 'descending';
}
