/** Plays VS Code inside the page: its API, its theme, its messages. Bundled and loaded before the dashboard. */
import type { FromWebview, ToWebview } from '../../../src/core/views/messages.ts';
import { CONTRIBUTED_COLOURS, KINDS, THEMES, type ThemeName } from './colours.ts';
import { answerTo } from './sample-insights.ts';
import { HOSTILE, nothing, SAMPLES, type Sample, type SampleName } from './samples.ts';

declare global {
  interface Window {
    harness: Harness;
  }
}

const CHUNK = 4096;
const CLASSES = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  'hc-dark': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast vscode-high-contrast-light',
} as const;
const FONT = { 'font-family': '"Noto Sans", "DejaVu Sans", sans-serif', 'font-size': '13px', 'font-weight': 'normal' };

/** What a test can do from outside. */
export class Harness {
  readonly sent: FromWebview[] = [];
  readonly violations: string[] = [];
  #sample: Sample | undefined;
  /** the tab "runs" is in front */
  #listing = false;

  /** Shows a run as the host does: the model, then its turns in chunks. */
  show(name: SampleName, turns?: number): void {
    for (const message of this.prepare(name, turns)) this.post(message);
  }

  /** The messages that show a run. */
  prepare(name: SampleName, turns?: number): ToWebview[] {
    const sample = SAMPLES[name]();
    this.#sample = sample;
    const shown = turns ?? sample.turns;
    const messages: ToWebview[] = [{ type: 'model', model: sample.model }, ...this.#list()];
    for (let from = 0; from < shown; from += CHUNK) messages.push(...this.#turns(from, Math.min(shown, from + CHUNK)));
    return messages;
  }

  /** Replaces what is there from a turn on, as live runs do. */
  append(from: number, to: number): void {
    for (const message of this.#turns(from, to)) this.post(message);
  }

  /** Changes the run in front, or the model around it. */
  change(run: object, rest: object = {}): void {
    const model = this.#sample?.model ?? nothing();
    const changed = { ...model, ...rest, ...(model.run && { run: { ...model.run, ...run } }) };
    if (this.#sample) this.#sample = { ...this.#sample, model: changed };
    this.post({ type: 'model', model: changed });
  }

  /** What the webview says; answered as the host would. */
  hear(message: FromWebview): void {
    this.sent.push(message);
    if (message.type === 'show') {
      this.#listing = message.tab === 'runs';
      for (const list of this.#list()) this.post(list);
    }
    const turns = this.#sample?.model.run?.turnCount ?? 0;
    const answer = answerTo(message, turns, HOSTILE, this.#sample?.runs.rows ?? []);
    if (answer) this.post(answer);
  }

  nothing(): void {
    this.post({ type: 'model', model: nothing() });
  }

  post(message: ToWebview | object): void {
    window.postMessage(message, '*');
  }

  /** Does what VS Code does on a change of theme: variables on the root, classes on the body. */
  theme(name: ThemeName): void {
    const { style } = document.documentElement;
    style.cssText = '';
    const set = (id: string, value: string) => style.setProperty(`--vscode-${id}`, value);
    for (const [id, value] of Object.entries({ ...THEMES[name], ...FONT })) set(id, value);
    for (const { id, defaults } of CONTRIBUTED_COLOURS) set(id.replace('.', '-'), defaults[KINDS[name]]);
    document.body.className = CLASSES[name];
  }

  #list(): ToWebview[] {
    return this.#sample && this.#listing ? [{ type: 'runs', update: this.#sample.runs }] : [];
  }

  #turns(from: number, to: number): ToWebview[] {
    const sample = this.#sample;
    const run = sample?.model.run?.id;
    return sample && run !== undefined ? [{ type: 'turns', run, from, columns: sample.columns(from, to) }] : [];
  }
}

const harness = new Harness();
const STATE = 'state';
Object.assign(window, {
  harness,
  acquireVsCodeApi: () => ({
    postMessage: (message: FromWebview) => harness.hear(message),
    getState: () => JSON.parse(sessionStorage.getItem(STATE) ?? 'null'),
    setState: (state: unknown) => sessionStorage.setItem(STATE, JSON.stringify(state)),
  }),
});
addEventListener('securitypolicyviolation', event =>
  harness.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
);
harness.theme('dark');
