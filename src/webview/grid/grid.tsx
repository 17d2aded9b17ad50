// biome-ignore-all lint/a11y/useSemanticElements: a table element can be neither virtual nor laid out as a grid without losing its meaning
/** A table of any length: it draws the rows in sight, is worked by keyboard, and is a grid to screen readers. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Sort } from '../saved.ts';
import { useSize } from '../ui/use-size.ts';
import { type Column, layOut } from './columns.ts';
import { GridHeader } from './header.tsx';
import { GridRow } from './row.tsx';
import { useScroll } from './use-scroll.ts';
import { HEADER_HEIGHT, pageLength, ROW_HEIGHT, rowAfter, rowWindow } from './window.ts';

export interface GridProps<Id extends string> {
  readonly id: string;
  readonly label: string;
  readonly columns: readonly Column<Id>[];
  readonly count: number;
  readonly selected: number | undefined;
  /** who the selected row is, where it may change its place: only another one is scrolled to */
  readonly selectedKey?: string | undefined;
  /** while this and the columns stay the same, so does a row: it isn't drawn again */
  versionOf?(index: number): number;
  /** stay at the end as it moves on */
  readonly follow?: boolean;
  readonly sort?: Sort<Id>;
  /** a click opens a row; without it a click selects and a double click opens */
  readonly opensOnClick?: boolean;
  /** as high as its rows, up to this many; else as high as there is room */
  readonly mostRows?: number;
  onSort?(id: Id): void;
  onSelect(index: number | undefined): void;
  onOpen(index: number): void;
  /** Space on a row */
  onDetails?(index: number): void;
  /** the user has scrolled away from the end that was followed */
  onLeaveEnd?(): void;
}

/** See the file's comment. Rows are told from each other by their place. */
export function Grid<Id extends string>(props: GridProps<Id>): JSX.Element {
  const { id, count, selected, follow = false } = props;
  const { ref, size } = useSize<HTMLDivElement>();
  const { width, height } = size.value;
  const { scrollTop, onScroll } = useScroll({
    ...{ ref, height, count, selected, follow },
    selectedKey: props.selectedKey ?? selected,
    onLeaveEnd: props.onLeaveEnd,
  });
  const { columns, template, minWidth } = useMemo(() => layOut(props.columns, width), [props.columns, width]);
  const { first, end } = rowWindow(count, scrollTop, height);
  const drawn = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = rowAfter(event.key, selected, count, pageLength(height));
    if (target !== undefined) props.onSelect(target);
    else if (event.key === 'Escape') props.onSelect(undefined);
    else if (event.key === 'Enter' && selected !== undefined) props.onOpen(selected);
    else if (event.key === ' ' && selected !== undefined && props.onDetails) props.onDetails(selected);
    else return;
    event.preventDefault();
  };

  return (
    <div
      class={minWidth > width ? 'grid wider' : 'grid'}
      ref={ref}
      id={id}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={
        selected !== undefined && selected >= first && selected < end ? `${id}-${selected}` : undefined
      }
      onKeyDown={onKeyDown}
      onScroll={onScroll}
      style={{ '--columns': template, '--least': `${minWidth}px`, ...fittingHeight(count, props.mostRows) }}
    >
      <GridHeader columns={columns} sort={props.sort} onSort={props.onSort} />
      <div class="rows" role="rowgroup" style={{ height: `${count * ROW_HEIGHT}px` }}>
        {drawn.map(index => (
          <GridRow
            key={index}
            id={`${id}-${index}`}
            index={index}
            columns={columns}
            version={props.versionOf?.(index)}
            selected={index === selected}
            onClick={props.opensOnClick ? props.onOpen : props.onSelect}
            onDoubleClick={props.onOpen}
          />
        ))}
      </div>
    </div>
  );
}

// Borders, and a little of the next row to tell that there is one.
const EDGES = 12;

function fittingHeight(count: number, mostRows: number | undefined) {
  if (mostRows === undefined) return {};
  return { flex: 'none', height: `${HEADER_HEIGHT + Math.min(count, mostRows) * ROW_HEIGHT + EDGES}px` };
}
