import type { Page } from 'playwright-core';
import { runCommand } from './quick-input.ts';

export interface Problem {
  /** The whole path. */
  file: string;
  line: number;
  column: number;
  severity: 'error' | 'warning' | 'info';
  text: string;
  source: string;
  code: string;
}

const panel = (page: Page) => page.locator('.markers-panel').filter({ visible: true });

/** What the Problems panel lists, which is opened for it when it is not to be seen. */
export async function problems(page: Page): Promise<Problem[]> {
  if (!(await panel(page).isVisible())) {
    await runCommand(page, 'Problems: Focus on Problems View');
    await panel(page).waitFor();
  }
  return panel(page)
    .locator('.monaco-list-row')
    .evaluateAll(rows => {
      const textOf = (row: Element, selector: string) => row.querySelector(selector)?.textContent?.trim() ?? '';
      const severityOf = (row: Element) => {
        const icon = row.querySelector('.marker-icon')?.className ?? '';
        return icon.includes('error') ? 'error' : icon.includes('warning') ? 'warning' : 'info';
      };
      let file = '';
      const found: Problem[] = [];
      for (const row of rows.toSorted((a, b) => Number(a.dataset['index']) - Number(b.dataset['index']))) {
        file = row.querySelector('.monaco-icon-label')?.getAttribute('aria-label') ?? file;
        const position = /Ln (\d+), Col (\d+)/.exec(textOf(row, '.marker-line'));
        if (!position) continue;
        found.push({
          file,
          line: Number(position[1]),
          column: Number(position[2]),
          severity: severityOf(row),
          text: textOf(row, '.marker-message'),
          source: textOf(row, '.marker-source'),
          code: textOf(row, '.marker-code'),
        });
      }
      return found;
    });
}
