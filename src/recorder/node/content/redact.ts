/**
 * Takes secrets out of a text: what is known by its form, what is named as one, and what stands in the environment of the
 * process under the name of one. Rather a word too many than a key too few.
 */

const GONE = '[redacted]';

/** Tokens that are known by themselves: by the prefix of their issuer, or by their form. */
const FORMS: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  // OpenAI, Anthropic, OpenRouter, DeepSeek, Stripe and many more
  /\b(?:sk|rk|pk)[-_][A-Za-z0-9_-]{16,}/g,
  /\b(?:gsk|pplx|xai|hf|r8|nvapi|tgp|fw|csk|jina|co)[-_][A-Za-z0-9_-]{20,}/g,
  /\bAIza[0-9A-Za-z_-]{30,}/g,
  /\bya29\.[0-9A-Za-z_-]{20,}/g,
  /\bGOCSPX-[0-9A-Za-z_-]{20,}/g,
  // AWS: ids of keys, and of Bedrock's
  /\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{12,}\b/g,
  /\bABSK[A-Za-z0-9+/=]{20,}/g,
  /\b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,}/g,
  /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_.-]{16,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\bxapp-\d-[A-Za-z0-9-]{10,}/g,
  /https:\/\/hooks\.slack\.com\/[^\s"'<>\\]+/g,
  /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/[^\s"'<>\\]+/g,
  /\b(?:npm|pypi|dop_v1|doo_v1|dapi|shpat|shpss|shpca|lin_api|ntn|secret|whsec|hvs|hvb|glsa|sntrys|sqOatp|sq0csp|rnd|vercel|figd|pat|tskey|dckr_pat)[-_.]?[A-Za-z0-9_-]{24,}/g,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
  /\b(?:SK|AC)[0-9a-f]{32}\b/g,
  /\b\d{8,10}:AA[A-Za-z0-9_-]{30,}/g,
  /\bAGE-SECRET-KEY-1[0-9A-Z]{20,}/g,
  /\bAccountKey=[A-Za-z0-9+/=]{20,}/g,
  // JSON web tokens
  /\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?/g,
];

const NAMES =
  'pass(?:word|wd|phrase|code)?|pwd|secret(?:[_-]?(?:access[_-]?)?key)?|api[_-]?(?:key|token|secret)|(?:(?:access|auth|refresh|id|session|bot|security)[_-]?)?token|client[_-]?secret|(?:private|signing|encryption|account|access)[_-]?key|credentials?|connection[_-]?string|sig|signature';
/** Behind a name: the end of its quotes, however often they were escaped, and what says "is". */
const IS = String.raw`\\{0,8}["'\x60]?\s{0,8}(?:[:=]|=>|:=)\s{0,8}\\{0,8}["'\x60]?`;
const VALUE = String.raw`(?!\[redacted)[^\s"'\x60\\,;}{<>]{4,}`;

/** What is said to be one: the words before it stay. Nothing repeats without a bound before what has to follow. */
const NAMED: readonly RegExp[] = [
  // postgres://user:password@host
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@"']{0,256}:)[^\s@/"']{1,1024}(?=@)/gi,
  /(\b(?:Bearer|Token|Negotiate|ApiKey)\s{1,8})(?=\S{0,1024}\d|\S{20})[A-Za-z0-9._~+/=-]{8,}/gi,
  /(\bBasic\s{1,8})(?=\S{0,1024}[\d=+/]|\S{24})[A-Za-z0-9+/=_-]{8,}/gi,
  /(\b(?:authorization|proxy-authorization|x-api-key|api-key|x-goog-api-key|x-auth-token|cookie|set-cookie)\\{0,8}["']?\s{0,8}[:=]\s{0,8}\\{0,8}["']?)[^\s"'\\][^"'\\\r\n]*/gi,
  new RegExp(String.raw`([?&][\w.-]{0,64}?(?:key|${NAMES})=)[^&\s#"'<>\\]+`, 'gi'),
  // password: …, "apiKey": "…", AWS_SECRET_ACCESS_KEY=…, also within JSON within JSON
  new RegExp(`((?<![A-Za-z])(?:${NAMES})${IS})${VALUE}`, 'gi'),
  new RegExp(`((?<=[a-z0-9])(?:Key|Token|Secret|Password)${IS})${VALUE}`, 'g'),
];

/** Redacts with these values of the environment as well. */
export function createRedactor(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const values = secretValues(env);
  return text => {
    let kept = text;
    for (const value of values) if (kept.includes(value)) kept = kept.replaceAll(value, GONE);
    for (const form of FORMS) kept = kept.replace(form, GONE);
    for (const named of NAMED) kept = kept.replace(named, (_, words: string) => words + GONE);
    return kept;
  };
}

const SECRET_NAME =
  /key|token|secret|passw|passphrase|pwd|credential|auth|private|dsn|connection|signature|cookie|webhook/i;
/** Long, without a space or a slash, letters and digits: no word, no path, no date. */
const SECRET_SHAPE = /^(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9_+=.~-]{24,}$/;
const LEAST_CHARACTERS = 6;

/** The longest first: one may be part of another. Each as it stands, and as it stands in JSON and in an address. */
function secretValues(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const found = Object.entries(env).flatMap(([name, value = '']) => {
    const text = value.trim();
    const isSecret = SECRET_NAME.test(name) ? !isHarmless(text) : SECRET_SHAPE.test(text);
    return isSecret && text.length >= LEAST_CHARACTERS ? [text] : [];
  });
  const forms = found.flatMap(text => [text, JSON.stringify(text).slice(1, -1), encodeForm(text)]);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

// `SSH_AUTH_SOCK=/run/…`, `GIT_ASKPASS=true`: a path or a switch is no secret, whatever it is called.
function isHarmless(value: string): boolean {
  return (
    /^(?:true|false|yes|no|on|off|none|null|enabled|disabled|\d{1,5})$/i.test(value) ||
    /^(?:~|\.{0,2}|[A-Za-z]:)?[\\/]\S*$/.test(value)
  );
}

function encodeForm(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // Half a surrogate pair has no such form.
    return text;
  }
}
