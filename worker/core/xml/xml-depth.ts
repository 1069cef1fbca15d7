/**
 * How deep an XML text nests, told before a document tree is made of it: what looks for elements below elements takes the square of the
 * depth, and more.
 */
import { SaxesParser } from 'saxes';
import { LimitError } from '../errors.ts';

/** Deepest nesting of elements in any document that Tengun reads; real ones have about ten. */
export const MAX_XML_DEPTH = 100;

/** Pieces in which a text is looked at: it ends soon where it is too deep. */
const PIECE = 1 << 16;

/**
 * @param text need not be well-formed: faults are left to the reader of the document
 * @param what the document is called in the message
 * @throws {LimitError} when elements nest deeper than {@link MAX_XML_DEPTH}
 */
export function assertXmlDepth(text: string, what: string): void {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  parser.on('error', () => {});
  parser.on('opentag', () => {
    if (++depth <= MAX_XML_DEPTH) return;
    const message = `${what}: expected at most ${MAX_XML_DEPTH} levels of elements, seen more`;
    throw new LimitError(message, { limit: MAX_XML_DEPTH, actual: depth });
  });
  parser.on('closetag', () => {
    depth--;
  });
  for (let at = 0; at < text.length; at += PIECE) parser.write(text.slice(at, at + PIECE));
}
