export declare const USAGE: { readonly input: number; readonly cacheRead: number; readonly output: number };
