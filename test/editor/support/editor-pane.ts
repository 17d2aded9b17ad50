import type { Page } from 'playwright-core';
import { until } from './poll.ts';

export interface CodeLens {
  /** The line it stands above, counted from 1. */
  line: number;
  /** The separate lenses, in order. */
  texts: string[];
}

/** The CodeLenses of the active editor that are on screen, read when they have come to rest: each pushes lines down. */
export async function codeLenses(page: Page): Promise<CodeLens[]> {
  let previous = '';
  return until('the CodeLenses to rest', async () => {
    const found = await readCodeLenses(page);
    const same = JSON.stringify(found) === previous;
    previous = JSON.stringify(found);
    return same && found;
  });
}

function readCodeLenses(page: Page): Promise<CodeLens[]> {
  return page
    .locator('.editor-group-container.active .monaco-editor')
    .first()
    .evaluate(editor => {
      const numbers = Array.from(editor.querySelectorAll('.margin-view-overlays .line-numbers')).map(element => ({
        line: Number(element.textContent),
        top: element.getBoundingClientRect().top,
      }));
      const lineBelow = (top: number) => {
        const below = numbers.filter(number => number.line > 0 && number.top > top);
        return Math.min(...below.map(number => number.line));
      };
      return Array.from(editor.querySelectorAll('.codelens-decoration'))
        .filter(element => element.getClientRects().length > 0)
        .map(element => ({
          line: lineBelow(element.getBoundingClientRect().top),
          texts: Array.from(element.querySelectorAll('a, :scope > span'))
            .filter(part => part.tagName === 'A' || !part.textContent?.includes('|'))
            .map(part => (part.textContent ?? '').replace(/\s+/g, ' ').trim())
            .filter(Boolean),
        }));
    });
}

/** Clicks the CodeLens that contains this text. */
export async function clickCodeLens(page: Page, text: string): Promise<void> {
  await page.locator('.editor-group-container.active .codelens-decoration a').filter({ hasText: text }).first().click();
}

/** What the hover over the line with this text says; the pointer stays there. */
export async function hoverLine(page: Page, text: string): Promise<string> {
  const line = page.locator('.editor-group-container.active .view-line').filter({ hasText: text }).first();
  await line.locator('span span').first().hover();
  const hover = page.locator('.monaco-hover:not(.hidden) .hover-row').first();
  await hover.waitFor({ timeout: 20_000 });
  return (await page.locator('.monaco-hover:not(.hidden)').first().innerText()).replace(/\u00a0/g, ' ');
}

/** The names on the tabs, the active one first. */
export async function tabs(page: Page): Promise<string[]> {
  const found = await page.locator('.tabs-container .tab').evaluateAll(elements =>
    elements.map(element => ({
      name: (element.getAttribute('aria-label') ?? '').replace(/, Editor Group \d+$/, ''),
      active: element.classList.contains('active'),
    })),
  );
  return found.toSorted((a, b) => Number(b.active) - Number(a.active)).map(tab => tab.name);
}
