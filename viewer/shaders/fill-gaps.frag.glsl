// Small gaps between points: a pixel between nearer ones on two opposite sides takes their colour and depth, of the nearest pair.
uniform sampler2D uColour;
uniform sampler2D uDepth;
uniform float uNear;
uniform float uFar;
// Depth runs evenly in orthographic projection.
uniform bool uIsFlat;
varying vec2 vUv;

const int REACH = 2;

float distanceOf(float depth) {
  if (depth >= 1.0) return uFar * 4.0;
  if (uIsFlat) return uNear + depth * (uFar - uNear);
  return uNear * uFar / (uFar - depth * (uFar - uNear));
}

void main() {
  ivec2 size = textureSize(uDepth, 0);
  ivec2 here = ivec2(vUv * vec2(size));
  float depth = texelFetch(uDepth, here, 0).x;
  vec4 colour = texelFetch(uColour, here, 0);
  // Farther away than this a neighbour does not cover: it is the same surface.
  float limit = distanceOf(depth) * 0.97;
  float best = limit;
  for (int axis = 0; axis < 4; axis++) {
    ivec2 way = axis == 0 ? ivec2(1, 0) : axis == 1 ? ivec2(0, 1) : axis == 2 ? ivec2(1, 1) : ivec2(1, -1);
    float nearA = limit;
    float nearB = limit;
    ivec2 atA = here;
    ivec2 atB = here;
    for (int step = REACH; step >= 1; step--) {
      ivec2 a = clamp(here + step * way, ivec2(0), size - 1);
      ivec2 b = clamp(here - step * way, ivec2(0), size - 1);
      float da = distanceOf(texelFetch(uDepth, a, 0).x);
      float db = distanceOf(texelFetch(uDepth, b, 0).x);
      if (da < limit) { nearA = da; atA = a; }
      if (db < limit) { nearB = db; atB = b; }
    }
    // Both sides, and of one surface.
    if (nearA >= limit || nearB >= limit || abs(nearA - nearB) > 0.05 * min(nearA, nearB)) continue;
    float mean = 0.5 * (nearA + nearB);
    if (mean >= best) continue;
    best = mean;
    colour = 0.5 * (texelFetch(uColour, atA, 0) + texelFetch(uColour, atB, 0));
    depth = 0.5 * (texelFetch(uDepth, atA, 0).x + texelFetch(uDepth, atB, 0).x);
  }
  gl_FragColor = colour;
  gl_FragDepth = depth;
}
