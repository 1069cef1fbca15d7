/** What is cut out of the picture: the rule on the processor and the one in the shader, over the same places. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { createPointUniforms, setPointAppearance } from '../../../../viewer/scene/points/uniforms.ts';
import { DEFAULT_APPEARANCE } from '../../../../viewer/state/appearance.ts';
import { type ClipState, isClipping, keepsPlace, NO_CLIP } from '../../../../viewer/state/seeing/clip.ts';
import { boxAround, boxOver } from '../../../../viewer/state/seeing/cut.ts';
import { runGlsl } from '../../../helpers/run-glsl.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const SHADER = readFileSync(join(import.meta.dirname, '../../../../viewer/shaders/point-clip.glsl'), 'utf8');
const ORIGIN = new Vector3(52_300, -97_050, 200);

function inShader(clip: ClipState): (east: number, north: number, height: number) => unknown {
  const uniforms = createPointUniforms(ORIGIN.z);
  const open = { elevationM: [0, 1], timeS: [0, 1], detectionM: 0 } as const;
  setPointAppearance(uniforms, { ...DEFAULT_APPEARANCE, clip }, open, ORIGIN, 1);
  const values = Object.fromEntries(Object.entries(uniforms).map(([name, { value }]) => [name, value]));
  const keeps = runGlsl(SHADER, 'keepsPlace', values);
  return (east, north, height) => keeps(east - ORIGIN.x, north - ORIGIN.y, height - ORIGIN.z);
}

const BOX = { centre: [52_300, -97_050, 205], size: [20, 60, 10], headingDeg: 90, side: 'inside' } as const;
const L_SHAPE = [
  [52_290, -97_060],
  [52_320, -97_060],
  [52_320, -97_050],
  [52_300, -97_050],
  [52_300, -97_030],
  [52_290, -97_030],
] as const;
const BEND = [
  [52_280, -97_050],
  [52_300, -97_050],
  [52_300, -97_020],
] as const;

const clipped = (part: Partial<ClipState>): ClipState => ({ ...NO_CLIP, ...part });

const CASES: readonly (readonly [string, ClipState, readonly [number, number, number], boolean])[] = [
  ['nothing', NO_CLIP, [0, 0, 0], true],
  // its depth of 60 m runs to the east
  ['along the box', clipped({ box: BOX }), [52_329, -97_050, 205], true],
  ['beyond its end', clipped({ box: BOX }), [52_331, -97_050, 205], false],
  ['across the box', clipped({ box: BOX }), [52_300, -97_041, 205], true],
  ['beside it', clipped({ box: BOX }), [52_300, -97_039, 205], false],
  ['above it', clipped({ box: BOX }), [52_300, -97_050, 210.5], false],
  ['outside is kept', clipped({ box: { ...BOX, side: 'outside' } }), [52_300, -97_050, 210.5], true],
  ['inside is not', clipped({ box: { ...BOX, side: 'outside' } }), [52_300, -97_050, 205], false],
  ['foot of the L', clipped({ polygon: { vertices: L_SHAPE, side: 'inside' } }), [52_315, -97_055, 0], true],
  ['notch of the L', clipped({ polygon: { vertices: L_SHAPE, side: 'inside' } }), [52_310, -97_040, 0], false],
  ['notch, kept outside', clipped({ polygon: { vertices: L_SHAPE, side: 'outside' } }), [52_310, -97_040, 0], true],
  ['on the line', clipped({ slab: { line: BEND, widthM: 6 } }), [52_290, -97_048, 0], true],
  ['beside the line', clipped({ slab: { line: BEND, widthM: 6 } }), [52_290, -97_046, 0], false],
  ['before its start', clipped({ slab: { line: BEND, widthM: 6 } }), [52_279, -97_050, 0], false],
  ['after its end', clipped({ slab: { line: BEND, widthM: 6 } }), [52_300, -97_019, 0], false],
  ['round the bend', clipped({ slab: { line: BEND, widthM: 6 } }), [52_302, -97_052, 0], true],
  [
    'in all of them',
    { box: BOX, polygon: { vertices: L_SHAPE, side: 'inside' }, slab: { line: BEND, widthM: 6 } },
    [52_297, -97_051, 204],
    true,
  ],
  [
    'in two of three',
    { box: BOX, polygon: { vertices: L_SHAPE, side: 'inside' }, slab: { line: BEND, widthM: 6 } },
    [52_297, -97_055, 204],
    false,
  ],
];

describe.each(CASES)('%s', (_, clip, place, expected) => {
  it('on the processor', () => expect(keepsPlace(clip, ...place)).toBe(expected));
  it('in the shader', () => expect(inShader(clip)(...place)).toBe(expected));
});

it('both rules agree on a thousand places', () => {
  const random = seededRandom(7).uniform;
  const clip: ClipState = {
    box: { ...BOX, size: [50, 50, 20], headingDeg: 33 },
    polygon: { vertices: L_SHAPE, side: 'outside' },
    slab: { line: BEND, widthM: 40 },
  };
  const keeps = inShader(clip);
  let kept = 0;
  for (let k = 0; k < 1000; k++) {
    const place = [52_270 + 60 * random(), -97_080 + 60 * random(), 190 + 30 * random()] as const;
    expect(keeps(...place)).toBe(keepsPlace(clip, ...place));
    if (keepsPlace(clip, ...place)) kept++;
  }
  expect(kept).toBeGreaterThan(100);
});

it('a box stands around the camera’s target, or over a shape', () => {
  const target = { east: 52_300.04, north: -97_050, height: 201 };
  const box = boxAround({ target, headingDeg: -30, pitchDeg: -40, rangeM: 200 });
  expect(box).toEqual({ centre: [52_300, -97_050, 201], size: [80, 80, 80], headingDeg: 330, side: 'inside' });
  expect(boxOver(L_SHAPE, 190, 230)).toMatchObject({ centre: [52_305, -97_045, 210], size: [30, 30, 40] });
});

it('knows whether anything is cut', () => {
  expect(isClipping(NO_CLIP)).toBe(false);
  expect(isClipping(clipped({ box: BOX }))).toBe(true);
});
