/** Whom to ask about a collection (STAC contacts extension). */
import { RequestError } from '#core/errors.ts';

export interface Contact {
  readonly name: string;
  readonly emails?: readonly { readonly value: string }[];
  readonly links?: readonly { readonly rel: string; readonly href: string; readonly type: string }[];
  readonly roles: readonly string[];
}

const MAX_LENGTH = 300;

/**
 * `静岡県 <gis@pref.example.jp>`, `Office <https://example.jp/>`, or a name alone.
 * @throws {RequestError} INVALID_INPUT for a text without a name, or with an address that is neither mail nor http(s)
 */
export function parseContact(text: string): Contact {
  const fail = (): never => {
    const seen = JSON.stringify(text.slice(0, 100));
    throw new RequestError('INVALID_INPUT', `contact: expected "name <mail or URL>", seen ${seen}`);
  };
  if (text.length > MAX_LENGTH) fail();
  const [, before = '', address] = /^([^<>]+?)\s*(?:<([^<>\s]+)>)?\s*$/.exec(text) ?? [];
  const name = before.trim();
  if (name === '') fail();
  const roles = ['pointOfContact'];
  if (address === undefined) return { name, roles };
  if (/^https?:\/\//.test(address) && URL.canParse(address)) {
    return { name, links: [{ rel: 'about', href: new URL(address).href, type: 'text/html' }], roles };
  }
  const mail = address.replace(/^mailto:/, '');
  if (!/^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(mail)) fail();
  return { name, emails: [{ value: mail }], roles };
}
