// Points of the site view. Positions are relative to the origin of the scene; z is up.
attribute vec3 color;
attribute float _classification;
attribute float _intensity;

uniform int uMode;
uniform bool uHasColour;
uniform float uPointSizePx;
uniform float uMaxPointSizePx;
uniform float uSpacingM;
uniform float uPixelsPerRadian;
uniform float uOriginHeightM;
uniform vec2 uElevationRange;
uniform vec2 uIntensityRange;
uniform vec3 uCollectionColour;

varying vec3 vColour;

vec3 linearToSrgb(vec3 linear) {
  return mix(12.92 * linear, 1.055 * pow(max(linear, vec3(0.0)), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, linear));
}

void main() {
  vec4 world = modelMatrix * vec4(position, 1.0);
  vec4 eye = viewMatrix * world;
  gl_Position = projectionMatrix * eye;

  float elevation = (world.z + uOriginHeightM - uElevationRange.x) / (uElevationRange.y - uElevationRange.x);
  if (uMode == 1 || (uMode == 0 && !uHasColour)) vColour = elevationColour(elevation);
  else if (uMode == 2) vColour = classColour(_classification);
  else if (uMode == 3) vColour = intensityColour((_intensity - uIntensityRange.x) / (uIntensityRange.y - uIntensityRange.x));
  else if (uMode == 4) vColour = uCollectionColour;
  else vColour = linearToSrgb(color);

  // Near the camera a point grows to the spacing of its neighbours, so that the ground stays closed.
  // Orthographic: as far as the eye that sees as much (tangent of half the field of view).
  float distanceM = projectionMatrix[3][3] == 1.0 ? 1.0 / (projectionMatrix[1][1] * 0.41421356) : max(0.1, -eye.z);
  float spacingPx = uSpacingM * uPixelsPerRadian / distanceM;
  gl_PointSize = clamp(spacingPx * 1.7, uPointSizePx, max(uPointSizePx, uMaxPointSizePx));
}
