/** The settings, typed, with the defaults that package.json declares (a test holds the two together). */
import * as vscode from 'vscode';

export const SETTINGS = {
  'statusBar.show': 'always' as 'always' | 'live' | 'never',
  'codeLens.enabled': true as boolean,
  'codeLens.minCost': 0.0001 as number,
  'diagnostics.enabled': true as boolean,
  recordTerminals: false as boolean,
  recordDebugSessions: false as boolean,
};

type Settings = typeof SETTINGS;

/** The value of a setting. A value of the wrong type counts as the default. */
export function setting<K extends keyof Settings>(key: K, scope?: vscode.ConfigurationScope): Settings[K] {
  const value = vscode.workspace.getConfiguration('spanmeter', scope).get<unknown>(key);
  return typeof value === typeof SETTINGS[key] ? (value as Settings[K]) : SETTINGS[key];
}

/** Calls back when any of ours changes. */
export function onSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(event => {
    if (event.affectsConfiguration('spanmeter')) listener();
  });
}
