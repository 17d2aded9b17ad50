/** What a refusal looks like to the program: an ordinary answer with status 402, which no SDK retries. */

/** The headers of a refusal with a body of so many bytes. The code is in one of them: not every client reads the body. */
export function refusalHeaders(bytes: number, code: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(bytes),
    // SDKs of the OpenAI family obey this; the others do not retry a 402.
    'x-should-retry': 'false',
    'x-spanmeter-refusal': code,
  };
}
