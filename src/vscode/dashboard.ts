/** The dashboard panel: posts the model and the turns that are new, and does what the webview asks for. */
import * as vscode from 'vscode';
import { LOCAL_DAYS } from '../core/budgets/local-days.ts';
import { withSharedBudgets } from '../core/budgets/shared.ts';
import type { Pricer } from '../core/calls.ts';
import type { Run, Snapshot, Turn } from '../core/model.ts';
import { columnTables, turnColumns } from '../core/views/columns.ts';
import { contentView } from '../core/views/content.ts';
import type { SiteRef } from '../core/views/dashboard.ts';
import { type Dashboard, dashboard } from '../core/views/dashboard-model.ts';
import { type DashboardTab, type FromWebview, parseFromWebview, type ToWebview } from '../core/views/messages.ts';
import { RunsList } from '../core/views/runs-list.ts';
import { readContent } from '../log/content.ts';
import type { LiveLog } from '../log/live.ts';
import type { Health } from './health.ts';
import { Insights } from './insights.ts';
import { type Guarded, UserError } from './output.ts';
import { throttle } from './throttle.ts';
import { webviewHtml } from './webview-html.ts';

const VIEW_TYPE = 'spanmeter.dashboard';
/** At most four messages a second: faster is not readable, and each is work in the webview. */
const EVERY_MS = 250;
/** All runs added up: not more often than a person compares them. */
const MODELS_EVERY_MS = 1000;
/** Turns in one message: some 300 kB, a few milliseconds on the way. */
const CHUNK = 4096;

/** Of a turn's calls that many are opened, as in its explanation. */
const MOST_CALLS = 20;

export interface DashboardPorts {
  readonly extension: vscode.Uri;
  readonly log: LiveLog;
  readonly health: Health;
  readonly guard: Guarded;
  readonly price: Pricer;
  /** the user is looking at this run, which has ended */
  readonly onSeen: (run: string) => void;
}

/** One panel at most; opening again brings it to the front. */
export class DashboardPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #ports: DashboardPorts;
  readonly #registration: vscode.Disposable;
  readonly #insights: Insights;
  readonly #runs = new RunsList();
  #panel: vscode.WebviewPanel | undefined;
  #selected: string | undefined;
  #shown: Dashboard | undefined;
  #sent: readonly Turn[] = [];
  #ready = false;
  #reveal: DashboardTab | undefined;
  /** the tab in front, as far as the webview has said */
  #tab: DashboardTab = 'run';

  constructor(ports: DashboardPorts) {
    this.#ports = ports;
    this.#insights = new Insights(ports.price);
    this.#registration = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this);
  }

  /** Opens the panel at a run; without one at the newest, or at the list where several are live. */
  open(run: string | undefined): void {
    const live = this.#ports.log.snapshot.runs.filter(known => known.state === 'live');
    this.#selected = run;
    this.#reveal = run === undefined && live.length > 1 ? 'runs' : 'run';
    if (this.#panel === undefined) {
      this.#adopt(
        vscode.window.createWebviewPanel(VIEW_TYPE, 'Spanmeter', vscode.ViewColumn.Active, { enableScripts: true }),
      );
    } else {
      this.#panel.reveal();
      this.#post();
    }
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#adopt(panel);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#panel?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    this.#ready = false;
    this.#tab = 'run';
    const { extension, guard, log, health } = this.#ports;
    panel.iconPath = vscode.Uri.joinPath(extension, 'media', 'icon.png');
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extension, 'dist'), vscode.Uri.joinPath(extension, 'media')],
    };
    const post = throttle<Snapshot | undefined>(EVERY_MS, () => this.#post());
    const postRuns = throttle<Snapshot>(EVERY_MS, () => this.#postRuns());
    const postModels = throttle<Snapshot>(MODELS_EVERY_MS, () => this.#postModels());
    const subscriptions = vscode.Disposable.from(
      post,
      postRuns,
      postModels,
      log.watch(post),
      log.watch(postRuns),
      log.watch(postModels),
      health.watch(() => post(undefined)),
      panel.webview.onDidReceiveMessage(guard('a message from the dashboard', message => this.#receive(message))),
      // A hidden webview is gone; the one that takes its place says `ready` again.
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#ready = false;
      }),
    );
    panel.onDidDispose(() => {
      subscriptions.dispose();
      this.#panel = undefined;
      this.#ready = false;
    });
    panel.webview.html = webviewHtml(panel.webview, extension);
  }

  #post(): void {
    if (this.#panel === undefined || !this.#ready) return;
    const { log, health } = this.#ports;
    const { notes, priceNote } = health.value;
    const before = this.#shown?.run?.id;
    this.#shown = dashboard({
      snapshot: log.snapshot,
      now: Date.now(),
      days: LOCAL_DAYS,
      notes,
      priceNote,
      ...(this.#selected !== undefined && { selected: this.#selected }),
    });
    const { model, run } = this.#shown;
    this.#send({ type: 'model', model });
    if (run !== undefined) {
      if (run.id !== before) this.#sent = [];
      this.#sendTurns(run);
      if (this.#panel.active && run.state !== 'live') this.#ports.onSeen(run.id);
    }
    if (this.#reveal !== undefined) this.#send({ type: 'reveal', tab: this.#reveal });
    this.#reveal = undefined;
  }

  #postRuns(): void {
    if (!this.#ready || this.#tab !== 'runs') return;
    const { runs } = this.#ports.log.snapshot;
    const update = this.#runs.update(runs, run => withSharedBudgets(run, runs, Date.now(), LOCAL_DAYS));
    if (update !== undefined) this.#send({ type: 'runs', update });
  }

  #postModels(): void {
    if (!this.#ready || this.#tab !== 'models') return;
    this.#send({ type: 'models', view: this.#insights.models(this.#ports.log.snapshot.runs) });
  }

  /** Sends the turns from the first that differs from what was sent before; an empty chunk where there are fewer now. */
  #sendTurns(run: Run): void {
    const { turns } = run;
    const same = turns.findIndex((turn, place) => turn !== this.#sent[place]);
    const first = same < 0 ? turns.length : same;
    const fewer = turns.length < this.#sent.length;
    this.#sent = turns;
    const tables = this.#shown?.tables ?? columnTables(run);
    for (let from = first; from < turns.length || (fewer && from === first); from += CHUNK) {
      this.#send({ type: 'turns', run: run.id, from, columns: turnColumns(run, tables, from, from + CHUNK) });
    }
  }

  /** Prompts and answers of a turn, where its run has kept them. */
  async #sendContent(id: string, turn: number | undefined): Promise<void> {
    const run = this.#ports.log.snapshot.runs.find(known => known.id === id);
    const calls = turn === undefined ? undefined : run?.turns[turn]?.calls;
    if (run === undefined || turn === undefined || calls === undefined) return;
    const kept = await readContent(
      run.dir,
      id,
      calls.slice(0, MOST_CALLS).map(call => call.id),
    );
    const view = contentView(run, turn, kept);
    if (view !== undefined) this.#send({ type: 'content', run: id, turn, view });
  }

  #send(message: ToWebview): void {
    void this.#panel?.webview.postMessage(message);
  }

  #receive(raw: unknown): unknown {
    const message: FromWebview | undefined = parseFromWebview(raw);
    if (message === undefined) throw new Error('the dashboard sent a message that is none of ours');
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#sent = [];
        this.#runs.forget();
        this.#selected ??= message.run;
        this.#post();
        return this.#postRuns();
      case 'select':
        this.#selected = message.run;
        return this.#post();
      case 'openSite':
        return openSource(this.#runView(message.run)?.sites[message.site]);
      case 'openFinding':
        return openSource(this.#runView(message.run)?.findings[message.finding]?.site);
      case 'muteFinding':
        return vscode.commands.executeCommand(
          'spanmeter.muteFinding',
          this.#runView(message.run)?.findings[message.finding]?.mute,
        );
      case 'openPlace':
        return openSource(this.#insights.place(message.key));
      case 'show':
        this.#tab = message.tab;
        this.#postRuns();
        return this.#postModels();
      case 'explain':
      case 'whatIf':
      case 'whatIfRuns': {
        const answer = this.#insights.answer(message, this.#ports.log.snapshot.runs);
        if (answer === undefined) return undefined;
        this.#send(answer);
        return answer.type === 'explanation' && this.#sendContent(answer.run, answer.turn);
      }
      case 'action':
        return vscode.commands.executeCommand(`spanmeter.${message.action}`, message.model ?? message.run);
    }
  }

  #runView(run: string) {
    const shown = this.#shown?.model.run;
    return shown?.id === run ? shown : undefined;
  }
}

async function openSource(site: SiteRef | undefined): Promise<void> {
  if (site === undefined) return;
  const uri = vscode.Uri.file(site.file);
  // The path comes from a log: one that leads elsewhere is opened only when the user has read it, a share on the network never.
  if (uri.authority !== '') throw new UserError(`${site.file} lies on another machine and is not opened.`);
  if (vscode.workspace.getWorkspaceFolder(uri) === undefined) {
    const answer = await vscode.window.showWarningMessage(`${site.file} is outside this workspace.`, 'Open');
    if (answer === undefined) return;
  }
  const at = new vscode.Position(site.line - 1, Math.max(0, (site.column ?? 1) - 1));
  await vscode.window.showTextDocument(uri, {
    selection: new vscode.Range(at, at),
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: false,
  });
}
