/**
 * How deep a JSON text nests, told before it is parsed: what walks a document afterwards calls itself once a level, and a text of a few
 * hundred kilobytes can hold more levels than a stack.
 */
import { LimitError } from '../errors.ts';

/** Deepest nesting of lists and objects in any document that Tengun reads; real ones have about ten. */
export const MAX_JSON_DEPTH = 64;

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 91, 93, 123, 125];

/**
 * @param text need not be JSON
 * @param what the document is called in the message
 * @throws {LimitError} when lists and objects nest deeper than {@link MAX_JSON_DEPTH}
 */
export function assertJsonDepth(text: string, what: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      // to the end of the string; one that has none ends the text
      for (at++; at < text.length; at++) {
        const inner = text.charCodeAt(at);
        if (inner === QUOTE) break;
        if (inner === BACKSLASH) at++;
      }
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (++depth <= MAX_JSON_DEPTH) continue;
      const message = `${what}: expected at most ${MAX_JSON_DEPTH} levels of lists and objects, seen more at character ${at}`;
      throw new LimitError(message, { limit: MAX_JSON_DEPTH, actual: depth });
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
  }
}
