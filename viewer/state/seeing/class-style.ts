/** Colours and names that the user gives to classes: for all collections, or for one of them, whose codes may mean something else. */
import { classColour } from '../point-classes.ts';

export interface ClassStyle {
  readonly code: number;
  /** Null: of every collection. */
  readonly collection: string | null;
  /** 0xRRGGBB; null: as by default. */
  readonly colour: number | null;
  /** Null: as by default. */
  readonly name: string | null;
}

export const MAX_CLASS_STYLES = 256;
export const MAX_CLASS_NAME = 40;

/** What was said of a class in a collection: of the collection itself first, then of all. */
export function classStyle(
  styles: readonly ClassStyle[],
  code: number,
  collection: string | null,
): Pick<ClassStyle, 'name'> & { readonly colour: number } {
  const own = styles.find((style) => style.code === code && style.collection === collection);
  const common = styles.find((style) => style.code === code && style.collection === null);
  return { colour: own?.colour ?? common?.colour ?? classColour(code), name: own?.name ?? common?.name ?? null };
}

/** With one style changed; a style that says nothing is left out. */
export function withClassStyle(
  styles: readonly ClassStyle[],
  code: number,
  collection: string | null,
  part: Partial<Pick<ClassStyle, 'colour' | 'name'>>,
): readonly ClassStyle[] {
  const isSame = (style: ClassStyle) => style.code === code && style.collection === collection;
  const before = styles.find(isSame) ?? { code, collection, colour: null, name: null };
  const after = { ...before, ...part };
  const others = styles.filter((style) => !isSame(style));
  const next = after.colour === null && after.name === null ? others : [...others, after];
  return next
    .sort((a, b) => a.code - b.code || ((a.collection ?? '') < (b.collection ?? '') ? -1 : 1))
    .slice(0, MAX_CLASS_STYLES);
}
