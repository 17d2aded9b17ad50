/** A header out of whatever shape a transport has them in: a list of names and values (texts or bytes), or an object. */
export function headerIn(headers: unknown, name: string): string | undefined {
  if (Array.isArray(headers)) {
    const at = headers.findIndex((key: unknown, index) => index % 2 === 0 && String(key).toLowerCase() === name);
    return at < 0 ? undefined : String(headers[at + 1]);
  }
  const value: unknown = typeof headers === 'object' && headers !== null ? Reflect.get(headers, name) : undefined;
  return value === undefined ? undefined : String(Array.isArray(value) ? value[0] : value);
}
