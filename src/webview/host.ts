/** The way out of the webview: VS Code's messages and its memory of what was shown. */
import type { FromWebview } from '../core/views/messages.ts';
import { parseSaved, type Saved } from './saved.ts';

interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: Saved): void;
}

declare const acquireVsCodeApi: () => VsCodeApi;

// VS Code hands it out once in the life of a page.
const api = acquireVsCodeApi();

/** Says something to the extension. */
export function post(message: FromWebview): void {
  api.postMessage(message);
}

/** What the page showed before it was hidden or reloaded. */
export const saved: Saved = parseSaved(api.getState());

/** Remembers what is shown, for the next life of the page. */
export function save(state: Saved): void {
  api.setState(state);
}
