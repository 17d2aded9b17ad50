// The same functions for `import` as for `require`.
export { chooseModel, estimateTokens, fitMessages } from './optimize.cjs';
