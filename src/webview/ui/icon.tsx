import type { JSX } from 'preact';

const RING = 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13';

/**
 * Lines of one pixel on 16 × 16, after the editor's own icons. Those are filled outlines: drawn as lines, the same
 * pictures take a tenth of the bytes.
 */
const ICONS = {
  live: 'M2 8.5h2L5.8 3l2.7 10l2.2-7.5l1.3 3h2',
  ok: `${RING}M5 8l2 2l4-4`,
  error: `${RING}M5.5 5.5l5 5m0-5l-5 5`,
  stopped: `${RING}M3.4 12.6l9.2-9.2`,
  interrupted: 'M1.5 8h4m5 0h4M6.8 11.5l2.4-7',
  warning: 'M8 1.8L1.6 13.5h12.8ZM8 6v4m0 1.7v.1',
  info: `${RING}M8 7.5v3.7M8 4.9v.1`,
  question: `${RING}M6.1 6.2a1.9 1.9 0 1 1 2.8 1.7q-.9.5-.9 1.6m0 1.8v.1`,
  running: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
  close: 'M4 4l8 8m0-8l-8 8',
  check: 'M2.5 8.5l3.5 3.5l7.5-8',
  up: 'M4 10l4-4l4 4',
  down: 'M4 6l4 4l4-4',
  stop: 'M3.5 3.5h9v9h-9Z',
  guard: 'M8 1.8q2.5 2 5.5 2v3.4q0 4.5-5.5 7q-5.5-2.5-5.5-7V3.8q3 0 5.5-2Z',
} as const;

export type IconName = keyof typeof ICONS;

/** What a colour says; words and shape say it as well. */
export type Tone = 'good' | 'warn' | 'bad' | 'calm';

/** A picture beside words that say the same: screen readers skip it. */
export function Icon({ name, tone }: { readonly name: IconName; readonly tone?: Tone | undefined }): JSX.Element {
  return (
    <svg class={tone ? `icon ${tone}` : 'icon'} viewBox="0 0 16 16" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}
