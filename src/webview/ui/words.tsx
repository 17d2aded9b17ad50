/** Small pieces of text that recur. */
import type { ComponentChildren, JSX } from 'preact';
import type { FindingView, RunRow } from '../../core/views/dashboard.ts';
import { Icon, type IconName, type Tone } from './icon.tsx';

/** For the ear only. */
export function Unseen({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <span class="unseen">{children}</span>;
}

/** Stands for a number that is not known; never a zero. */
export function Absent({ why }: { readonly why: string }): JSX.Element {
  return (
    <span class="absent" title={why}>
      –
    </span>
  );
}

/** A name from a log: isolated, so that one that runs right to left leaves its neighbours where they are. */
export function Name({ text }: { readonly text: string }): JSX.Element {
  return (
    <bdi class="name" title={text}>
      {text}
    </bdi>
  );
}

const STATES: Readonly<Record<RunRow['state'], { readonly icon: IconName; readonly tone: Tone }>> = {
  live: { icon: 'live', tone: 'calm' },
  ok: { icon: 'ok', tone: 'good' },
  error: { icon: 'error', tone: 'bad' },
  stopped: { icon: 'stopped', tone: 'bad' },
  interrupted: { icon: 'interrupted', tone: 'warn' },
};

/** The state of a run: picture, words, colour. */
export function RunState({ state, text }: { readonly state: RunRow['state']; readonly text: string }): JSX.Element {
  return (
    <span class="state">
      <Icon name={STATES[state].icon} tone={STATES[state].tone} />
      <span class="name">{text}</span>
    </span>
  );
}

interface Severity {
  readonly icon: IconName;
  readonly tone: Tone;
  readonly word: string;
}

/** How each severity looks and reads. */
export const SEVERITIES: Readonly<Record<FindingView['severity'], Severity>> = {
  information: { icon: 'info', tone: 'calm', word: 'Information' },
  warning: { icon: 'warning', tone: 'warn', word: 'Warning' },
  critical: { icon: 'error', tone: 'bad', word: 'Critical' },
};
