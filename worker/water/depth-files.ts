/** The depths at a level as files for other programs. */
import { DEPTH_CLASSES } from '#core/water/depth-classes.ts';
import { depthsAt, waterAt } from '#core/water/water-level.ts';
import { answerFrame } from '../change/request-area.ts';
import type { FileResult } from '../file-result.ts';
import { COG_MEDIA_TYPE, gridCog } from '../grids/formats/grid-cog.ts';
import { provenanceOf } from '../measuring/provenance.ts';
import { storedRecords } from '../sections/source-words.ts';
import { hexOf, type InundationAnswer, measured, outlinesOf, usedOf } from './inundation-result.ts';

/** Metres, 32-bit floats; NaN is dry, no data, or outside of the area. */
export function depthCog({ inputs, frame, flood }: InundationAnswer): FileResult {
  const bytes = gridCog({
    grid: flood.ground.grid,
    values: Float32Array.from(depthsAt(flood, inputs.levels[0]!)),
    crs: frame.crs,
    verticalCode: null,
    noData: Number.NaN,
    description: `depth of still water at ${inputs.levels[0]} m, simplified, metres`,
  });
  return {
    kind: 'file',
    mediaType: COG_MEDIA_TYPE,
    fileName: 'depth.tif',
    title: `Depth of still water at ${inputs.levels[0]} m (simplified), metres`,
    bytes,
  };
}

/**
 * Outlines of the depth classes. Plane coordinates name their system in the member `crs` of GeoJSON 2008, which GIS programs read;
 * RFC 7946 knows longitude and latitude only.
 */
export function depthGeoJson({ inputs, frame, source, flood }: InundationAnswer): FileResult {
  const levelM = inputs.levels[0]!;
  const place = answerFrame(frame, inputs.crs);
  const { classAreasM2, areaM2, volumeM3, maxDepthM } = waterAt(flood, levelM);
  const features = outlinesOf(flood, levelM, place).map(({ depthClass, outline }) => {
    const { fromM, toM, colour } = DEPTH_CLASSES[depthClass]!;
    const properties = { levelM, fromM, toM, areaM2: classAreasM2[depthClass], colour: hexOf(colour), label: '簡易' };
    return JSON.stringify({ type: 'Feature', geometry: outline, properties });
  });
  const epsg = /^EPSG:(\d+)$/i.exec(place.crs ?? '')?.[1];
  const head = {
    name: 'inundation',
    ...(epsg === undefined ? {} : { crs: { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${epsg}` } } }),
    label: '簡易',
    levelM,
    areaM2,
    volumeM3,
    maxDepthM,
    provenance: provenanceOf('inundation', measured(inputs), usedOf(source, flood), storedRecords([source])),
  };
  const text = `{"type":"FeatureCollection",${JSON.stringify(head).slice(1, -1)},"features":[\n${features.join(',\n')}\n]}\n`;
  return {
    kind: 'file',
    mediaType: 'application/geo+json',
    fileName: 'inundation.geojson',
    title: `Depth classes of still water at ${levelM} m (simplified)`,
    bytes: new TextEncoder().encode(text),
  };
}
