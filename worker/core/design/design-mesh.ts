/** The finished surface as triangles: platform and side slopes up to where they meet the ground (design.md). */
import { triangulateConstrained } from '../geometry/constrained-delaunay.ts';
import type { Mesh } from '../surface/mesh.ts';
import { Envelope, heightOn, slopeHeight } from './envelope.ts';
import { addFeatureLines, DAYLIGHT_M } from './feature-lines.ts';
import type { GroundFacets } from './ground-facets.ts';
import { LineNoder } from './node-lines.ts';
import { heightRange, type Platform } from './platform.ts';
import { PlatformArea } from './platform-area.ts';
import { measureRim, type RimLengths } from './rim.ts';
import { slopeFacets } from './slope-facets.ts';
import { type SlopeRule, slopeBands } from './slope-profile.ts';

export interface DesignRules {
  readonly fill: SlopeRule;
  readonly cut: SlopeRule;
}

/** What a triangle is part of. */
export const PLATFORM = 0;
export const FILL_SLOPE = 1;
export const CUT_SLOPE = 2;

export interface DesignMesh extends RimLengths {
  readonly mesh: Mesh;
  /** {@link PLATFORM}, {@link FILL_SLOPE} or {@link CUT_SLOPE}, one a triangle. */
  readonly kinds: Uint8Array;
  readonly footprintAreaM2: number;
  /** Greatest height of a slope from the platform's edge to the ground, ≥ 0. */
  readonly fillSlopeHeightM: number;
  readonly cutSlopeHeightM: number;
}

/** Facets answer this far beyond their border at the vertices, which stand on whole millimetres. */
const VERTEX_SLACK_M = 1e-3;
const CENTRE_SLACK_M = 1e-6;

/** @param reachM the ground is known this far around the platform; slopes are cut off there */
export function buildDesignMesh(
  platform: Platform,
  ground: GroundFacets,
  rules: DesignRules,
  reachM: number,
): DesignMesh {
  const area = new PlatformArea(platform);
  const lines = new LineNoder();
  addPlatformLines(platform, lines);
  const fill = envelopeOf(platform, ground, rules.fill, reachM, 1);
  const cut = envelopeOf(platform, ground, rules.cut, reachM, -1);
  if (fill) addFeatureLines(fill, 1, { ground, area, lines });
  if (cut) addFeatureLines(cut, -1, { ground, area, lines });
  const { x, y, edges } = lines.finish();
  const { triangles, halfedges } = triangulateConstrained(x, y, edges);
  const kinds = new Int8Array(triangles.length / 3);
  for (let t = 0; t < kinds.length; t++) {
    const [a, b, c] = [triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!];
    const [cX, cY] = [(x[a]! + x[b]! + x[c]!) / 3, (y[a]! + y[b]! + y[c]!) / 3];
    kinds[t] = area.holds(cX, cY) ? PLATFORM : slopeAt(cX / 1000, cY / 1000, ground, fill, cut);
  }
  dropDetached(kinds, halfedges);
  return assemble({ reachM, platform, ground, area, fill, cut, x, y, triangles, halfedges, kinds });
}

function addPlatformLines({ rings, innerLines }: Platform, lines: LineNoder): void {
  for (const { x, y } of rings) {
    for (let i = 0; i < x.length; i++) {
      const j = (i + 1) % x.length;
      lines.addLine(x[i]!, y[i]!, x[j]!, y[j]!);
    }
  }
  for (let at = 0; at < innerLines.length; at += 6) {
    lines.addLine(innerLines[at]!, innerLines[at + 1]!, innerLines[at + 3]!, innerLines[at + 4]!);
  }
}

/** @returns null when the ground lies nowhere on that side of the platform's edge */
function envelopeOf(
  platform: Platform,
  { lowestM: groundLow, highestM: groundHigh }: GroundFacets,
  rule: SlopeRule,
  reachM: number,
  sign: 1 | -1,
): Envelope | null {
  const { lowestM, highestM } = heightRange(platform);
  const heightM = sign > 0 ? highestM - groundLow : groundHigh - lowestM;
  if (!(heightM > DAYLIGHT_M)) return null;
  // a hand wider: slopes cross the ground, they do not only touch it
  const bands = slopeBands(rule, heightM + 0.1, reachM);
  return new Envelope(slopeFacets(platform, bands, sign > 0 ? -1 : 1), sign);
}

/** What is built at a position outside of the platform; −1 for nothing. */
function slopeAt(x: number, y: number, ground: GroundFacets, fill: Envelope | null, cut: Envelope | null): number {
  const height = ground.heightAt(x, y);
  if (Number.isNaN(height)) return -1;
  const over = fill?.facetAt(x, y, CENTRE_SLACK_M) ?? -1;
  if (over >= 0 && heightOn(fill!.facets[over]!, x, y) > height + DAYLIGHT_M) return FILL_SLOPE;
  const under = cut?.facetAt(x, y, CENTRE_SLACK_M) ?? -1;
  if (under >= 0 && heightOn(cut!.facets[under]!, x, y) < height - DAYLIGHT_M) return CUT_SLOPE;
  return -1;
}

/** Slopes end where they first meet the ground: what lies beyond, apart from the platform, is not built. */
function dropDetached(kinds: Int8Array, halfedges: Int32Array): void {
  const reached = new Uint8Array(kinds.length);
  const pending: number[] = [];
  for (let t = 0; t < kinds.length; t++) {
    if (kinds[t] !== PLATFORM) continue;
    reached[t] = 1;
    pending.push(t);
  }
  for (let t = pending.pop(); t !== undefined; t = pending.pop()) {
    for (let k = 0; k < 3; k++) {
      const twin = halfedges[3 * t + k]!;
      const beside = Math.floor(twin / 3);
      if (twin < 0 || kinds[beside]! < 0 || reached[beside] === 1) continue;
      reached[beside] = 1;
      pending.push(beside);
    }
  }
  for (let t = 0; t < kinds.length; t++) if (reached[t] === 0) kinds[t] = -1;
}

interface Draft {
  readonly reachM: number;
  readonly platform: Platform;
  readonly ground: GroundFacets;
  readonly area: PlatformArea;
  readonly fill: Envelope | null;
  readonly cut: Envelope | null;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly triangles: Uint32Array;
  readonly halfedges: Int32Array;
  readonly kinds: Int8Array;
}

/** Drops what is not built, gives every vertex its height. */
function assemble(draft: Draft): DesignMesh {
  const { platform, x, y, triangles, kinds } = draft;
  // the platform counts first, then fill, then cut: on its outline all agree
  const kindOfVertex = new Int8Array(x.length).fill(-1);
  let kept = 0;
  let twiceArea = 0;
  for (let t = 0; t < kinds.length; t++) {
    const kind = kinds[t]!;
    if (kind < 0) continue;
    kept++;
    const [a, b, c] = [triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!];
    for (const v of [a, b, c]) if (kindOfVertex[v]! < 0 || kind < kindOfVertex[v]!) kindOfVertex[v] = kind;
    twiceArea += (x[b]! - x[a]!) * (y[c]! - y[a]!) - (x[c]! - x[a]!) * (y[b]! - y[a]!);
  }
  const number = new Int32Array(x.length).fill(-1);
  const east: number[] = [];
  const north: number[] = [];
  const height: number[] = [];
  let [fillSlopeHeightM, cutSlopeHeightM] = [0, 0];
  for (let v = 0; v < x.length; v++) {
    const kind = kindOfVertex[v]!;
    if (kind < 0) continue;
    number[v] = east.length;
    east.push(inMetres(platform.originE, x[v]!));
    north.push(inMetres(platform.originN, y[v]!));
    const [h, slopeM] = vertexHeight(draft, kind, x[v]!, y[v]!);
    height.push(h);
    if (kind === FILL_SLOPE) fillSlopeHeightM = Math.max(fillSlopeHeightM, -slopeM);
    if (kind === CUT_SLOPE) cutSlopeHeightM = Math.max(cutSlopeHeightM, slopeM);
  }
  const outKinds = new Uint8Array(kept);
  const outTriangles = new Uint32Array(3 * kept);
  for (let t = 0, at = 0; t < kinds.length; t++) {
    if (kinds[t]! < 0) continue;
    outKinds[at] = kinds[t]!;
    for (let k = 0; k < 3; k++) outTriangles[3 * at + k] = number[triangles[3 * t + k]!]!;
    at++;
  }
  const mesh: Mesh = {
    east: Float64Array.from(east),
    north: Float64Array.from(north),
    height: Float64Array.from(height),
    triangles: outTriangles,
  };
  return {
    mesh,
    kinds: outKinds,
    footprintAreaM2: twiceArea / 2e6,
    fillSlopeHeightM,
    cutSlopeHeightM,
    ...measureRim(draft, (v) => height[number[v]!]!, draft.reachM),
  };
}

/** The double nearest to the millimetres: what a reader of the written decimals gets too. */
function inMetres(originM: number, millimetres: number): number {
  return (originM * 1000 + millimetres) / 1000;
}

/** Height, and that over the platform's edge, metres. */
function vertexHeight({ area, fill, cut }: Draft, kind: number, x: number, y: number): [number, number] {
  if (kind === PLATFORM) return [area.heightAt(x, y), 0];
  const envelope = (kind === FILL_SLOPE ? fill : cut)!;
  const facet = envelope.facets[envelope.facetAt(x / 1000, y / 1000, VERTEX_SLACK_M)]!;
  return [heightOn(facet, x / 1000, y / 1000), slopeHeight(facet, x / 1000, y / 1000)];
}
