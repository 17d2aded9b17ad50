/** A workbench that starts quietly: no welcome page, no chat, no account, no update, no telemetry, no questions. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never', // the demo workspace lies inside this repository
  'remote.autoForwardPorts': false, // or each fake provider would raise a notification
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * The user settings of an editor. With workspace trust on, a folder starts untrusted, as an unknown clone does, and
 * the question is asked by the banner instead of a dialog over everything.
 */
export function userSettings({ theme, workspaceTrust = false, settings = {} } = {}) {
  return {
    ...QUIET,
    ...(theme ? { 'workbench.colorTheme': theme } : {}),
    ...(workspaceTrust
      ? { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' }
      : {}),
    ...settings,
  };
}
