/** The user's own prices by command: Set Model Price, Alias Model, Mark Model as Local. Kept in `spanmeter.json`. */
import * as vscode from 'vscode';
import { type PriceRowText, parseRate, withModelPrice } from '../core/pricing/edit-overrides.ts';
import { formatTokens } from '../core/text.ts';
import { tokens } from '../core/totals.ts';
import type { LiveLog } from '../log/live.ts';
import { changeConfig } from './config-file.ts';
import { needTrust } from './output.ts';
import type { Prices } from './prices.ts';

export interface PricePorts {
  readonly log: LiveLog;
  readonly prices: Prices;
}

export async function setModelPrice({ log }: PricePorts, given: unknown): Promise<void> {
  needTrust('set a price');
  const match = await pickModel(log, given, 'Set the price of which model?');
  if (!match) return;
  const input = await askRate(`Input of ${match}, in dollars per million tokens`, notFree);
  const output = input && (await askRate(`Output of ${match}, in dollars per million tokens`));
  if (input !== undefined && output !== undefined) await write({ match, input, output });
}

export async function aliasModel({ log, prices }: PricePorts, given: unknown): Promise<void> {
  needTrust('set a price');
  const match = await pickModel(log, given, 'Which model is sold under another name?');
  const keys = (prices.table?.providers ?? []).flatMap(({ id, models }) => models.map(([model]) => `${id}/${model}`));
  const like = match && (await vscode.window.showQuickPick(keys, { placeHolder: `${match} is priced like …` }));
  if (match && like) await write({ match, like });
}

export async function markLocal({ log }: PricePorts, given: unknown): Promise<void> {
  needTrust('set a price');
  const match = await pickModel(log, given, 'Which model runs on this machine, at no charge?');
  if (match) await write({ match, free: true });
}

async function write(row: PriceRowText): Promise<void> {
  const file = await changeConfig(text => withModelPrice(text, row));
  vscode.window.setStatusBarMessage(
    `$(check) ${row.match}: price kept in ${vscode.workspace.asRelativePath(file)}`,
    5000,
  );
}

/** The model a button named; else one of those without a price, the ones with most tokens first, or any that is typed. */
async function pickModel(log: LiveLog, given: unknown, title: string): Promise<string | undefined> {
  if (typeof given === 'string' && given !== '') return given;
  const seen = new Map<string, { tokens: number; unpriced: boolean }>();
  for (const call of log.snapshot.runs.flatMap(run => run.calls)) {
    const model = call.responseModel ?? call.requestModel;
    if (model === undefined) continue;
    const known = seen.get(model) ?? { tokens: 0, unpriced: false };
    seen.set(model, {
      tokens: known.tokens + tokens(call),
      unpriced: known.unpriced || call.cost.status === 'unpriced',
    });
  }
  const rows = [...seen].sort(([, a], [, b]) => Number(b.unpriced) - Number(a.unpriced) || b.tokens - a.tokens);
  const items = rows.map(([label, entry]) => ({
    label,
    description: `${formatTokens(entry.tokens)} tokens${entry.unpriced ? ', no price' : ''}`,
  }));
  const other = { label: 'Another model…', description: '' };
  const picked = await vscode.window.showQuickPick([...items, other], { title });
  if (picked !== other) return picked?.label;
  return vscode.window.showInputBox({ title, prompt: 'Its id, as in the request; * stands for anything' });
}

/** A rate of 0 would be refused when the file is read: what costs nothing is said otherwise. */
function notFree(rate: number): string | undefined {
  return rate > 0 ? undefined : 'A model at no charge: use Mark Model as Local instead';
}

async function askRate(
  title: string,
  check: (rate: number) => string | undefined = () => undefined,
): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    placeHolder: '2.50',
    validateInput: value => {
      const read = parseRate(value);
      return 'problem' in read ? read.problem : check(read.rate);
    },
  });
  const read = text === undefined ? undefined : parseRate(text);
  return read && 'rate' in read ? read.rate : undefined;
}
