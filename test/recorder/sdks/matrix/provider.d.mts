/** What happens to a call, in the order of the matrix's columns. */
export type Scenario =
  | 'plain'
  | 'streamed'
  /** a call of a tool, plain and streamed; then its result */
  | 'tools'
  /** the program leaves the stream half-way */
  | 'aborted'
  /** the connection breaks half-way */
  | 'broken'
  /** the first attempt is answered so */
  | 'retry429'
  | 'retry500'
  /** every attempt is answered with 400 */
  | 'failing'
  /** the guard answers */
  | 'refused';

export declare const SCENARIOS: readonly Scenario[];

export interface Providers {
  /** base URLs by scenario, without a path */
  readonly urls: Readonly<Record<Scenario, string>>;
  /** requests that arrived */
  attempts(scenario: Scenario): number;
  close(): Promise<void>;
}

export declare function createProviders(http2?: boolean, scenarios?: readonly Scenario[]): Promise<Providers>;
