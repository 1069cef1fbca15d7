/** Answers that are asked for before what needs them is there: each is taken once. */
const waiting = new Map<string, Promise<Response>>();

/** What nobody took is let go. */
const KEPT_MS = 15_000;

/** @param path of the server, or a whole address */
export function askEarly(path: string): Promise<Response> {
  const url = new URL(path, window.location.href).href;
  const known = waiting.get(url);
  if (known) return known;
  const answer = fetch(url);
  // told to whoever takes it
  answer.catch(() => undefined);
  waiting.set(url, answer);
  setTimeout(() => waiting.delete(url), KEPT_MS);
  return answer;
}

/** @param path of the server, or a whole address */
export function takeEarly(path: string): Promise<Response> | undefined {
  const url = new URL(path, window.location.href).href;
  const answer = waiting.get(url);
  waiting.delete(url);
  return answer;
}

/** Where the server tells of collections; none: its first ones. */
export function scenePath(ids: readonly string[]): string {
  const named = ids.filter((id) => id !== '');
  return named.length === 0 ? '/api/scene' : `/api/scene?collections=${named.map(encodeURIComponent).join(',')}`;
}
