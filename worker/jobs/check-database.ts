/** Asks a SQLite file whether it is whole, in a thread: SQLite answers only when it has read all of it. */
import { checkDatabase, type DatabaseReport } from '../scrub/check-database.ts';

export function run({ path }: { readonly path: string }): DatabaseReport {
  return checkDatabase(path);
}
