/** One log, one error door. */
import * as vscode from 'vscode';

export type Guarded = <A extends readonly unknown[]>(
  name: string,
  action: (...args: A) => unknown,
) => (...args: A) => Promise<void>;

/** A mistake or a circumstance that the user can do something about: its message says what. Shown without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

export function createOutput(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Spanmeter', { log: true });
}

/**
 * The error door: whatever a command or listener throws ends here. What the user can mend is a warning in its own words,
 * anything else an error with a way to the log, where the stack stands. Cancelling is quiet.
 */
export function errorDoor(output: vscode.LogOutputChannel): Guarded {
  return (name, action) =>
    async (...args) => {
      try {
        await action(...args);
      } catch (error) {
        if (error instanceof vscode.CancellationError) return;
        if (error instanceof UserError) {
          output.warn(`${name}: ${error.message}`);
          void vscode.window.showWarningMessage(error.message);
          return;
        }
        output.error(`${name}:`, error instanceof Error ? error : String(error));
        const message = `Spanmeter: ${name} failed: ${messageOf(error)}`;
        void vscode.window.showErrorMessage(message, 'Show Log').then(choice => {
          if (choice !== undefined) output.show(true);
        });
      }
    };
}

/** Says what the user has to do first. Throws where the workspace is not trusted. */
export function needTrust(what: string): void {
  if (!vscode.workspace.isTrusted) throw new UserError(`Trust this workspace to ${what}.`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
