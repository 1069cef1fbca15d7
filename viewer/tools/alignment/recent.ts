/** Alignments that were opened in this browser: the server lists only those that the store offers, since ids give access. */

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

/** What can be chosen: what was opened before, then what the store offers; each once, without the one that is open. */
export function choosable(
  recent: readonly RecentAlignment[],
  offered: readonly RecentAlignment[],
  openId: string | undefined,
): RecentAlignment[] {
  const seen = new Set(openId === undefined ? [] : [openId]);
  return [...recent, ...offered].filter(({ id }) => {
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
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
