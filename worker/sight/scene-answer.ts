/** What every answer of sight says: the eye, the surfaces with their resolution, where the data come from. */
import { canonicalJson } from '#core/contract/canonical-json.ts';
import type { Provenance, Warning } from '#core/contract/provenance.ts';
import type { RayFinding } from '#core/contract/sight-input.ts';
import type { Bounds } from '#core/geometry/bounds.ts';
import { boundsTouch } from '#core/geometry/bounds.ts';
import type { Segment } from '#core/section/cut-tin.ts';
import { simplifyLine } from '#core/section/simplify-line.ts';
import { dropM, EARTH_RADIUS_M } from '#core/sight/curvature.ts';
import { rayHeightM, type SightAnswer, type SightQuestion } from '#core/sight/line-of-sight.ts';
import type { SightLine } from '#core/sight/sight-line.ts';
import { dataWarnings, provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import { sourceName, storedRecords } from '../sections/source-words.ts';
import { azimuthOf, type SceneSurface, type SightScene } from './sight-scene.ts';

const rounded = (value: number, digit = 10_000): number => Math.round(value * digit) / digit;
export const SIMPLIFY_M = 0.02;
/** Vertices of a drawn stretch of a ray: it is hardly bent. */
const RAY_STEPS = 16;

/** Members of every result but `warnings` of its own. @param box where data were looked at */
export function sceneAnswer(process: string, scene: SightScene, inputs: unknown, box: Bounds) {
  const { surfaces, ground, request, answer, eye, obstacles, removed } = scene;
  const used = usedSources(ground ? [...surfaces, ground] : surfaces, box);
  return {
    observer: {
      position: vertexOf(scene, eye.east, eye.north, eye.groundM),
      groundM: rounded(eye.groundM),
      eyeHeightM: eye.eyeHeightM,
      eyeM: rounded(eye.eyeM),
    },
    sources: surfaces.map((surface) => sourceAnswer(surface, box)),
    scenario: { obstacles: obstacles.length, removed: removed.length > 0 },
    refraction: request.refraction,
    earthRadiusM: EARTH_RADIUS_M,
    maxEdgeM: request.maxEdgeM,
    crs: answer.crs,
    provenance: provenanceFor(process, scene, inputs, used),
    warnings: [...dataWarnings(used), ...scenarioWarnings(scene)],
    links: [],
  };
}

function provenanceFor(
  process: string,
  { surfaces, ground }: SightScene,
  inputs: unknown,
  used: UsedSource[],
): Provenance {
  const sources = (ground ? [...surfaces, ground] : surfaces).map(({ source }) => source);
  return provenanceOf(process, JSON.parse(canonicalJson(inputs)), used, storedRecords(sources));
}

function usedSources(surfaces: readonly SceneSurface[], box: Bounds): UsedSource[] {
  return surfaces.flatMap(({ source }) =>
    source.kind === 'points' ? [{ source, items: source.items.filter((item) => boundsTouch(item.bounds, box)) }] : [],
  );
}

function sourceAnswer({ source, whole }: SceneSurface, box: Bounds) {
  const name = sourceName(source);
  if (source.kind === 'plane') {
    return { name, kind: 'plane' as const, resolutionM: null, returns: null, datetime: null, verticalDatum: null };
  }
  if (source.kind === 'stored') {
    const { record } = source;
    const { minE, minN, maxE, maxN } = record.bounds;
    const spacing = Math.sqrt(((maxE - minE) * (maxN - minN)) / Math.max(1, record.count));
    return {
      name,
      kind: record.kind === 'raster' ? ('grid' as const) : ('design' as const),
      resolutionM: record.kind === 'raster' ? rounded(whole?.stepM ?? spacing) : null,
      returns: null,
      datetime: record.datetime,
      verticalDatum: record.verticalDatum,
    };
  }
  const near = source.items.filter((item) => boundsTouch(item.bounds, box));
  const items = near.length > 0 ? near : source.items;
  const areaM2 = items.reduce((sum, { bounds: b }) => sum + (b.maxE - b.minE) * (b.maxN - b.minN), 0);
  const points = items.reduce((sum, { record }) => sum + record.pointCount, 0);
  const times = [...new Set(items.map(({ datetime }) => datetime))];
  const datums = [...new Set(items.map(({ record }) => record.verticalDatum))];
  return {
    name,
    kind: 'points' as const,
    resolutionM: points > 0 ? rounded(Math.sqrt(areaM2 / points), 1000) : null,
    returns: source.layers.some(({ returns }) => returns === 'first') ? 'first' : 'all',
    datetime: times.length === 1 ? times[0]! : null,
    verticalDatum: datums.length === 1 ? datums[0]! : null,
  };
}

/** [easting, northing, elevation] as the answer's system has it. */
export function vertexOf(
  { answer }: Pick<SightScene, 'answer'>,
  east: number,
  north: number,
  heightM: number,
): number[] {
  return [...answer.fromMetres(east, north), rounded(heightM)];
}

const FIRST_RETURNS: Warning = {
  code: 'VEGETATION_OPAQUE',
  message:
    'simplified: plants, wires and cranes of the surface are opaque, and nobody can look under a bridge or a roof',
  messageJa: '簡易計算：表層（樹木・電線など）は不透明とし、橋や屋根の下は見通せないものとしている',
};
const SIMULATED: Warning = {
  code: 'SIMULATED',
  message: 'the answer is for things that are not there, or for ground that something stands on: a simulation',
  messageJa: '実在しない物を置いた（または在る物を除いた）場合のシミュレーション結果',
};

function scenarioWarnings({ surfaces, hasScenario }: SightScene): Warning[] {
  const seesFirst = surfaces.some(
    ({ source }) => source.kind === 'points' && source.layers.some(({ returns }) => returns === 'first'),
  );
  const onlyGround: Warning = {
    code: 'BARE_GROUND',
    message: 'the surfaces are bare ground: trees and buildings hide nothing here; take first returns for those',
    messageJa: '地盤面だけで判定している。樹木や建物は遮らないものとしている（表層で判定するには最初の反射を選ぶ）',
  };
  return [seesFirst ? FIRST_RETURNS : onlyGround, ...(hasScenario ? [SIMULATED] : [])];
}

/** One ray as the answer has it. */
export function rayAnswer(
  scene: SightScene,
  segment: Segment,
  line: SightLine,
  question: SightQuestion,
  answer: SightAnswer,
): RayFinding {
  const { lengthM } = line;
  const at = (distanceM: number, heightM: number) => {
    const share = distanceM / lengthM;
    return vertexOf(
      scene,
      segment.fromE + share * (segment.toE - segment.fromE),
      segment.fromN + share * (segment.toN - segment.fromN),
      heightM,
    );
  };
  const ray = (distanceM: number) => rayHeightM(question, lengthM, distanceM);
  const drawn = (fromM: number, toM: number) =>
    Array.from({ length: RAY_STEPS + 1 }, (_, i) => {
      const distanceM = fromM + ((toM - fromM) * i) / RAY_STEPS;
      return at(distanceM, ray(distanceM));
    });
  const { block, clearance, gaps } = answer;
  return {
    distanceM: rounded(lengthM),
    azimuthDeg: rounded(azimuthOf(scene, segment)),
    elevationM: rounded(question.targetM),
    dropM: rounded(dropM(lengthM, question.refraction)),
    verdict: answer.verdict,
    block: block && {
      distanceM: rounded(block.distanceM),
      position: at(block.distanceM, block.heightM),
      aboveM: rounded(block.aboveM),
      source: block.source,
      beyondGap: gaps.some(([from]) => from < block.distanceM),
    },
    clearance: clearance && {
      distanceM: rounded(clearance.distanceM),
      clearanceM: rounded(clearance.clearanceM),
      position: at(clearance.distanceM, ray(clearance.distanceM)),
    },
    gaps: gaps.map(([fromM, toM]) => ({ fromM: rounded(fromM), toM: rounded(toM), line: drawn(fromM, toM) })),
    ray: answer.ray.map(({ fromM, toM, state }) => ({
      fromM: rounded(fromM),
      toM: rounded(toM),
      state,
      line: drawn(fromM, toM),
    })),
    profile: {
      parts: line.parts.map((part) => ({
        source: part.source,
        points: simplifyLine(part, SIMPLIFY_M)
          .flat()
          .map(([d, z]) => [rounded(d), rounded(z)]),
      })),
      ray: Array.from({ length: 65 }, (_, i) => {
        const distanceM = (lengthM * i) / 64;
        return [rounded(distanceM), rounded(ray(distanceM))];
      }),
      simplifyM: SIMPLIFY_M,
    },
  };
}

/** Where one of the rays meets no data. */
export function gapWarning(count: number, of: number): Warning[] {
  if (count === 0) return [];
  return [
    {
      code: 'UNDECIDABLE',
      message: `${count} of ${of} cannot be told: the surfaces have a gap on the way before anything blocks the view. A delivered grid of the ground farther away, named after the near surface, closes it`,
      messageJa: `${of} 件のうち ${count} 件は判定不可：見通しを遮るものより手前で地形データが途切れている。遠方の地形グリッドを近くの面の次に指定すると判定できる`,
    },
  ];
}
