// The same one instance for `import` as for `require`.
export {
  BudgetExceededError,
  currentRun,
  endSpan,
  endTrace,
  isBudgetExceeded,
  isStopRequested,
  llm,
  run,
  startSpan,
  startTrace,
  tool,
  turn,
} from './index.cjs';
