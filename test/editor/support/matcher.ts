/** A part of a text, or a pattern for it. */
export type Matcher = string | RegExp;

export function matches(text: string, matcher: Matcher): boolean {
  return typeof matcher === 'string' ? text.includes(matcher) : matcher.test(text);
}
