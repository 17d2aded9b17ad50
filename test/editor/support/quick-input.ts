import type { Locator, Page } from 'playwright-core';
import { DEADLINE_MS, until } from './poll.ts';

const LIST_MS = 2_000;
const PICK_MS = 5_000;

const widget = (page: Page): Locator => page.locator('.quick-input-widget').filter({ visible: true });
const field = (page: Page): Locator => widget(page).locator('.quick-input-filter input');
const rows = (page: Page): Locator => widget(page).locator('.quick-input-list .monaco-list-row');

/** The row with exactly this label: the first row is only the best guess, and guesses change with use. */
const row = (page: Page, label: string): Locator =>
  rows(page).filter({ has: page.locator('.label-name').getByText(label, { exact: true }) });

/** Opens the palette with this text in it. `>` makes it a command, without it files are looked for. */
async function openPalette(page: Page, text: string): Promise<void> {
  await until('the command palette', async () => {
    await page.keyboard.press('F1');
    await field(page).waitFor({ timeout: LIST_MS });
    await field(page).fill(text, { timeout: LIST_MS });
    return true;
  });
}

async function closeQuickInput(page: Page): Promise<void> {
  if (await widget(page).isVisible()) await page.keyboard.press('Escape');
  await widget(page).waitFor({ state: 'hidden' });
}

/**
 * Runs a command by the title shown in the palette (`Spanmeter: Open Dashboard`). A command whose extension is still
 * being read is not in the list yet, and a list once shown does not gain it: so the palette is opened anew until it is.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  await until(`the command "${title}" in the palette`, async () => {
    await openPalette(page, `>${title}`);
    try {
      await row(page, title).first().click({ timeout: LIST_MS });
      return true;
    } catch {
      const seen = await rows(page).locator('.label-name').allInnerTexts();
      await closeQuickInput(page);
      throw new Error(`the palette offers: ${seen.join(' | ') || 'nothing'}`);
    }
  });
}

/** Opens a file of the folder by its path, relative to it, and waits for its tab. */
export async function openFile(page: Page, path: string): Promise<void> {
  const name = path.split('/').at(-1) ?? path;
  await until(`the file ${path} in quick open`, async () => {
    await openPalette(page, path);
    try {
      await row(page, name).first().click({ timeout: LIST_MS });
      return true;
    } catch (error) {
      await closeQuickInput(page);
      throw error;
    }
  });
  await page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor({ timeout: DEADLINE_MS });
}

/** Answers the input box that is open, and waits until it has taken the answer. */
export async function answerInput(page: Page, text: string): Promise<void> {
  // What it looks like is read when it has been filled: before, it may be the box of the last question, closing.
  await field(page).fill(text, { timeout: DEADLINE_MS });
  const before = await identity(page);
  await page.keyboard.press('Enter');
  await until(`the input box to take "${text}"`, async () => (await identity(page)) !== before);
}

/**
 * Runs a command and chooses these rows in the lists that it opens one after the other. VS Code closes a list that loses
 * the focus, and on a slow machine the palette may still be giving its own back: then it is done again from the start.
 */
export async function choose(page: Page, title: string, labels: readonly string[]): Promise<void> {
  await until(`the choice of ${labels.join(', ')} for "${title}"`, async () => {
    await runCommand(page, title);
    try {
      for (const label of labels) await pick(page, label);
      return true;
    } catch (error) {
      await closeQuickInput(page);
      throw error;
    }
  });
}

// Typed first, since a long list draws only what is in view.
async function pick(page: Page, label: string): Promise<void> {
  await field(page).fill(label, { timeout: PICK_MS });
  await row(page, label).first().click({ timeout: PICK_MS });
  await row(page, label).first().waitFor({ state: 'hidden', timeout: PICK_MS });
}

/** What the open quick input says, for a look at prompts and validation messages. */
export async function quickInputText(page: Page): Promise<string> {
  return (await widget(page).allInnerTexts()).join('\n');
}

/**
 * Another input that follows at once looks like the same widget, but asks something else and is empty again. Read in one
 * go: between two questions to a box that is closing, it may be gone.
 */
function identity(page: Page): Promise<string> {
  return page.locator('.quick-input-widget').evaluateAll(widgets =>
    widgets
      .filter(element => element.getClientRects().length > 0)
      .map(element => {
        const input = element.querySelector<HTMLInputElement>('.quick-input-filter input');
        return [input?.placeholder, element.textContent, input?.value].join('\n');
      })
      .join(),
  );
}
