// The demo's pretend provider, for tests: it answers at once unless told otherwise. See demo/provider/server.d.mts.
export type {
  Api,
  Call,
  Counts,
  Fault,
  Message,
  Provider,
  ProviderOptions,
  ProviderRequest,
  Reply,
  Script,
} from '../../demo/provider/server.mjs';
export { createProvider } from '../../demo/provider/server.mjs';
