/** Import Price File…: reads it from disk, shows what would change, and writes only what the user agrees to. No network. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { withModelPrice } from '../core/pricing/edit-overrides.ts';
import {
  type ImportedFile,
  type ImportedPrice,
  type ImportedRates,
  type PriceChanges,
  parsePriceFile,
  priceChanges,
} from '../core/pricing/import-file.ts';
import { count, escapeMarkdownLightly, formatCount } from '../core/text.ts';
import { changeConfig } from './config-file.ts';
import { needTrust, UserError } from './output.ts';
import type { PricePorts } from './price-commands.ts';

export async function importPrices({ log, prices }: PricePorts): Promise<void> {
  needTrust('set prices');
  const [uri] = (await vscode.window.showOpenDialog({ title: 'Import Price File', filters: { JSON: ['json'] } })) ?? [];
  if (uri === undefined) return;
  const file = parsePriceFile(await readFile(uri.fsPath, 'utf8'), Date.now());
  if ('problem' in file) throw new UserError(`${uri.fsPath} is no price file: ${file.problem}.`);
  const calls = log.snapshot.runs.flatMap(run => run.calls);
  const used = calls.flatMap(({ responseModel, requestModel, provider }) => {
    const model = responseModel ?? requestModel;
    return model === undefined ? [] : [{ model, ...(provider !== undefined && { provider }) }];
  });
  const found = priceChanges(file, used, ({ model, provider }) => {
    const call = { at: Date.now(), requestModel: model, ...(provider !== undefined && { provider }) };
    return prices.price(call, { input: 1, output: 1 }).rates;
  });
  const { changes } = found;
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: difference(file, found),
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
      const { model, provider: _provider, ...rates } = price;
      if ('text' in edited) edited = withModelPrice(edited.text, { match: model, ...rates });
    }
    return edited;
  });
}

function difference(file: ImportedFile, { changes, ambiguous }: PriceChanges): string {
  const head = `# Prices in this file (${file.kind})\n\n${count(file.prices.length, 'price')} read, ${count(file.skipped, 'entry', 'entries')} passed over.`;
  const names = ambiguous.map(escapeMarkdownLightly).join(', ');
  const left = names === '' ? '' : `\n\nAt several prices in the file, and left as they are: ${names}.`;
  if (changes.length === 0)
    return `${head}${left}\n\nNone of them differs for a model you have used. Nothing has been changed.\n`;
  const rows = changes.map(({ price, now }) => {
    const name = `${escapeMarkdownLightly(price.model)}${price.provider === undefined ? '' : ` (${escapeMarkdownLightly(price.provider)})`}`;
    return `| ${name} | ${now === undefined ? 'no price' : ratesText(now)} | ${ratesText(price)} |`;
  });
  return `${head}${left}\n\nFor models you have used, in dollars per million tokens (input / output, then caches and long contexts). Nothing has been changed yet.\n\n| Model | Now | In the file |\n|:--|--:|--:|\n${rows.join('\n')}\n`;
}

/** `2.5 / 10, cache 1.25, above 200,000: 5 / 15`. */
function ratesText(rates: ImportedRates & Pick<ImportedPrice, 'tiers'>): string {
  const { cacheRead, cacheWrite5m, cacheWrite1h, tiers = [] } = rates;
  return [
    `${rates.input ?? '–'} / ${rates.output ?? '–'}`,
    cacheRead !== undefined && `cache read ${cacheRead}`,
    cacheWrite5m !== undefined && `cache write ${cacheWrite5m}`,
    cacheWrite1h !== undefined && `for an hour ${cacheWrite1h}`,
    ...tiers.map(tier => `above ${formatCount(tier.above)}: ${tier.input ?? '–'} / ${tier.output ?? '–'}`),
  ]
    .filter(text => text !== false)
    .join(', ');
}
