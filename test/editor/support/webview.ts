import type { Frame, Page } from 'playwright-core';
import { DEADLINE_MS, until } from './poll.ts';

/**
 * The document an extension has put into the webview panel with this title: the frame inside the frame that VS Code makes
 * for it. The panel's tab is brought to the front, and the frame is returned when something has been drawn in it.
 */
export async function webviewFrame(page: Page, title: string): Promise<Frame> {
  const tab = page.locator('.tabs-container .tab').filter({ hasText: title }).first();
  await tab.waitFor({ timeout: DEADLINE_MS });
  if (!(await tab.evaluate(element => element.classList.contains('active')))) await tab.click();
  return until(`the content of the webview "${title}"`, async () => {
    for (const outer of await page.locator('iframe.webview.ready').filter({ visible: true }).all()) {
      const frame = await (await outer.elementHandle())?.contentFrame();
      for (const inner of frame?.childFrames() ?? []) {
        if ((await isActive(inner)) && (await isDrawn(inner))) return inner;
      }
    }
    return undefined;
  });
}

/** New content loads in a second frame, which takes the id (not the name) of the first when it is ready. */
async function isActive(frame: Frame): Promise<boolean> {
  return (await (await frame.frameElement()).getAttribute('id')) === 'active-frame';
}

/** While its content is replaced the frame is an empty document. */
async function isDrawn(frame: Frame): Promise<boolean> {
  const [text = ''] = await frame.locator('body').allInnerTexts();
  return text.trim() !== '';
}
