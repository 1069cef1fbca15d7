/** A TerriaJS initialization file: each collection as a group with its 3D Tiles, for portals such as a digital twin's. */

import type { LonLatBox, StacCollection } from '#worker/store/stac.ts';
import { licenceText } from '#worker/store/stac-collection.ts';
import { collectionPath } from '../links.ts';

/** Room around the data, as a part of its extent, and at least this many degrees. */
const MARGIN = { part: 0.1, degrees: 0.002 };

export function terriaCatalog(base: string, collections: readonly StacCollection[]) {
  const boxes = collections.map(({ extent }) => extent.spatial.bbox[0]!);
  const camera = boxes.length > 0 ? { homeCamera: rectangle(boxes), initialCamera: rectangle(boxes) } : {};
  return { ...camera, catalog: collections.map((collection) => group(base, collection)) };
}

function group(base: string, collection: StacCollection) {
  const { id, title, description } = collection;
  return {
    type: 'group',
    id: `tengun-${id}`,
    name: title,
    description,
    isOpen: true,
    members: [
      {
        type: '3d-tiles',
        id: `tengun-${id}-3dtiles`,
        name: title,
        url: `${base}${collectionPath(id)}/3dtiles/tileset.json`,
        description,
        attribution: collection.attribution ?? title,
        opacity: 1,
        style: { pointSize: '2' },
        allowFeaturePicking: false,
        rectangle: rectangle([collection.extent.spatial.bbox[0]!]),
        info: infoOf(base, collection),
        infoSectionOrder: ['説明 / Description', 'ライセンス / Licence', 'データ / Data'],
      },
    ],
  };
}

function infoOf(base: string, collection: StacCollection) {
  const { id, description, attribution } = collection;
  const [from, to] = collection.extent.temporal.interval[0]!;
  const period = from === null ? '不明 / unknown' : `${from.slice(0, 10)} – ${(to ?? from).slice(0, 10)}`;
  const points = collection['tengun:point_count'].toLocaleString('en-US');
  const api = `${base}${collectionPath(id)}`;
  return [
    { name: '説明 / Description', content: description },
    {
      name: 'ライセンス / Licence',
      content: [licenceText(collection), ...(attribution === undefined ? [] : [attribution])].join(' · '),
    },
    {
      name: 'データ / Data',
      content: [
        `点数 / Points: ${points}`,
        `計測 / Surveyed: ${period}`,
        `座標系 / CRS: ${collection['tengun:crs'] ?? collection['tengun:crs_name']}`,
        `標高の基準 / Vertical datum: ${collection['tengun:vertical_datum'] ?? '—'}`,
        `STAC: ${api}`,
        `QGIS (VPC): ${api}/virtual-point-cloud.vpc`,
      ].join('\n\n'),
    },
  ];
}

function rectangle(boxes: readonly LonLatBox[]) {
  const west = Math.min(...boxes.map((box) => box[0]));
  const south = Math.min(...boxes.map((box) => box[1]));
  const east = Math.max(...boxes.map((box) => box[2]));
  const north = Math.max(...boxes.map((box) => box[3]));
  const margin = Math.max(MARGIN.degrees, MARGIN.part * Math.max(east - west, north - south));
  return {
    west: Math.max(-180, west - margin),
    south: Math.max(-90, south - margin),
    east: Math.min(180, east + margin),
    north: Math.min(90, north + margin),
  };
}
