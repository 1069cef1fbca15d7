/** What the address of the account page says. */
import type { Language } from '../state/url-state.ts';

export interface AskedPage {
  readonly language: Language | null;
  /** Where to go on after signing in: a path of this server. */
  readonly returnTo: string | null;
  readonly purpose: 'setup' | 'password' | null;
  /** Of a one-time link; stands behind the number sign, which no server sees. */
  readonly secret: string | null;
  /** Which part of the settings: what stands behind the number sign otherwise. */
  readonly part: string | null;
}

export function parseAddress({ search, hash }: Pick<Location, 'search' | 'hash'>): AskedPage {
  const query = new URLSearchParams(search);
  const language = query.get('lang');
  const back = query.get('return');
  const [, purpose, secret] = /^#(setup|password)=([\w-]{20,200})$/.exec(hash) ?? [];
  return {
    language: language === 'ja' || language === 'en' ? language : null,
    returnTo: back !== null && isOwnPath(back) ? back : null,
    purpose: purpose === 'setup' || purpose === 'password' ? purpose : null,
    secret: secret ?? null,
    part: /^#([a-z]{1,20})$/.exec(hash)?.[1] ?? null,
  };
}

/** Browsers read more than two slashes as the name of another server: backslashes, and slashes with a tab between them. */
function isOwnPath(text: string): boolean {
  const here = 'http://here.invalid';
  return text.startsWith('/') && URL.canParse(text, here) && new URL(text, here).origin === here;
}
