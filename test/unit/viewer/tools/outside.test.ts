/** Kinds of layers, what map servers offer, layers and looks in the address, the catalogue. */
import { describe, expect, it } from 'vitest';
import { parseCollection } from '../../../../viewer/api/collections.ts';
import { formatLooks, lookOf, parseLooks, withLook } from '../../../../viewer/state/layer-look.ts';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';
import { readAddresses } from '../../../../viewer/tools/outside/address-search.ts';
import { capabilitiesUrl, readWms, readWmts } from '../../../../viewer/tools/outside/capabilities.ts';
import { byYear, matching } from '../../../../viewer/tools/outside/catalogue-order.ts';
import { absoluteUrl } from '../../../../viewer/tools/outside/fetch-bounded.ts';
import { kindOfContent, kindOfUrl } from '../../../../viewer/tools/outside/kinds.ts';
import { EMPTY_OUTSIDE, newLayer, reduceOutside } from '../../../../viewer/tools/outside/state.ts';
import { renumbered } from '../../../../viewer/tools/outside/url.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('what a layer is', () => {
  it.each([
    ['https://x/xyz/std/{z}/{x}/{y}.png', 'xyz'],
    ['https://x/wms?SERVICE=WMS&VERSION=1.3.0', 'wms'],
    ['https://x/ows?request=GetMap', 'wms'],
    ['https://x/1.0.0/WMTSCapabilities.xml', 'wmts'],
    ['https://x/a.GLB?key=1', 'gltf'],
    ['https://x/a.czml', 'czml'],
    ['https://x/tileset.json', null],
    ['https://x/data', null],
  ])('%s', (url, kind) => expect(kindOfUrl(url)).toBe(kind));

  it.each([
    ['{"asset":{"version":"1.1"},"geometricError":500,"root":{}}', '3dtiles'],
    ['\ufeff{ "type" : "FeatureCollection", "features": []}', 'geojson'],
    ['{"asset":{"version":"2.0"},"scenes":[],"nodes":[]}', 'gltf'],
    ['{"tilejson":"3.0.0","tiles":["https://x/{z}/{x}/{y}.png"]}', 'xyz'],
    ['[{"id":"document","version":"1.0"}]', 'czml'],
    ['<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">', 'kml'],
    ['<WMT_MS_Capabilities version="1.1.1">', 'wms'],
    ['<Capabilities xmlns="http://www.opengis.net/wmts/1.0">', 'wmts'],
    ['<ServiceExceptionReport>', 'exception'],
    ['<!DOCTYPE html><html>', 'page'],
    ['glTF\x02', 'gltf'],
    ['II*\0', 'geotiff'],
    ['PK\x03\x04', 'zip'],
    ['{"hello":1}', 'other'],
    ['', 'other'],
  ])('content %j', (text, kind) => expect(kindOfContent(bytes(text))).toBe(kind));

  it('takes http and https only', () => {
    expect(absoluteUrl(' https://x/{z}/{x}/{y}.png ', 'http://page/')).toBe('https://x/{z}/{x}/{y}.png');
    expect(() => absoluteUrl('javascript:alert(1)', 'http://page/')).toThrow(/expected an http or https address/);
    expect(() => absoluteUrl('file:///etc/passwd', 'http://page/')).toThrow(/expected an http or https address/);
  });
});

describe('map servers', () => {
  it('WMTS: layers in Web Mercator, levels from coarse to fine', () => {
    const set = (
      id: string,
      crs: string,
    ) => `<TileMatrixSet><ows:Identifier>${id}</ows:Identifier><ows:SupportedCRS>${crs}</ows:SupportedCRS>
      <TileMatrix><ows:Identifier>${id}:1</ows:Identifier><ScaleDenominator>279541132</ScaleDenominator></TileMatrix>
      <TileMatrix><ows:Identifier>${id}:0</ows:Identifier><ScaleDenominator>559082264</ScaleDenominator></TileMatrix></TileMatrixSet>`;
    const layer = (
      id: string,
      link: string,
    ) => `<Layer><ows:Title>${id} title</ows:Title><ows:Identifier>${id}</ows:Identifier>
      <Style isDefault="true"><ows:Identifier>plain</ows:Identifier></Style><Format>image/jpeg</Format><Format>image/png</Format>
      <TileMatrixSetLink><TileMatrixSet>${link}</TileMatrixSet></TileMatrixSetLink>
      <ResourceURL format="image/png" resourceType="tile" template="https://m/${id}/{TileMatrix}/{TileRow}/{TileCol}.png"/></Layer>`;
    const document = (
      layers: string,
    ) => `<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1">
      <Contents>${layers}${set('mercator', 'urn:ogc:def:crs:EPSG::3857')}${set('plane', 'urn:ogc:def:crs:EPSG::6676')}</Contents></Capabilities>`;
    const offer = readWmts(document(layer('a', 'plane') + layer('b', 'mercator')));
    expect(offer.layers).toEqual([
      {
        name: 'b',
        title: 'b title',
        bbox: null,
        tiles: {
          template: 'https://m/b/{TileMatrix}/{TileRow}/{TileCol}.png',
          matrixSet: 'mercator',
          levels: ['mercator:0', 'mercator:1'],
          style: 'plain',
          format: 'image/png',
        },
      },
    ]);
    expect(() => readWmts(document(layer('a', 'plane')))).toThrow(/Web Mercator/);
    expect(() => readWms('<a>')).toThrow();
    expect(() => readWms('<WMS_Capabilities/>')).toThrow(/seen none/);
  });

  it('asks for capabilities without what one request says', () => {
    expect(capabilitiesUrl('https://x/wms?map=a&SERVICE=wms&LAYERS=b&BBOX=1,2,3,4', 'WMS')).toBe(
      'https://x/wms?map=a&service=WMS&request=GetCapabilities',
    );
  });
});

describe('the address', () => {
  const place = { lon: 138.5, lat: 35.1, elevationM: 12.5, headingDeg: 30, scale: 2 };
  const layers = [
    newLayer('https://x/a~b;c/tileset.json?k=1&l=%E3%81%82', '3dtiles', {
      name: '建物;~',
      opacity: 0.4,
      attribution: 'PLATEAU',
    }),
    newLayer('https://x/m.glb', 'gltf', { place, visible: false }),
    newLayer('https://x/wms', 'wms', { layer: 'a:b,c' }),
    newLayer('own.glb', 'gltf', { isFile: true }),
  ];

  it('keeps layers, and opens none of them by itself', () => {
    const read = parseUrl(formatUrl({ outside: layers })).outside;
    expect(read).toEqual(layers.slice(0, 3).map((layer) => ({ ...layer, stage: { state: 'asking' } })));
  });

  it('leaves out what is no layer', () => {
    expect(parseUrl('?layers=3dtiles~javascript%3Aalert(1);nonsense~https%3A%2F%2Fx;xyz').outside).toEqual([]);
  });

  it('keeps looks, of layers by their place in the address', () => {
    let looks = withLook({}, 'after', { opacity: 0.5, size: 'large', heightRangeM: [-3.5, 120], clip: 'ignore' });
    looks = withLook(looks, 'outside:3', { shadow: 'none', draw: 'fast' });
    expect(parseLooks(formatLooks(looks))).toEqual(looks);
    expect(withLook(looks, 'after', { opacity: 1, size: null, heightRangeM: null, clip: 'follow' })).not.toHaveProperty(
      'after',
    );
    let state = EMPTY_OUTSIDE;
    for (const layer of [layers[3]!, layers[0]!, layers[1]!]) state = reduceOutside(state, { type: 'add', layer });
    const counted = renumbered(looks, state);
    // the file of the user is not in the address
    expect(lookOf(counted, 'outside:2').draw).toBe('fast');
    expect(counted).not.toHaveProperty('outside:3');
    expect(parseLooks('after~opacity=9,size=huge,height=5:1;;%E0%A4%A~draw=fast')).toBeUndefined();
  });
});

describe('the catalogue', () => {
  const collection = (id: string, title: string, start: string | null) =>
    parseCollection({ id, title, extent: { temporal: { interval: [[start, null]] } } })!;
  const all = [
    collection('a', '富士山 2019', '2019-05-01'),
    collection('b', '伊豆 ＡＬＢ', '2022-01-01'),
    collection('c', '富士宮', null),
    collection('d', '安倍川', '2022-03-01'),
  ];

  it('stands by year, the latest first', () => {
    expect(byYear(all).map(({ year, collections }) => [year, collections.map(({ id }) => id)])).toEqual([
      ['2022', ['b', 'd']],
      ['2019', ['a']],
      [null, ['c']],
    ]);
  });

  it('finds by every word, whatever the width of the letters', () => {
    expect(matching(all, 'alb').map(({ id }) => id)).toEqual(['b']);
    expect(matching(all, '富士 2019').map(({ id }) => id)).toEqual(['a']);
    expect(matching(all, ' ')).toEqual([]);
  });

  it('reads found addresses, and leaves out what is none', () => {
    const text = JSON.stringify([
      { geometry: { coordinates: [138.38, 34.97], type: 'Point' }, properties: { title: '静岡県静岡市' } },
      { geometry: { coordinates: ['x', 1] }, properties: { title: 'no' } },
      null,
    ]);
    expect(readAddresses(text)).toEqual([{ title: '静岡県静岡市', lon: 138.38, lat: 34.97 }]);
    expect(readAddresses('{}')).toEqual([]);
  });
});
