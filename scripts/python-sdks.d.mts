/** The SDKs of Python that the recorder is proven with. */
export declare function findPython(): {
  readonly python?: string;
  readonly version?: readonly number[];
  readonly reason?: string;
};
export declare function ensurePythonSdks(): Promise<{
  readonly folders?: Readonly<Record<string, string>>;
  readonly reason?: string;
}>;
/** The interpreter of an environment. */
export declare function pythonIn(folder: string): string;
