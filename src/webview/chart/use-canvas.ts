import { effect, type ReadonlySignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Size, useSize } from '../ui/use-size.ts';
import { type Theme, theme } from './theme.ts';

/** What there is to draw on. Lengths are CSS pixels; `snap` moves one to the edge of a real pixel. */
export interface Surface extends Size {
  readonly context: CanvasRenderingContext2D;
  readonly theme: Theme;
  snap(length: number): number;
}

/** A canvas as sharp as the screen. It is painted anew when its size, the theme, or a signal that `paint` reads changes. */
export function useCanvas(paint: (surface: Surface) => void): {
  ref: RefObject<HTMLCanvasElement | null>;
  size: ReadonlySignal<Size>;
} {
  const { ref, size } = useSize<HTMLCanvasElement>();
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    return effect(() => {
      const { width, height } = size.value;
      if (width === 0 || theme.value === undefined) return;
      const ratio = devicePixelRatio;
      resize(canvas, Math.round(width * ratio), Math.round(height * ratio));
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      const snap = (length: number) => Math.round(length * ratio) / ratio;
      paint({ context, width, height, theme: theme.value, snap });
    });
  }, []);
  return { ref, size };
}

// Setting a canvas's size clears it and allocates anew, even to the same size.
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
