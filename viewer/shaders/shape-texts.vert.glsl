// Labels of one size in pixels.
attribute vec2 aCorner;
attribute vec2 aUv;
uniform vec2 uViewport;
varying vec2 vUv;

void main() {
  vec4 clip = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  vUv = aUv;
  clip.xy += aCorner * 2.0 / uViewport * clip.w;
  gl_Position = clip;
}
