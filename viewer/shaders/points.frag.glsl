varying vec3 vColour;
#ifdef SEE_THROUGH
uniform float uOpacity;
varying float vSeed;
#endif

void main() {
#ifndef SQUARE
  vec2 fromCentre = gl_PointCoord - 0.5;
  if (dot(fromCentre, fromCentre) > 0.25) discard;
#endif
#ifdef SEE_THROUGH
  // A part of the pixels (interleaved gradient noise, shifted from point to point): nothing has to be sorted, and through
  // the pixels that one surface leaves the next one is seen.
  float threshold = fract(52.9829189 * fract(dot(floor(gl_FragCoord.xy), vec2(0.06711056, 0.00583715))) + vSeed);
  if (threshold >= uOpacity) discard;
#endif
  gl_FragColor = vec4(vColour, 1.0);
}
