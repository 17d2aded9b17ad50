/** How an amount came about: each call's tokens, rates and sums, and what was assumed. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ExplanationBlock, ExplanationView } from '../../core/views/insight.ts';
import type { Explained } from '../store.ts';
import { Icon } from '../ui/icon.tsx';
import { Content } from './content.tsx';
import { closeExplanation } from './explain.ts';

/** See the file's comment. It has the focus as soon as it is there; Escape gives it back. */
export function Explanation({ explained: { turn, view, content } }: { readonly explained: Explained }): JSX.Element {
  const panel = useRef<HTMLElement>(null);
  // Another amount takes the focus anew.
  useEffect(() => panel.current?.focus(), [turn]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    closeExplanation();
  };
  return (
    <aside class="explanation" ref={panel} tabIndex={-1} aria-labelledby="explanation-title" onKeyDown={onKeyDown}>
      <header>
        <h2 id="explanation-title">{view ? `${view.title}: ${view.amount}` : 'How it came about'}</h2>
        <button type="button" class="close" aria-label="Close" title="Close (Escape)" onClick={closeExplanation}>
          <Icon name="close" />
        </button>
      </header>
      {view && <Blocks view={view} />}
      {content && <Content view={content} />}
    </aside>
  );
}

function Blocks({ view }: { readonly view: ExplanationView }) {
  return (
    <>
      {view.note !== undefined && (
        <p class="note">
          <Icon name="warning" tone="warn" /> {view.note}
        </p>
      )}
      {view.blocks.map(block => (
        <Block key={block.title} block={block} />
      ))}
      {view.more !== undefined && <p class="note">{view.more}</p>}
    </>
  );
}

function Block({ block: { title, heads, parts, total, facts } }: { readonly block: ExplanationBlock }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {parts.length > 0 && (
        <table class="sums">
          <thead>
            <tr>
              {heads.map(head => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.map(({ what, units, rate, amount }) => (
              <tr key={what + rate}>
                <th scope="row">
                  <bdi>{what}</bdi>
                </th>
                <td>{units}</td>
                <td>{rate}</td>
                <td>{amount}</td>
              </tr>
            ))}
          </tbody>
          {total !== undefined && (
            <tfoot>
              <tr>
                <th scope="row" colSpan={3}>
                  Total
                </th>
                <td>{total}</td>
              </tr>
            </tfoot>
          )}
        </table>
      )}
      <dl class="facts">
        {facts.map(({ label, text }) => (
          <div key={label + text}>
            <dt>{label}</dt>
            <dd>
              <bdi>{text}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
