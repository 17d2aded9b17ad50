/** Where a grid is scrolled to, and who scrolled it: the user, or the selection that has to stay in sight. */
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ROW_HEIGHT, scrollToEnd, scrollToRow } from './window.ts';

interface ScrollInput {
  readonly ref: RefObject<HTMLElement | null>;
  /** of the element; 0 before it is known */
  readonly height: number;
  readonly count: number;
  readonly selected: number | undefined;
  readonly selectedKey: string | number | undefined;
  readonly follow: boolean;
  readonly onLeaveEnd: (() => void) | undefined;
}

/** The place to draw at. It is known before the element is scrolled there, so the row that is wanted is drawn at once. */
export function useScroll({ ref, height, count, selected, selectedKey, follow, onLeaveEnd }: ScrollInput) {
  const firstRow = useSignal(0);
  const at = useRef({ top: 0, selectedKey: undefined as string | number | undefined });

  let top = Math.min(at.current.top, scrollToEnd(count, height));
  if (firstRow.value >= 0 && height > 0) {
    if (follow) top = scrollToEnd(count, height);
    else if (selected !== undefined && selectedKey !== at.current.selectedKey) top = scrollToRow(selected, top, height);
  }

  useLayoutEffect(() => {
    if (height === 0) return;
    const moved = top !== at.current.top;
    at.current = { top, selectedKey };
    if (moved && ref.current) ref.current.scrollTop = top;
  });

  const onScroll = () => {
    const element = ref.current;
    if (!element) return;
    const upwards = element.scrollTop < at.current.top - 1;
    const left = element.scrollHeight - element.clientHeight - element.scrollTop;
    at.current.top = element.scrollTop;
    firstRow.value = Math.floor(element.scrollTop / ROW_HEIGHT);
    // New rows move the end away, not the place: only who scrolls up has left it.
    if (follow && upwards && left > ROW_HEIGHT) onLeaveEnd?.();
  };
  return { scrollTop: top, onScroll };
}
