// Eye-dome lighting: a pixel darkens by how far it lies behind its neighbours (log depth).
uniform sampler2D uColour;
uniform sampler2D uDepth;
uniform vec2 uTexel;
uniform float uNear;
uniform float uFar;
// Distance of the eye in orthographic projection, where depth runs evenly; 0 in perspective.
uniform float uFlatRange;
uniform float uStrength;
uniform float uRadiusPx;
varying vec2 vUv;

float logDistance(vec2 at) {
  float depth = texture2D(uDepth, at).x;
  if (depth >= 1.0) return -1.0;
  if (uFlatRange > 0.0) return depth * (uFar - uNear) / uFlatRange * 1.4427;
  float ndc = depth * 2.0 - 1.0;
  return log2(2.0 * uNear * uFar / (uFar + uNear - ndc * (uFar - uNear)));
}

float behind(vec2 offset, float here) {
  float there = logDistance(vUv + offset * uTexel * uRadiusPx);
  // Beside the background a point is an outer edge: lightly drawn.
  return there < 0.0 ? 0.0 : max(0.0, here - there);
}

void main() {
  vec4 colour = texture2D(uColour, vUv);
  float here = logDistance(vUv);
  if (here >= 0.0 && uStrength > 0.0) {
    float sum = behind(vec2(1.0, 0.0), here) + behind(vec2(-1.0, 0.0), here)
              + behind(vec2(0.0, 1.0), here) + behind(vec2(0.0, -1.0), here)
              + behind(vec2(0.7, 0.7), here) + behind(vec2(-0.7, 0.7), here)
              + behind(vec2(0.7, -0.7), here) + behind(vec2(-0.7, -0.7), here);
    colour.rgb *= max(0.25, exp(-sum / 8.0 * 300.0 * uStrength));
  }
  gl_FragColor = colour;
}
