/** What somebody is writing into the form. Pure. */
export const MAX_TEXT = 4000;

/** Uses from the prefecture's list, in plain words. */
export const EXAMPLES = [
  'volume',
  'section',
  'flood',
  'road',
  'forest',
  'ruins',
  'heritage',
  'view',
  'infra',
  'school',
  'game',
] as const;
export type Example = (typeof EXAMPLES)[number];

export interface Draft {
  readonly example: Example | null;
  readonly text: string;
  readonly place: string;
  readonly name: string;
  readonly organisation: string;
  readonly contact: string;
  /** Not shown to people. */
  readonly website: string;
}

export const EMPTY_DRAFT: Draft = {
  example: null,
  text: '',
  place: '',
  name: '',
  organisation: '',
  contact: '',
  website: '',
};

/** Whether something stands there that is no mail address; as the server has it. */
export function badContact(contact: string): boolean {
  return !/^([^\s@<>]+@[^\s@<>]+)?$/.test(contact.trim());
}

export interface SentRequest extends Draft {
  readonly collection?: string;
  readonly item?: string;
  readonly lang: 'ja' | 'en';
}

/** The body of the request: what was left empty is not sent. */
export function requestBody({ example: _, text, ...rest }: SentRequest): Record<string, string> {
  const given = Object.entries(rest).flatMap(([name, value]) => {
    const trimmed = value?.trim() ?? '';
    return trimmed === '' ? [] : [[name, trimmed] as const];
  });
  return { text: text.trim(), ...Object.fromEntries(given) };
}

/** Which words tell what to do. */
export function failureWords(code: string): 'tooMany' | 'full' | 'offline' | 'other' {
  if (code === 'TOO_MANY_REQUESTS') return 'tooMany';
  if (code === 'LIMIT') return 'full';
  return code === 'OFFLINE' ? 'offline' : 'other';
}
