/** Entries of projects that name a collection or an item: they are people's notes, so nothing deletes them unasked. */
import { existsSync } from 'node:fs';
import { openForReading } from '#worker/store/open-database.ts';
import type { RemovalTarget } from './removal-plan.ts';

const MAX_ENTRIES = 1000;

/** What text can tell: an entry is listed when its content or its result has the ids as texts of their own, or in an address. */
export function entriesAbout(
  path: string,
  { collection, item }: RemovalTarget,
): { readonly entry: string; readonly name: string }[] {
  if (!existsSync(path)) return [];
  const database = openForReading(path);
  try {
    const rows = database
      .prepare(`SELECT id, project, content, coalesce(computed, '') AS computed FROM entries`)
      .iterate();
    const found: { entry: string; name: string }[] = [];
    for (const row of rows) {
      const text = `${String(row.content)} ${String(row.computed)}`;
      if (!namesId(text, collection) || (item !== null && !namesId(text, item))) continue;
      found.push({ entry: `${String(row.project)}/${String(row.id)}`, name: nameIn(String(row.content)) });
      if (found.length === MAX_ENTRIES) break;
    }
    return found;
  } finally {
    database.close();
  }
}

/** The id where no letter of an id stands before or behind it. */
function namesId(text: string, id: string): boolean {
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    const [before, behind] = [text[at - 1] ?? '', text[at + id.length] ?? ''];
    if (!/[A-Za-z0-9._-]/.test(before) && !/[A-Za-z0-9._-]/.test(behind)) return true;
  }
  return false;
}

function nameIn(content: string): string {
  try {
    const { name } = JSON.parse(content) as { name?: unknown };
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}
