import { type Editor, type EditorOptions, startEditor } from '../../../scripts/editor/server.mjs';
import { openWorkbench, type Workbench } from './workbench.ts';

/** What makes the workbench readable for a test, without changing what it does. */
const READABLE = {
  'terminal.integrated.gpuAcceleration': 'off', // the characters are in the document, not in a picture
  'terminal.integrated.stickyScroll.enabled': false, // it repeats a line of the screen in a second terminal
  'terminal.integrated.suggest.enabled': false, // a list of suggestions would take the Enter key
  'typescript.disableAutomaticTypeAcquisition': true, // it would ask the npm registry in the background
  'window.autoDetectColorScheme': false,
  'workbench.colorTheme': 'Dark Modern',
};

/** A developer's own keys would send the demo agents to the real providers, and their own budget would stop them. */
const PRIVATE = {
  ANTHROPIC_API_KEY: undefined,
  ANTHROPIC_AUTH_TOKEN: undefined,
  ANTHROPIC_BASE_URL: undefined,
  OPENAI_API_KEY: undefined,
  OPENAI_BASE_URL: undefined,
  SPANMETER_BUDGET_USD: undefined,
  SPANMETER_CONTENT: undefined,
};

export interface Session {
  editor: Editor;
  workbench: Workbench;
  /** Closes the window and ends the editor with everything that runs in it. */
  stop(): Promise<void>;
}

/** Starts an editor and opens it in a Chromium. */
export async function startSession(options: EditorOptions & { chromium: string }): Promise<Session> {
  const { chromium, ...editorOptions } = options;
  const editor = await startEditor({
    ...editorOptions,
    env: { ...PRIVATE, ...options.env },
    settings: { ...READABLE, ...options.settings },
  });
  try {
    const workbench = await openWorkbench(editor.url, chromium);
    const stop = async (): Promise<void> => {
      await workbench.close();
      await editor.stop();
    };
    return { editor, workbench, stop };
  } catch (error) {
    await editor.stop();
    throw error;
  }
}
