import type { JSX } from 'preact';
import { act } from '../actions.ts';
import { Empty } from '../ui/empty.tsx';

/** Before the first run. */
export function NoRuns(): JSX.Element {
  return (
    <Empty
      text="No agent run has been recorded here yet: run an agent in a terminal that records."
      action="Open Terminal with Recording"
      onAction={() => act('openTerminal')}
    />
  );
}
