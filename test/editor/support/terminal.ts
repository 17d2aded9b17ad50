import type { Page } from 'playwright-core';
import { DEADLINE_MS, until } from './poll.ts';

const ECHO_MS = 3_000;
const NUDGE_MS = 3_000;
const PROMPT = /[$#%>❯]\s*$/;

const active = (page: Page) => page.locator('.terminal-wrapper.active').filter({ visible: true });

/**
 * What the active terminal shows, one line per row of the screen. It needs `terminal.integrated.gpuAcceleration: off`
 * (see editor.ts): only then are the characters in the document.
 */
export async function terminalText(page: Page): Promise<string> {
  const lines = await active(page)
    .locator('.xterm-rows > div')
    .evaluateAll(rows => rows.map(row => (row.textContent ?? '').replaceAll('\u00a0', ' ').trimEnd()));
  return lines.join('\n').trimEnd();
}

/**
 * Waits until the shell asks for the next command. A terminal that was hidden may come back without its last row until
 * there is something new to draw, so now and then Enter asks for a prompt once more.
 */
export async function promptReady(page: Page, timeout = DEADLINE_MS): Promise<void> {
  await active(page).waitFor({ timeout });
  let nudgeAt = Date.now() + NUDGE_MS;
  await until(
    'a prompt in the terminal',
    async () => {
      if (PROMPT.test(await terminalText(page))) return true;
      if (Date.now() > nudgeAt) {
        nudgeAt = Date.now() + NUDGE_MS;
        await active(page).locator('.xterm-helper-textarea').press('Enter');
      }
      return false;
    },
    timeout,
  );
}

/**
 * Types a line into the active terminal and presses Enter once the shell has echoed it: keys typed while the terminal is
 * still connecting are lost, so a line that did not arrive is typed again.
 */
export async function typeInTerminal(page: Page, line: string): Promise<void> {
  await promptReady(page);
  await until(`"${line}" to arrive in the terminal`, async () => {
    await active(page).locator('.xterm-helper-textarea').focus();
    await page.keyboard.type(line);
    try {
      await until('the echo', async () => withoutSpace(await terminalText(page)).endsWith(withoutSpace(line)), ECHO_MS);
      return true;
    } catch (error) {
      await page.keyboard.press('Control+C');
      throw error;
    }
  });
  await page.keyboard.press('Enter');
}

/** Presses Ctrl+C in the active terminal. */
export async function interruptTerminal(page: Page): Promise<void> {
  await active(page).locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+C');
}

/** A long line is broken at the edge of the screen: compared without white space it does not matter where. */
const withoutSpace = (text: string): string => text.replace(/\s/g, '');
