/** The catalogue's address: what is shown comes back from a copied link, and broken ones still open. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaGeometry, areaMembers, parseBox, type SelectionArea } from '../../../../viewer/catalog/state/area.ts';
import { NO_FILTERS } from '../../../../viewer/catalog/state/filters.ts';
import { type CatalogUrl, formatCatalogUrl, parseCatalogUrl } from '../../../../viewer/catalog/state/url.ts';

const EMPTY: CatalogUrl = {
  language: null,
  search: '',
  filters: NO_FILTERS,
  chosen: null,
  area: null,
  colourBy: 'sensor',
  base: 'relief',
  map: null,
};

describe('the address', () => {
  it('writes nothing for the beginning', () => {
    expect(formatCatalogUrl(EMPTY)).toBe('');
    expect(parseCatalogUrl('')).toEqual(EMPTY);
  });

  it('brings everything back', () => {
    const state: CatalogUrl = {
      language: 'en',
      search: '熱海市 & "x"',
      filters: { collections: ['a', 'b'], sensors: ['lp'], products: ['ground'], years: [2019, 2021], text: '08NF' },
      chosen: { collection: 'a', item: '08NF2330-lp' },
      area: {
        kind: 'line',
        line: [
          [138.5, 35],
          [138.6, 35.1],
        ],
        bufferM: 250,
      },
      colourBy: 'year',
      base: 'std',
      map: { lon: 138.51234, lat: 35.01234, zoom: 11.25 },
    };
    const url = formatCatalogUrl(state);
    expect(url).toContain('item=a/08NF2330-lp');
    expect(url).toContain('map=138.51234,35.01234,11.25');
    expect(parseCatalogUrl(url)).toEqual(state);
  });

  it.each<SelectionArea>([
    { kind: 'box', bbox: [138.5, 35, 138.6, 35.1] },
    {
      kind: 'polygon',
      ring: [
        [138.5, 35],
        [138.6, 35],
        [138.55, 35.1],
      ],
    },
    { kind: 'municipality', code: '22205', bbox: [138.99, 34.99, 139.19, 35.16] },
  ])('brings the area back: %o', (area) => {
    expect(parseCatalogUrl(formatCatalogUrl({ ...EMPTY, area })).area).toEqual(area);
  });

  it('reads links to collections and items by their path', () => {
    expect(parseCatalogUrl('?lang=ja', '/catalog/after/08NF2330-lp-2024')).toEqual({
      ...EMPTY,
      language: 'ja',
      chosen: { collection: 'after', item: '08NF2330-lp-2024' },
    });
    expect(parseCatalogUrl('', '/catalog/after').filters.collections).toEqual(['after']);
    expect(parseCatalogUrl('', '/catalog/')).toEqual(EMPTY);
    expect(parseCatalogUrl('?collection=after&item=x').chosen).toEqual({ collection: 'after', item: 'x' });
  });

  it('leaves out what is not understood', () => {
    const broken = '?lang=fr&year=19,2019x,3000&map=999,0,5&bbox=3,2,1,0&colour=red&base=osm&line=1,2&buffer=9&item=x';
    expect(parseCatalogUrl(broken, '/catalog/%E0%A4%A')).toEqual(EMPTY);
  });

  it('never throws, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (search, path) => {
        const state = parseCatalogUrl(`?${search}`, `/catalog/${path}`);
        expect(parseCatalogUrl(formatCatalogUrl(state)).area).toEqual(
          parseCatalogUrl(formatCatalogUrl(parseCatalogUrl(formatCatalogUrl(state)))).area,
        );
      }),
    );
  });
});

describe('an area', () => {
  it('is read from numbers as people type them', () => {
    expect(parseBox('１３８．９、 ３５ 139.0; 35.1')).toEqual([138.9, 35, 139, 35.1]);
    for (const text of ['', '1,2,3', '1,2,3,4,5', '5,0,1,1', '0,91,1,92', '1,2,x,4']) expect(parseBox(text)).toBeNull();
  });

  it('is a member of the selection, and a closed ring for cutting points out', () => {
    const ring = [
      [138.5, 35],
      [138.6, 35],
      [138.55, 35.1],
    ] as const;
    expect(areaMembers({ kind: 'polygon', ring })).toEqual({
      area: { type: 'Polygon', coordinates: [[...ring, ring[0]]] },
    });
    expect(areaMembers({ kind: 'municipality', code: '22205', bbox: [1, 2, 3, 4] })).toEqual({ municipality: '22205' });
    expect(areaGeometry({ kind: 'view', bbox: [1, 2, 3, 4] })?.coordinates[0]).toEqual([
      [1, 2],
      [3, 2],
      [3, 4],
      [1, 4],
      [1, 2],
    ]);
  });
});
