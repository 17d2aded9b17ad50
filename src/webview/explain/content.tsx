/** What was asked and answered in the turn that is open. Untrusted text: it becomes text nodes, nothing else. */
import type { JSX } from 'preact';
import type { ContentMessage, ContentView } from '../../core/views/content.ts';

/** See the file's comment. The answer first, the prompt behind it, closed: it is long as a rule. */
export function Content({ view }: { readonly view: ContentView }): JSX.Element {
  return (
    <section class="content" aria-label="Prompts and answers">
      {view.calls.map(({ title, prompt, answer, note }) => (
        <div key={title}>
          <h3>{title}: answer</h3>
          {answer.length === 0 && <p class="note">None was kept.</p>}
          <Messages messages={answer} />
          <details>
            <summary>
              {title}: prompt ({prompt.length})
            </summary>
            <Messages messages={prompt} />
          </details>
          {note !== undefined && <p class="note">{note}</p>}
        </div>
      ))}
    </section>
  );
}

function Messages({ messages }: { readonly messages: readonly ContentMessage[] }) {
  return (
    <>
      {messages.map(({ role, text, note }, place) => (
        // A message has no id of its own, and its place does not change.
        <figure key={place}>
          <figcaption>
            <bdi>{role}</bdi>
          </figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by key */}
          <pre dir="auto" tabIndex={0}>
            {text}
          </pre>
          {note !== undefined && <p class="note">{note}</p>}
        </figure>
      ))}
    </>
  );
}
