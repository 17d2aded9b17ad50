/** The stack's frames as `file function`, innermost first. The program's own `Error` settings are put back at once. */
export function stackNames(limit: number): readonly string[] {
  const before = (['stackTraceLimit', 'prepareStackTrace'] as const).map(
    field => [field, Object.getOwnPropertyDescriptor(Error, field)] as const,
  );
  const holder: { stack?: unknown; names?: string[] } = {};
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = (_, frames) => {
      holder.names = frames.map(frame => `${frame.getFileName()} ${frame.getFunctionName()}`);
      return '';
    };
    Error.captureStackTrace(holder);
    // Reading it formats it.
    void holder.stack;
  } finally {
    for (const [field, descriptor] of before) {
      if (descriptor) Object.defineProperty(Error, field, descriptor);
      else delete (Error as Partial<ErrorConstructor>)[field];
    }
  }
  return holder.names ?? [];
}
