/** How lines, faces and pictures are drawn on the globe: appearances with one colour each that can be changed at any time. */
import { Appearance, BlendingState, Color, CullFace, Material, PolylineMaterialAppearance } from '@cesium/engine';
import { PULL_M, PULL_PART } from '../pick.ts';

/** As the points are (pick.ts), or more: what lies on the ground stays in sight among them. The eye is the origin here. */
const pulled = (place: string, times: number) =>
  `${place}.xyz *= 1.0 - min(0.5, ${(times * PULL_M).toFixed(4)} / max(0.01, length(${place}.xyz)) + ${(times * PULL_PART).toFixed(4)});`;
/** Lines are thinner than the discs of points around them. */
const LINE_PULL = 1.6;
/** Lines are always blended: no height is read off them. */
const LINE_ALPHA = 0.99;

const FACES_VERTEX = `
in vec3 position3DHigh;
in vec3 position3DLow;
in vec3 shade;
in vec2 st;
in float batchId;
out vec3 v_shade;
out vec2 v_st;
void main() {
  v_shade = shade;
  v_st = st;
  vec4 place = czm_computePosition();
  ${pulled('place', 1)}
  gl_Position = czm_modelViewProjectionRelativeToEye * place;
}
`;

const FACES_FRAGMENT = `
in vec3 v_shade;
in vec2 v_st;
void main() {
  czm_materialInput place;
  place.s = v_st.s;
  place.st = v_st;
  place.str = vec3(v_st, 0.0);
  czm_material material = czm_getMaterial(place);
  if (material.alpha < 0.02) discard;
  out_FragColor = vec4(material.diffuse * v_shade, material.alpha);
}
`;

/** Faces lie a little behind edges and lines on them. */
const BEHIND = { enabled: true, factor: 1, units: 1 };

/** @param over in front of everything; faces that look away stay hidden then */
function renderState(over: boolean): Record<string, unknown> {
  return over
    ? {
        depthTest: { enabled: false },
        cull: { enabled: true, face: CullFace.BACK },
        blending: BlendingState.ALPHA_BLEND,
      }
    : { depthTest: { enabled: true }, cull: { enabled: false }, polygonOffset: BEHIND };
}

export function colourOf(hex: number, alpha: number): Color {
  return new Color(((hex >> 16) & 255) / 255, ((hex >> 8) & 255) / 255, (hex & 255) / 255, alpha);
}

export function faceAppearance(over: boolean, picture: HTMLCanvasElement | null): Appearance {
  const colour = Color.WHITE.clone();
  return new Appearance({
    // a picture may have holes: it is always blended
    material: picture
      ? new Material({ fabric: { type: 'Image', uniforms: { image: picture, color: colour } }, translucent: true })
      : Material.fromType('Color', { color: colour }),
    vertexShaderSource: FACES_VERTEX,
    fragmentShaderSource: FACES_FRAGMENT,
    renderState: renderState(over),
  });
}

/** The engine's own lines, pulled. */
function lineVertex(): string {
  const source = new PolylineMaterialAppearance().vertexShaderSource;
  const after = 'vec4 next = czm_computeNextPosition();';
  if (!source.includes(after)) throw new Error(`expected in the engine's lines: ${after}`);
  return source.replace(
    after,
    [after, ...['p', 'prev', 'next'].map((place) => pulled(place, LINE_PULL))].join('\n    '),
  );
}

export function lineAppearance(over: boolean): Appearance {
  const appearance = new PolylineMaterialAppearance({
    material: Material.fromType('Color', { color: Color.WHITE.clone() }),
    vertexShaderSource: lineVertex(),
    renderState: { depthTest: { enabled: !over } },
  });
  return appearance as unknown as Appearance;
}

export function setColour(appearance: Appearance, colour: Color): void {
  (appearance.material.uniforms as { color: Color }).color = colour;
}

export function lineColour(hex: number, alpha: number): Color {
  return colourOf(hex, Math.min(LINE_ALPHA, alpha));
}
