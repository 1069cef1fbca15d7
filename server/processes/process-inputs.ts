/** Inputs of processes as OGC API Processes describes them, from the contract's schemas. */
import type { ProcessInput } from './process-runner.ts';

const TITLES: Readonly<Record<string, string>> = {
  area: 'Area',
  line: 'Line',
  crs: 'Coordinate reference system of the geometry',
  areas: 'Named areas, instead of one',
  surface: 'Surface to judge',
  date: 'Day from which age is counted',
  labels: 'Names of the epochs',
  alignment: 'Axis of sections, or of a road',
  contourIntervalM: 'Thickness of slices, metres',
  tie: 'Ground that did not change',
  soil: 'Class of soil, or its factors',
  purpose: 'What the volume is for',
  rounding: 'How numbers are rounded for people',
  existing: 'The surface before',
  compared: 'The surface after, or a plane',
  method: 'Method',
  sampling: 'How heights come from points',
  cellSizeM: 'Cell size, metres',
  maxEdgeM: 'Longest edge of the TIN, metres; larger gaps are no data',
  stationPitchM: 'Distance of sections, metres',
  differenceGrid: 'Whether to return the differences as a grid',
  widthM: 'Full width of the corridor, metres',
  surfaces: 'Surfaces, in their order',
  stepM: 'Distance of samples on the line, metres',
  points: 'Whether to return points',
  maxPoints: 'Most points to return',
  collection: 'Collection',
  item: 'Item to classify; it stays as it is',
  targetCollection: 'Collection of the derived item',
  parameters: 'Parameters of the filter, metres',
  kind: 'A pad, or a section along an alignment',
  name: 'Name of the surface',
  elevationM: 'Elevation of the pad, metres',
  slope: 'Fall of the pad',
  profile: 'Heights along the alignment, metres',
  carriageway: 'Standard section without its slopes',
  solve: 'What the height is solved for',
  maxHeightM: 'Greatest fill over the ground, metres',
  fillSlope: '1:n of fill slopes',
  cutSlope: '1:n of cut slopes',
  bermEveryM: 'Height between berms, metres',
  bermWidthM: 'Width of berms, metres',
  format: 'A list of changes, a GeoTIFF or a picture',
  minAreaM2: 'Smallest change that is listed, m²',
  minThicknessM: 'Smallest difference that counts, metres',
  maxChanges: 'Most changes that are listed',
  legend: 'Legend of the picture',
  pitchM: 'Distance of stations, metres',
  plusStations: 'Further stations',
  namedPoints: 'Whether BC, EC, KA, KE are stations too',
  fromStation: 'First station',
  toStation: 'Last station',
  leftM: 'Width to the left of the axis, metres',
  rightM: 'Width to the right of the axis, metres',
  skews: 'Sections out of the right angle',
  style: 'Road or river',
  downstream: 'Which way the water of a river runs',
  simplifyM: 'Accuracy of simplified lines, metres',
  climbToleranceM: 'Rises and falls that do not count, metres',
  steepestOverM: 'Length of the steepest stretch, metres',
  waterLevelM: 'Level of standing water, metres',
  centroid: 'Length between centroids in tight bends',
  process: 'What is measured',
  inputs: 'Its inputs',
  paper: 'Size of the pages',
  link: 'Where it can be opened again',
  header: 'Title block of the papers',
  lang: 'Language of the papers',
};

interface InputSchemas {
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

export function inputsOf({ properties, required = [] }: InputSchemas): Record<string, ProcessInput> {
  const entries = Object.entries(properties).map(([name, schema]) => {
    const minOccurs = required.includes(name) ? (1 as const) : (0 as const);
    return [name, { title: TITLES[name] ?? name, schema, minOccurs }] as const;
  });
  return Object.fromEntries(entries);
}
