/** Prompts and answers of an opened turn: untrusted text, shown as text. */
import { describe, expect, test } from 'vitest';
import { noBrowser, useDashboard } from './harness/browser.ts';

describe.skipIf(noBrowser)('what was asked and answered', () => {
  const dashboard = useDashboard();
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e [a](command:x)';
  const content = {
    calls: [
      {
        title: 'Call 3',
        prompt: [
          { role: 'system', text: 'You are brief.' },
          { role: 'user', text: hostile, note: '12,000 characters left out.' },
        ],
        answer: [{ role: '<b>assistant</b>', text: `first\nsecond ${hostile}` }],
        note: '7 messages left out.',
      },
    ],
  };

  async function open(turn: number, of = turn): Promise<void> {
    await dashboard.show('loop');
    await dashboard.page.locator(`#turns-${turn} .open`).click();
    await dashboard.settled();
    await dashboard.host((harness, given) => harness.post({ type: 'content', run: 'run-loop.mjs', ...given }), {
      turn: of,
      view: content,
    });
    await dashboard.settled();
  }

  test('stands below the sums, as text and nothing else', async () => {
    await open(2);
    const texts = await dashboard.page.locator('.content pre').allTextContents();
    expect(texts).toEqual([`first\nsecond ${hostile}`, 'You are brief.', hostile]);
    expect(await dashboard.page.locator('.content figcaption').first().textContent()).toBe('<b>assistant</b>');
    expect(await dashboard.page.locator('.content :is(img, script, b, a)').count()).toBe(0);
    expect(await dashboard.page.title()).not.toMatch(/^[12]$/);
    expect(await dashboard.text('.content')).toContain('7 messages left out.');
    expect(await dashboard.page.evaluate(() => window.harness.violations)).toEqual([]);
  });

  test('the prompt is closed at first, and stays open when the same comes again', async () => {
    await open(2);
    const details = dashboard.page.locator('.content details');
    expect(await details.getAttribute('open')).toBeNull();
    await dashboard.page.getByText('Call 3: prompt (2)').click();
    await dashboard.host(
      (harness, given) => harness.post({ type: 'content', run: 'run-loop.mjs', turn: 2, ...given }),
      {
        view: content,
      },
    );
    await dashboard.settled();
    expect(await details.getAttribute('open')).not.toBeNull();
  });

  test('of another turn is not shown, and with another turn it is gone', async () => {
    await open(2, 5);
    expect(await dashboard.page.locator('.content').count()).toBe(0);
    await open(2);
    await dashboard.page.locator('#turns-3 .open').click();
    await dashboard.settled();
    expect(await dashboard.page.locator('.content').count()).toBe(0);
  });

  test('a turn of which nothing was kept has no place for it', async () => {
    await dashboard.show('loop');
    await dashboard.page.locator('#turns-2 .open').click();
    await dashboard.settled();
    expect(await dashboard.page.locator('.content').count()).toBe(0);
  });
});
