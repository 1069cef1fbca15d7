/**
 * The first thing that runs, a few lines: asks the server for the scene and for its first points while the page itself is
 * still on its way.
 */
import { askEarly, scenePath } from './api/early.ts';

const query = new URLSearchParams(window.location.search);
const hidden = query.get('hidden')?.split(',') ?? [];
const scene = askEarly(scenePath(query.get('collections')?.split(',') ?? []));
if (query.get('view') !== 'globe') scene.then(askFirst).catch(() => undefined);

async function askFirst(answer: Response): Promise<void> {
  const body: unknown = answer.ok ? await answer.clone().json() : null;
  for (const entry of listOf(body, 'collections')) {
    const id = memberOf(memberOf(entry, 'collection'), 'id');
    if (typeof id === 'string' && hidden.includes(id)) continue;
    for (const path of listOf(memberOf(entry, 'facts'), 'first')) if (typeof path === 'string') askEarly(path);
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = memberOf(value, name);
  return Array.isArray(list) ? list : [];
}
