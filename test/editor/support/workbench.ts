import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import * as editorPane from './editor-pane.ts';
import type { Matcher } from './matcher.ts';
import * as notifications from './notifications.ts';
import { until } from './poll.ts';
import { type Problem, problems } from './problems.ts';
import * as quickInput from './quick-input.ts';
import * as statusBar from './status-bar.ts';
import * as terminal from './terminal.ts';
import { setTheme, type ThemeName } from './themes.ts';
import { webviewFrame } from './webview.ts';

const ARTIFACTS = fileURLToPath(new URL('../../artifacts/', import.meta.url));
const OPEN_MS = 60_000;

const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage', // containers often give it 64 MB
  '--disable-background-networking',
  '--disable-quic',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens the editor at this address in a Chromium, and waits until its workbench stands. */
export async function openWorkbench(url: string, executablePath: string): Promise<Workbench> {
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  try {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-US',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const workbench = new Workbench(browser, page);
    await page.goto(url, { timeout: OPEN_MS });
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: OPEN_MS });
    await page
      .locator('.explorer-folders-view .monaco-list-row, .explorer-empty-view')
      .first()
      .waitFor({ timeout: OPEN_MS });
    return workbench;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** A window of VS Code, as a person sees and uses it. What it can do is in the modules beside this one. */
export class Workbench {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #consoleErrors: string[] = [];

  constructor(browser: Browser, page: Page) {
    this.#browser = browser;
    this.page = page;
    page.on('console', message => {
      if (message.type() === 'error') this.#consoleErrors.push(message.text());
    });
  }

  runCommand = (title: string): Promise<void> => quickInput.runCommand(this.page, title);
  openFile = (path: string): Promise<void> => quickInput.openFile(this.page, path);
  answerInput = (text: string): Promise<void> => quickInput.answerInput(this.page, text);
  choose = (title: string, ...labels: string[]): Promise<void> => quickInput.choose(this.page, title, labels);
  quickInputText = (): Promise<string> => quickInput.quickInputText(this.page);

  statusBarItem = (matcher: Matcher): Promise<statusBar.StatusBarItem> => statusBar.statusBarItem(this.page, matcher);
  findStatusBarItem = (matcher: Matcher): Promise<statusBar.StatusBarItem | undefined> =>
    statusBar.findStatusBarItem(this.page, matcher);
  hoverStatusBar = (matcher: Matcher): Promise<string> => statusBar.hoverStatusBar(this.page, matcher);
  clickStatusBar = (matcher: Matcher): Promise<void> => statusBar.clickStatusBar(this.page, matcher);

  typeInTerminal = (line: string): Promise<void> => terminal.typeInTerminal(this.page, line);
  terminalText = (): Promise<string> => terminal.terminalText(this.page);
  promptReady = (timeout?: number): Promise<void> => terminal.promptReady(this.page, timeout);
  interruptTerminal = (): Promise<void> => terminal.interruptTerminal(this.page);

  problems = (): Promise<Problem[]> => problems(this.page);
  codeLenses = (): Promise<editorPane.CodeLens[]> => editorPane.codeLenses(this.page);
  hoverLine = (text: string): Promise<string> => editorPane.hoverLine(this.page, text);
  clickCodeLens = (text: string): Promise<void> => editorPane.clickCodeLens(this.page, text);
  tabs = (): Promise<string[]> => editorPane.tabs(this.page);
  webviewFrame = (title: string): Promise<Frame> => webviewFrame(this.page, title);

  notifications = (): Promise<notifications.Notification[]> => notifications.notifications(this.page);
  answerNotification = (text: string, button: string): Promise<void> =>
    notifications.answerNotification(this.page, text, button);
  dialogText = (): Promise<string> => notifications.dialogText(this.page);
  answerDialog = (button: string): Promise<void> => notifications.answerDialog(this.page, button);

  setTheme = (name: ThemeName): Promise<void> => setTheme(this.page, name);

  /** Polls until `probe` answers: for what only a test can know to wait for. */
  until = until;

  /** What the page or a webview in it has logged as an error. (Two 404s for `vsda` are always there: it is not free.) */
  consoleErrors = (): readonly string[] => this.#consoleErrors;

  /** The violations of a content security policy among them. */
  policyViolations = (): string[] => this.#consoleErrors.filter(text => text.includes('Content Security Policy'));

  /** Keeps a picture of the window in `test/artifacts/`, and returns where. */
  async screenshot(name: string): Promise<string> {
    const path = join(ARTIFACTS, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
    return path;
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
