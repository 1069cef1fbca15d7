import { watch } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Audience, audienceKey, closedness, lists, type Reader, sees } from '#worker/store/audience.ts';
import type { CollectionAccess } from '#worker/store/collection-access.ts';
import { findPage } from '#worker/store/find-page.ts';
import type { AccessVisibility, IndexSummary, Visibility } from '#worker/store/index-summary.ts';
import { isAsClosed } from '#worker/store/set-access.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { setUploadAccess } from '#worker/store/upload-access.ts';
import { indexSummary } from '../../helpers/index-summary.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function put(
  store: Store,
  id: string,
  overrides: Partial<IndexSummary> = {},
  access: CollectionAccess | null = null,
) {
  const summary = indexSummary({ id, ...overrides });
  const draft = await store.createDraft(summary.collection, id);
  await writeFile(draft.dataPath, id);
  return await draft.publish(summary, {}, access);
}

const reader = (user: string, ...groups: string[]): Reader => ({ user, groups });
const ADMIN: Reader = { user: 'root', groups: [], isAdmin: true };
const closed = (visibility: AccessVisibility, owner: string | null = null, ...groups: string[]): CollectionAccess => ({
  visibility,
  groups,
  owner,
});
const idsOf = async (dir: string, audience: Audience) =>
  (await openStore(dir, { audience }).listCollections()).map(({ id }) => id);

describe('who sees a collection', () => {
  it('is decided by its rule and by what its items say, the less open of both', async () => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    for (const collection of ['open', 'roads', 'mine', 'secret']) await put(store, 'sheet', { collection });
    await store.setAccess('roads', closed('group', null, '土木課', 'rivers'));
    await store.setAccess('mine', closed('private', 'u1'));
    await store.setAccess('secret', closed('private'));
    expect(await idsOf(dir, 'public')).toEqual(['open']);
    expect(await idsOf(dir, reader('u2'))).toEqual(['open']);
    expect(await idsOf(dir, reader('u2', '土木課'))).toEqual(['open', 'roads']);
    expect(await idsOf(dir, reader('u1', 'parks'))).toEqual(['mine', 'open']);
    expect(await idsOf(dir, ADMIN)).toEqual(['mine', 'open', 'roads', 'secret']);
    expect(await idsOf(dir, 'all')).toEqual(['mine', 'open', 'roads', 'secret']);
    const catalog = await readFile(join(dir, 'catalog.json'), 'utf8');
    expect(catalog).toContain('open/collection.json');
    expect(catalog).not.toMatch(/roads|mine|secret/);
  });

  it('is the same for everything that is asked of it', async () => {
    const dir = await temporaryFolder();
    await put(openStore(dir), 'sheet', { collection: 'roads' }, closed('group', null, 'civil'));
    const outside = openStore(dir, { audience: reader('u', 'parks') });
    const notFound = { code: 'NOT_FOUND' };
    await expect(outside.getCollection('roads')).rejects.toMatchObject(notFound);
    await expect(outside.listItems('roads')).rejects.toMatchObject(notFound);
    await expect(outside.getItem('roads', 'sheet')).rejects.toMatchObject(notFound);
    await expect(outside.assertItem('roads', 'sheet')).rejects.toMatchObject(notFound);
    await expect(outside.accessOf('roads')).rejects.toMatchObject(notFound);
    await expect(outside.getReport('roads')).rejects.toMatchObject(notFound);
    await expect(outside.productsRevision('roads')).rejects.toMatchObject(notFound);
    expect(await outside.hasItem('roads', 'sheet')).toBe(false);
    const page = { query: {}, order: [], limit: 10, token: undefined };
    expect(await findPage(outside, { ...page, collections: null })).toMatchObject({ matched: 0 });
    expect(await findPage(outside, { ...page, collections: ['roads'] })).toMatchObject({ matched: 0 });
    const inside = openStore(dir, { audience: reader('u', 'civil') });
    expect(await inside.getCollection('roads')).toMatchObject({ 'tengun:visibility': 'group' });
    expect(await findPage(inside, { ...page, collections: null })).toMatchObject({ matched: 1 });
    await inside.assertItem('roads', 'sheet');
  });

  it('closes at once, and for everybody when the rule cannot be read', async () => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    await put(store, 'sheet', { collection: 'roads' });
    const seen = openStore(dir, { audience: 'public' });
    expect((await seen.listItems('roads')).matched).toBe(1);
    await store.setAccess('roads', closed('private'));
    await expect(seen.getCollection('roads')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await store.setAccess('roads', closed('public'));
    expect((await seen.listItems('roads')).matched).toBe(1);
    // what nobody writes is not read whole either
    const long = JSON.stringify({ visibility: 'public', groups: [], owner: null }).padEnd(65 * 1024);
    const odd = ['', '{', '[]', '{"visibility":"open","groups":[],"owner":null}', '{"visibility":null}', long];
    for (const damage of odd) {
      await writeFile(join(dir, 'roads', 'access.json'), damage);
      await expect(seen.getCollection('roads')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(openStore(dir, { audience: reader('u') }).getItem('roads', 'sheet')).rejects.toThrow();
      expect(await idsOf(dir, ADMIN)).toEqual(['roads']);
    }
    await rm(join(dir, 'roads', 'access.json'));
    expect((await seen.listItems('roads')).matched).toBe(1);
  });

  it.runIf(process.platform === 'linux').each([
    ['closing', closed('public'), closed('private')],
    ['opening', closed('private'), closed('public')],
    ['of another group', closed('group', null, 'civil'), closed('group', null, 'parks')],
  ])('is one writing: %s', async (_, before, after) => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    await put(store, 'sheet', { collection: 'roads' });
    await store.setAccess('roads', before);
    const names: (string | null)[] = [];
    const watcher = watch(join(dir, 'roads'), (_event, name) => names.push(name));
    onTestFinished(() => watcher.close());
    await store.setAccess('roads', after);
    await writeFile(join(dir, 'roads', 'end'), '');
    await expect.poll(() => names.includes('end')).toBe(true);
    // a rename over the file is one event of its name
    expect(names.filter((name) => name === 'access.json')).toHaveLength(1);
    expect(await store.accessOf('roads')).toEqual(after);
  });

  it('opens items that were private on their own when somebody opens the collection', async () => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    await put(store, 'a', { collection: 'roads', visibility: 'private', bounds: [0, 0, 0, 10, 10, 10] });
    await put(store, 'b', { collection: 'roads', visibility: 'private', bounds: [0, 0, 0, 500, 10, 10] });
    const seen = openStore(dir, { audience: 'public' });
    await expect(seen.getCollection('roads')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await store.setAccess('roads', closed('group', null, 'civil'));
    await expect(seen.getItem('roads', 'a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await openStore(dir, { audience: reader('u', 'civil') }).listItems('roads')).matched).toBe(2);
    await store.setAccess('roads', closed('public'));
    expect((await seen.listItems('roads')).matched).toBe(2);
    expect(await seen.getCollection('roads')).toMatchObject({ 'tengun:item_count': 2, 'tengun:visibility': 'public' });
  });

  it('leaves a private item among public ones to administrators and the owner', async () => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    await put(store, 'a', { collection: 'roads' });
    await put(store, 'b', { collection: 'roads', visibility: 'private' });
    const count = async (audience: Audience) => (await openStore(dir, { audience }).listItems('roads')).matched;
    expect(await Promise.all([count('public'), count(reader('u', 'civil')), count(ADMIN)])).toEqual([1, 1, 2]);
    // what documents and tiles are made of is the same for all
    expect(await count('shown')).toBe(1);
    const shown = openStore(dir, { audience: 'shown' });
    await expect(shown.getItem('roads', 'b')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('holds a collection that is derived to the rule of its source', async () => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    await put(store, 'sheet', { collection: 'made' }, closed('group', null, 'civil'));
    const more = (access: CollectionAccess) => put(store, 'more', { collection: 'made' }, access);
    await expect(more(closed('private'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(more(closed('group', null, 'parks'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await more(closed('group', null, 'parks', 'civil'));
    expect(await store.accessOf('made')).toEqual(closed('group', null, 'civil'));
  });

  it('shows one item to whoever holds a signed link, and nothing else', async () => {
    const dir = await temporaryFolder();
    const store = openStore(dir);
    for (const id of ['a', 'b']) await put(store, id, { collection: 'roads', visibility: 'private' });
    const linked = { collection: 'roads', item: 'a', by: ADMIN };
    const holder = openStore(dir, { audience: { user: null, groups: [], linked } });
    expect((await holder.getItem('roads', 'a')).id).toBe('a');
    await holder.assertItem('roads', 'a');
    for (const ask of [
      () => holder.getItem('roads', 'b'),
      () => holder.getCollection('roads'),
      () => holder.listItems('roads'),
      () => holder.assertItem('roads', 'b'),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await holder.listCollections()).toEqual([]);
    // not more than who handed it out sees, and not less than its holder
    const byOther = { ...linked, by: reader('u2', 'parks') };
    await expect(
      openStore(dir, { audience: { user: null, groups: [], linked: byOther } }).getItem('roads', 'a'),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await openStore(dir, { audience: { ...ADMIN, linked: byOther } }).getItem('roads', 'a')).id).toBe('a');
  });

  it('holds for surfaces and alignments of uploads too', async () => {
    const dir = await temporaryFolder();
    const [mine, open] = ['a'.repeat(32), 'b'.repeat(32)];
    await setUploadAccess(dir, mine, closed('group', 'u1', 'civil'));
    const may = async (audience: Audience, id: string) =>
      await openStore(dir, { audience })
        .assertUpload(id, 'surface')
        .then(
          () => true,
          () => false,
        );
    const all: Audience[] = ['public', reader('u2'), reader('u2', 'civil'), reader('u1'), ADMIN, 'all'];
    expect(await Promise.all(all.map((audience) => may(audience, mine)))).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(await Promise.all(all.map((audience) => may(audience, open)))).toEqual(all.map(() => true));
    expect(await may('public', '../x')).toBe(true);
  });

  it.each([
    { visibility: 'group', groups: [], owner: null },
    { visibility: 'open', groups: [], owner: null },
    { visibility: 'group', groups: ['../x'], owner: null },
    { visibility: 'group', groups: Array.from({ length: 101 }, (_, i) => `g${i}`), owner: null },
  ])('refuses the rule %j', async (access) => {
    const store = openStore(await temporaryFolder());
    await put(store, 'sheet', { collection: 'roads' });
    await expect(store.setAccess('roads', access as CollectionAccess)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(store.setAccess('none', closed('public'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the rule itself', () => {
  const names = fc.subarray(['civil', 'parks', 'rivers']);
  const users = fc.constantFrom('u1', 'u2', null);
  const visibility = fc.constantFrom<AccessVisibility | null>('public', 'unlisted', 'group', 'private', null);
  const own = fc.constantFrom<Visibility>('public', 'unlisted', 'private');
  const access: fc.Arbitrary<CollectionAccess> = fc.record({ visibility, groups: names, owner: users });
  const audience: fc.Arbitrary<Reader> = fc.record({ user: users, groups: names });

  it('shows no more to the public than to anybody, and everything to administrators', () => {
    fc.assert(
      fc.property(access, own, audience, (rule, item, who) => {
        if (sees('public', rule, item)) expect(sees(who, rule, item)).toBe(true);
        expect(sees({ ...who, isAdmin: true }, rule, item)).toBe(sees('public', rule, item) || true);
        if (lists(who, rule, item)) expect(sees(who, rule, item)).toBe(true);
        if (who.user === null) expect(sees(who, rule, item)).toBe(sees('public', rule, item));
      }),
    );
  });

  it('never opens by closing', () => {
    fc.assert(
      fc.property(access, visibility, own, audience, (rule, other, item, who) => {
        if (closedness(other) < closedness(rule.visibility)) return;
        if (sees(who, { ...rule, visibility: other }, item)) expect(sees(who, rule, item)).toBe(true);
      }),
    );
  });

  it('takes a rule for as closed only where nobody sees more', () => {
    fc.assert(
      fc.property(access, access, own, audience, (known, wanted, item, who) => {
        if (!isAsClosed(known, wanted) || who.user === null) return;
        if (sees(who, known, item)) expect(sees(who, wanted, item)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('has one key for equal readers', () => {
    expect(audienceKey({ user: 'u', groups: ['b', 'a'] })).toBe(audienceKey({ user: 'u', groups: ['a', 'b'] }));
    expect(audienceKey({ user: 'u', groups: [] })).not.toBe(audienceKey({ user: 'u', groups: [], isAdmin: true }));
    expect(audienceKey('public')).not.toBe(audienceKey({ user: null, groups: [] }));
  });
});
