import type { Locator, Page } from 'playwright-core';
import { type Matcher, matches } from './matcher.ts';
import { until } from './poll.ts';

export interface StatusBarItem {
  id: string;
  /** Without the icons, which are named apart. */
  text: string;
  icons: string[];
  /** What a screen reader says. */
  ariaLabel: string;
  background: 'warning' | 'error' | 'none';
}

/** Everything in the status bar that can be seen. */
function statusBarItems(page: Page): Promise<StatusBarItem[]> {
  return page.locator('.part.statusbar .statusbar-item').evaluateAll(elements =>
    elements
      .filter(element => element.getClientRects().length > 0)
      .map(element => ({
        id: element.id,
        text: (element.textContent ?? '').replace(/\s+/g, ' ').trim(),
        icons: Array.from(element.querySelectorAll('.codicon')).flatMap(icon =>
          Array.from(icon.classList)
            .filter(name => name.startsWith('codicon-') && !name.startsWith('codicon-modifier-'))
            .map(name => name.slice('codicon-'.length)),
        ),
        ariaLabel: element.getAttribute('aria-label') ?? '',
        background: element.classList.contains('error-kind')
          ? ('error' as const)
          : element.classList.contains('warning-kind')
            ? ('warning' as const)
            : ('none' as const),
      })),
  );
}

/** The first item whose id, text or spoken label matches, or undefined when there is none now. */
export async function findStatusBarItem(page: Page, matcher: Matcher): Promise<StatusBarItem | undefined> {
  const items = await statusBarItems(page);
  return items.find(item => [item.id, item.text, item.ariaLabel].some(text => matches(text, matcher)));
}

/** The same, awaited. */
export function statusBarItem(page: Page, matcher: Matcher): Promise<StatusBarItem> {
  return until(`a status bar item like ${matcher}`, () => findStatusBarItem(page, matcher));
}

async function locate(page: Page, matcher: Matcher): Promise<Locator> {
  const { id } = await statusBarItem(page, matcher);
  return page.locator(`.part.statusbar .statusbar-item[id="${id}"]`);
}

/** Rests the mouse on the item until its tooltip shows, and returns the tooltip's text. */
export async function hoverStatusBar(page: Page, matcher: Matcher): Promise<string> {
  const item = await locate(page, matcher);
  const hover = page.locator('.workbench-hover-container .monaco-hover').filter({ visible: true });
  return until('the tooltip', async () => {
    await page.mouse.move(0, 0);
    await item.hover();
    await hover.first().waitFor({ timeout: 2_000 });
    return (await hover.allInnerTexts()).join('\n').trim() || undefined;
  });
}

export async function clickStatusBar(page: Page, matcher: Matcher): Promise<void> {
  await (await locate(page, matcher)).locator('a').first().click();
}
