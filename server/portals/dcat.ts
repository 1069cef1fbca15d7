/** The catalogue as DCAT-AP 2 in JSON-LD: what CKAN and open-data portals harvest. Names of members come from the context. */

import { epsgNumber } from '#core/crs/crs.ts';
import { type Word, word } from '#core/drawing/word.ts';
import { knownLicences } from '#worker/store/licence.ts';
import { COPC_MEDIA_TYPE, type LonLatBox, type StacCollection } from '#worker/store/stac.ts';
import { licenceText } from '#worker/store/stac-collection.ts';
import { collectionPath, GEOJSON_TYPE, JSON_TYPE, OPENAPI_TYPE } from '../links.ts';

const CONTEXT = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  locn: 'http://www.w3.org/ns/locn#',
  gsp: 'http://www.opengis.net/ont/geosparql#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
} as const;
const MEDIA_TYPES = 'https://www.iana.org/assignments/media-types/';
const FILE_TYPES = 'http://publications.europa.eu/resource/authority/file-type/';
const LANGUAGES = ['JPN', 'ENG'].map((code) =>
  iri(`http://publications.europa.eu/resource/authority/language/${code}`),
);

export function dcatCatalog(base: string, collections: readonly StacCollection[]) {
  const service = `${base}/api#service`;
  return {
    '@context': CONTEXT,
    '@id': `${base}/api/dcat`,
    '@type': 'dcat:Catalog',
    'dct:title': both(word('点群カタログ', 'Point-cloud catalogue')),
    'dct:description': both(
      word('航空・車載レーザ計測などの点群データの目録', 'Point clouds of airborne, car-borne and other laser surveys'),
    ),
    'dct:publisher': publisherOf(collections[0]),
    'dct:language': LANGUAGES,
    'foaf:homepage': iri(`${base}/`),
    ...(collections.length > 0
      ? {
          'dct:modified': dateTime(
            collections
              .map(({ updated }) => updated)
              .sort()
              .at(-1)!,
          ),
        }
      : {}),
    'dcat:dataset': collections.map((collection) => dataset(base, service, collection)),
    'dcat:service': [
      {
        '@id': service,
        '@type': 'dcat:DataService',
        'dct:title': both(word('点群 API（STAC, OGC API）', 'Point-cloud API (STAC, OGC API)')),
        'dcat:endpointURL': iri(`${base}/api`),
        'dcat:endpointDescription': iri(`${base}/api/openapi.json`),
        'dct:format': iri(`${MEDIA_TYPES}${OPENAPI_TYPE.split(';')[0]}`),
        'dct:conformsTo': [
          iri('https://api.stacspec.org/v1.0.0/core'),
          iri('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core'),
        ],
        'dcat:servesDataset': collections.map(({ id }) => iri(datasetId(base, id))),
      },
    ],
  };
}

const datasetId = (base: string, cid: string) => `${base}${collectionPath(cid)}#dataset`;

function dataset(base: string, service: string, collection: StacCollection) {
  const { id, title, keywords, extent, updated } = collection;
  const self = `${base}${collectionPath(id)}`;
  const epsg = epsgNumber(collection['tengun:crs']);
  const rights = rightsOf(collection);
  const distribution = (name: string, said: Word, url: string, mediaType: string, more: object = {}) => ({
    '@id': `${self}#${name}`,
    '@type': 'dcat:Distribution',
    'dct:title': both(said),
    'dcat:accessURL': iri(url),
    'dcat:mediaType': iri(`${MEDIA_TYPES}${mediaType}`),
    ...rights,
    ...more,
  });
  return {
    '@id': datasetId(base, id),
    '@type': 'dcat:Dataset',
    'dct:identifier': id,
    'dct:title': [tagged(title)],
    'dct:description': [tagged(collection.description), ...factsOf(collection)],
    'dcat:keyword': keywords.map(tagged),
    'dct:publisher': publisherOf(collection),
    ...(collection.contacts ? { 'dcat:contactPoint': collection.contacts.map(vcard) } : {}),
    ...rights,
    'dct:modified': dateTime(updated),
    'dct:spatial': placeOf(extent.spatial.bbox[0]!),
    ...periodOf(extent.temporal.interval[0]!),
    ...(epsg === null ? {} : { 'dct:conformsTo': iri(`http://www.opengis.net/def/crs/EPSG/0/${epsg}`) }),
    'dcat:landingPage': iri(`${base}/?collections=${encodeURIComponent(id)}`),
    'dct:language': LANGUAGES,
    'dcat:distribution': [
      distribution(
        'vpc',
        word('点群（COPC）の一覧、QGIS の仮想点群', 'All point-cloud files (COPC), virtual point cloud of QGIS'),
        `${self}/virtual-point-cloud.vpc`,
        GEOJSON_TYPE,
        { 'dcat:downloadURL': iri(`${self}/virtual-point-cloud.vpc`), 'dct:format': literalFormat(COPC_MEDIA_TYPE) },
      ),
      distribution('3dtiles', word('3D Tiles 1.1', '3D Tiles 1.1'), `${self}/3dtiles/tileset.json`, JSON_TYPE, {
        'dct:conformsTo': iri('http://www.opengis.net/doc/CS/3DTiles/1.1'),
      }),
      distribution('stac', word('STAC コレクション', 'STAC collection'), self, JSON_TYPE, {
        'dct:conformsTo': iri('https://schemas.stacspec.org/v1.1.0/collection-spec/json-schema/collection.json'),
        'dct:format': iri(`${FILE_TYPES}JSON`),
        'dcat:accessService': iri(service),
      }),
      distribution('items', word('アイテム（GeoJSON）', 'Items (GeoJSON)'), `${self}/items`, GEOJSON_TYPE, {
        'dcat:accessService': iri(service),
      }),
    ],
  };
}

function factsOf(collection: StacCollection) {
  const [items, points] = [collection['tengun:item_count'], collection['tengun:point_count'].toLocaleString('en-US')];
  return both(word(`点群データ、${items} ファイル、${points} 点`, `Point cloud, ${items} files, ${points} points`));
}

/** An address for each licence that is known; its words for all others. */
function rightsOf(collection: StacCollection) {
  const text = licenceText(collection);
  const known = knownLicences(text).map(({ url }) => iri(url));
  if (known.length > 0) return { 'dct:license': known.length === 1 ? known[0] : known };
  return text === 'other' ? {} : { 'dct:rights': { '@type': 'dct:RightsStatement', 'rdfs:label': tagged(text) } };
}

function publisherOf(collection: StacCollection | undefined) {
  const name = collection?.attribution ?? collection?.contacts?.[0]?.name ?? 'Tengun';
  return { '@type': 'foaf:Agent', 'foaf:name': tagged(name) };
}

function vcard({ name, emails = [], links = [] }: NonNullable<StacCollection['contacts']>[number]) {
  return {
    '@type': 'vcard:Kind',
    'vcard:fn': name,
    ...(emails.length > 0 ? { 'vcard:hasEmail': emails.map(({ value }) => iri(`mailto:${value}`)) } : {}),
    ...(links.length > 0 ? { 'vcard:hasURL': links.map(({ href }) => iri(href)) } : {}),
  };
}

function placeOf([west, south, east, north]: LonLatBox) {
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  const wkt = `POLYGON((${ring.map(([lon, lat]) => `${lon} ${lat}`).join(', ')}))`;
  return {
    '@type': 'dct:Location',
    'dcat:bbox': { '@type': 'gsp:wktLiteral', '@value': wkt },
    'locn:geometry': {
      '@type': 'gsp:geoJSONLiteral',
      '@value': JSON.stringify({ type: 'Polygon', coordinates: [ring] }),
    },
  };
}

function periodOf([from, to]: readonly [string | null, string | null]) {
  if (from === null && to === null) return {};
  return {
    'dct:temporal': {
      '@type': 'dct:PeriodOfTime',
      ...(from === null ? {} : { 'dcat:startDate': dateTime(from) }),
      ...(to === null ? {} : { 'dcat:endDate': dateTime(to) }),
    },
  };
}

function iri(address: string) {
  return { '@id': address };
}

function dateTime(value: string) {
  return { '@type': 'xsd:dateTime', '@value': value };
}

function literalFormat(mediaType: string) {
  return iri(`${MEDIA_TYPES}${mediaType}`);
}

function both({ ja, en }: Word) {
  return [
    { '@language': 'ja', '@value': ja },
    { '@language': 'en', '@value': en },
  ];
}

/** A text of the owner in its language: Japanese where it has kana or kanji. */
function tagged(text: string) {
  return { '@language': /[\u3040-\u30ff\u3400-\u9fff]/.test(text) ? 'ja' : 'en', '@value': text };
}
