/** A program of its own that writes projects until it is killed: `write-projects.ts DATABASE`. Each line it prints is an entry on the disk. */
import { ANYBODY } from '../../server/projects/repository.ts';
import { openSqliteRepository } from '../../server/projects/sqlite-repository.ts';

const path = process.argv[2];
if (!path) throw new Error('expected the path of a database');
const limits = { projects: 1000, entriesPerProject: 100_000, entryBytes: 2 ** 20, totalBytes: 2 ** 32, links: 1000 };
const repository = openSqliteRepository(path, { limits });
const project = repository.create(ANYBODY, `run ${process.pid}`);
for (let index = 0; ; index++) {
  // pairs in one transaction: one without the other would be half a change
  const text = `${index} `.repeat(400);
  const pair = ['a', 'b'].map((half) => ({ content: { kind: 'note' as const, name: `${index}${half}`, text } }));
  repository.addEntries(ANYBODY, project.id, pair);
  process.stdout.write(`${project.id} ${index}\n`);
}
