export declare const CALL: { readonly id: string; readonly name: string; readonly args: { readonly path: string } };
export declare const RESULT: string;
