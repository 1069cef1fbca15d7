/** Licences of collections: SPDX expressions, and where the well-known ones stand. */

export interface KnownLicence {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** Those of open data; others are named and have no address of ours. */
const KNOWN: readonly KnownLicence[] = [
  { id: 'CC0-1.0', name: 'CC0 1.0', url: 'https://creativecommons.org/publicdomain/zero/1.0/' },
  { id: 'CC-BY-4.0', name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
  { id: 'CC-BY-3.0', name: 'CC BY 3.0', url: 'https://creativecommons.org/licenses/by/3.0/' },
  { id: 'CC-BY-2.1-JP', name: 'CC BY 2.1 JP', url: 'https://creativecommons.org/licenses/by/2.1/jp/' },
  { id: 'CC-BY-SA-4.0', name: 'CC BY-SA 4.0', url: 'https://creativecommons.org/licenses/by-sa/4.0/' },
  { id: 'CC-BY-NC-4.0', name: 'CC BY-NC 4.0', url: 'https://creativecommons.org/licenses/by-nc/4.0/' },
  { id: 'CC-BY-ND-4.0', name: 'CC BY-ND 4.0', url: 'https://creativecommons.org/licenses/by-nd/4.0/' },
  { id: 'CC-BY-NC-SA-4.0', name: 'CC BY-NC-SA 4.0', url: 'https://creativecommons.org/licenses/by-nc-sa/4.0/' },
  { id: 'CC-BY-NC-ND-4.0', name: 'CC BY-NC-ND 4.0', url: 'https://creativecommons.org/licenses/by-nc-nd/4.0/' },
  { id: 'ODbL-1.0', name: 'ODbL 1.0', url: 'https://opendatacommons.org/licenses/odbl/1-0/' },
  { id: 'ODC-By-1.0', name: 'ODC-By 1.0', url: 'https://opendatacommons.org/licenses/by/1-0/' },
  { id: 'PDDL-1.0', name: 'PDDL 1.0', url: 'https://opendatacommons.org/licenses/pddl/1-0/' },
];
const BY_ID = new Map(KNOWN.map((licence) => [licence.id.toLowerCase(), licence]));

/** What STAC 1.1 takes as a licence: one identifier. Several, as in `CC-BY-4.0 OR ODbL-1.0`, are `other` with their links. */
export function isLicenceId(text: string): boolean {
  return /^[\w.+-]+$/.test(text);
}

/** The licences of an expression whose text is known, each once: those of `CC-BY-4.0 OR ODbL-1.0` are two. */
export function knownLicences(expression: string): KnownLicence[] {
  const names = expression.split(/[\s()]+/).map((part) => part.toLowerCase());
  return [...new Set(names)].flatMap((name) => BY_ID.get(name) ?? []);
}
