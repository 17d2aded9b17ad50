/** Import Price File…: reads it from disk, shows what would change, and writes only what the user agrees to. No network. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { withModelPrice } from '../core/pricing/edit-overrides.ts';
import { type ImportedFile, type PriceChange, parsePriceFile, priceChanges } from '../core/pricing/import-file.ts';
import { count, escapeMarkdownLightly } from '../core/text.ts';
import { changeConfig } from './config-file.ts';
import { needTrust, UserError } from './output.ts';
import type { PricePorts } from './price-commands.ts';

export async function importPrices({ log, prices }: PricePorts): Promise<void> {
  needTrust('set prices');
  const [uri] = (await vscode.window.showOpenDialog({ title: 'Import Price File', filters: { JSON: ['json'] } })) ?? [];
  if (uri === undefined) return;
  const file = parsePriceFile(await readFile(uri.fsPath, 'utf8'));
  if ('problem' in file) throw new UserError(`${uri.fsPath} is no price file: ${file.problem}.`);
  const calls = log.snapshot.runs.flatMap(run => run.calls);
  const models = calls.flatMap(call => call.responseModel ?? call.requestModel ?? []);
  const changes = priceChanges(file, models, model => {
    const call = calls.find(known => (known.responseModel ?? known.requestModel) === model);
    const { rates } = prices.price(
      { at: Date.now(), requestModel: model, ...(call?.provider !== undefined && { provider: call.provider }) },
      { input: 1, output: 1 },
    );
    return rates?.input === undefined || rates.output === undefined
      ? undefined
      : { input: rates.input, output: rates.output };
  });
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: difference(file, changes),
  });
  await vscode.window.showTextDocument(document, { preview: true });
  if (changes.length === 0) return;
  const write = `Write ${count(changes.length, 'Price')}`;
  const answer = await vscode.window.showInformationMessage(
    `${count(changes.length, 'price')} of models you have used would change. Write them into spanmeter.json?`,
    write,
  );
  if (answer !== write) return;
  await changeConfig(text => {
    let edited: ReturnType<typeof withModelPrice> = { text: text ?? '' };
    for (const { price } of changes) {
      const { model, input, output, cacheRead } = price;
      const row = { match: model, input, output, ...(cacheRead !== undefined && { cacheRead }) };
      if ('text' in edited) edited = withModelPrice(edited.text, row);
    }
    return edited;
  });
}

function difference(file: ImportedFile, changes: readonly PriceChange[]): string {
  const head = `# Prices in this file (${file.kind})\n\n${count(file.prices.length, 'price')} read, ${count(file.skipped, 'entry', 'entries')} passed over.`;
  if (changes.length === 0)
    return `${head}\n\nNone of them differs for a model you have used. Nothing has been changed.\n`;
  const rows = changes.map(({ price, now }) => {
    const before = now === undefined ? 'no price' : `${now.input} / ${now.output}`;
    return `| ${escapeMarkdownLightly(price.model)} | ${before} | ${price.input} / ${price.output} |`;
  });
  return `${head}\n\nFor models you have used, in dollars per million tokens (input / output). Nothing has been changed yet.\n\n| Model | Now | In the file |\n|:--|--:|--:|\n${rows.join('\n')}\n`;
}
