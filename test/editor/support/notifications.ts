import type { Page } from 'playwright-core';
import { DEADLINE_MS } from './poll.ts';

export interface Notification {
  text: string;
  severity: 'error' | 'warning' | 'info';
  buttons: string[];
}

const toast = '.notifications-toasts .notification-list-item';

/** The notifications on screen now. */
export function notifications(page: Page): Promise<Notification[]> {
  return page.locator(toast).evaluateAll(elements =>
    elements.map(element => {
      const icon = element.querySelector('.notification-list-item-icon')?.className ?? '';
      return {
        text: element.querySelector('.notification-list-item-message')?.textContent ?? '',
        severity: icon.includes('error') ? 'error' : icon.includes('warning') ? 'warning' : 'info',
        buttons: Array.from(element.querySelectorAll('.notification-list-item-buttons-container a')).map(
          button => button.textContent ?? '',
        ),
      } as const;
    }),
  );
}

/** Presses a button of the notification that contains this text. */
export async function answerNotification(page: Page, text: string, button: string): Promise<void> {
  const item = page.locator(toast).filter({ hasText: text }).first();
  await item.locator('.notification-list-item-buttons-container a').getByText(button, { exact: true }).click();
}

const dialogBox = (page: Page) => page.locator('.monaco-dialog-box').filter({ visible: true });

/** The modal dialog's text, when one is open within the deadline. */
export async function dialogText(page: Page): Promise<string> {
  await dialogBox(page).waitFor({ timeout: DEADLINE_MS });
  return (await dialogBox(page).locator('.dialog-message-row').allInnerTexts()).join('\n').trim();
}

export async function answerDialog(page: Page, button: string): Promise<void> {
  await dialogBox(page).locator('.dialog-buttons a').getByText(button, { exact: true }).click({ timeout: DEADLINE_MS });
  await dialogBox(page).waitFor({ state: 'hidden' });
}
