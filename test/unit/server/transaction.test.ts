import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../../server/transaction.ts';

const open = () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY) STRICT');
  return database;
};
const ids = (database: DatabaseSync) =>
  database
    .prepare('SELECT id FROM rows')
    .all()
    .map(({ id }) => id);

describe('a change of a database', () => {
  it('is done as a whole, and gives what its work gives', () => {
    const database = open();
    expect(inTransaction(database, () => database.prepare('INSERT INTO rows VALUES (1), (2)').run().changes)).toBe(2);
    expect(ids(database)).toEqual([1, 2]);
  });

  it('leaves nothing of work that fails', () => {
    const database = open();
    const failing = () => {
      database.exec('INSERT INTO rows VALUES (1)');
      throw new Error('in the middle');
    };
    expect(() => inTransaction(database, failing)).toThrow('in the middle');
    expect([database.isTransaction, ids(database)]).toEqual([false, []]);
  });

  it('says why it failed where SQLite has taken it back itself, as on a full disk', () => {
    const database = open();
    const failing = () => database.exec('INSERT INTO rows VALUES (1); INSERT OR ROLLBACK INTO rows VALUES (1)');
    expect(() => inTransaction(database, failing)).toThrow('UNIQUE constraint failed');
    expect([database.isTransaction, ids(database)]).toEqual([false, []]);
  });
});
