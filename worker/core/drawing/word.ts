/** A text of the papers in both languages. */
export interface Word {
  readonly ja: string;
  readonly en: string;
}

export const word = (ja: string, en: string): Word => ({ ja, en });
