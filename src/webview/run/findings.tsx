import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { FindingView } from '../../core/views/dashboard.ts';
import { muteFinding, openFinding } from '../actions.ts';
import { Icon } from '../ui/icon.tsx';
import { SEVERITIES, Unseen } from '../ui/words.tsx';

const SHOWN_AT_FIRST = 4;

/** What the analyses have found, with the evidence and what can be done. */
export function Findings({ findings }: { readonly findings: readonly FindingView[] }): JSX.Element | null {
  const all = useSignal(false);
  if (findings.length === 0) return null;
  const shown = all.value ? findings : findings.slice(0, SHOWN_AT_FIRST);
  return (
    <section aria-label="Findings">
      <ul class="findings">
        {shown.map((finding, i) => (
          <Finding
            key={`${finding.code}${i}`}
            finding={finding}
            onOpen={() => openFinding(i)}
            onMute={() => muteFinding(i)}
          />
        ))}
      </ul>
      {findings.length > SHOWN_AT_FIRST && (
        <button
          type="button"
          class="link"
          aria-expanded={all.value}
          onClick={() => {
            all.value = !all.value;
          }}
        >
          {all.value ? 'Show fewer findings' : `Show all ${findings.length} findings`}
        </button>
      )}
    </section>
  );
}

function Finding({ finding, onOpen, onMute }: { readonly finding: FindingView; onOpen(): void; onMute(): void }) {
  const { icon, tone, word } = SEVERITIES[finding.severity];
  return (
    <li class="finding">
      <Icon name={icon} tone={tone} />
      <div>
        <p class="finding-title">
          <Unseen>{word}: </Unseen>
          <b>{finding.title}</b>
          {finding.site && (
            <button
              type="button"
              class="link"
              title={`Open ${finding.site.file}:${finding.site.line}`}
              onClick={onOpen}
            >
              <bdi>{finding.site.label}</bdi>
            </button>
          )}
        </p>
        <ul class="evidence">
          {finding.evidence.map(line => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p class="remedy">
          {finding.remedy}{' '}
          <button type="button" class="link" title="Do not tell findings like this one" onClick={onMute}>
            Mute…
          </button>
        </p>
      </div>
    </li>
  );
}
