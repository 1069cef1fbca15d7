// Labels of one size in pixels; where they would stand on each other they are left out.
attribute vec2 aCorner;
attribute vec2 aUv;
uniform vec2 uViewport;
uniform float uSpacingM;
varying vec2 vUv;

void main() {
  vec4 clip = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  float pixelsPerMetre = projectionMatrix[1][1] * uViewport.y * 0.5 / max(clip.w, 1e-3);
  vUv = aUv;
  if (uSpacingM * pixelsPerMetre < 28.0) clip = vec4(2.0, 2.0, 2.0, 1.0);
  else clip.xy += aCorner * 2.0 / uViewport * clip.w;
  gl_Position = clip;
}
