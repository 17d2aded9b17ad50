import type { JSX } from 'preact';

interface EmptyProps {
  /** one sentence */
  readonly text: string;
  readonly action?: string;
  onAction?(): void;
}

/** Where there is nothing to show: why, and the one thing to do about it. */
export function Empty({ text, action, onAction }: EmptyProps): JSX.Element {
  return (
    <div class="empty">
      <p>{text}</p>
      {action !== undefined && (
        <button type="button" class="primary" onClick={onAction}>
          {action}
        </button>
      )}
    </div>
  );
}
