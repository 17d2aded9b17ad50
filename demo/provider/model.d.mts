import type { Call, Reply } from './server.mjs';

export declare function reply(call: Call): Reply;
