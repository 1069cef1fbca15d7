/** Alignments that were opened in this browser: nothing on the server lists them, since their ids give access. */

export interface RecentAlignment {
  readonly id: string;
  readonly fileName: string;
  readonly name: string;
}

const KEY = 'tengun.alignments';
const MOST = 12;

/** @returns what the text holds of well-formed entries */
export function parseRecent(text: string | null): RecentAlignment[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(list)) return [];
    return list.flatMap((one: unknown) => {
      if (typeof one !== 'object' || one === null) return [];
      const { id, fileName, name } = one as Record<string, unknown>;
      const isWhole = typeof id === 'string' && /^[0-9a-f]{32}$/.test(id);
      return isWhole ? [{ id, fileName: String(fileName), name: String(name) }] : [];
    });
  } catch {
    return [];
  }
}

/** A browser may keep nothing: then nothing is remembered. */
export function recentAlignments(): RecentAlignment[] {
  try {
    return parseRecent(window.localStorage.getItem(KEY));
  } catch {
    return [];
  }
}

export function rememberAlignment(entry: RecentAlignment): void {
  const others = recentAlignments().filter(({ id }) => id !== entry.id);
  try {
    window.localStorage.setItem(KEY, JSON.stringify([entry, ...others].slice(0, MOST)));
  } catch {
    // as above
  }
}
