// Points of the site view. Positions are relative to the origin of the scene; z is up.
// Red, green, blue (0…255) and class; intensity, source, returns, flags.
attribute vec4 aColour;
attribute vec4 aDetail;

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

void main() {
  vec4 world = modelMatrix * vec4(position, 1.0);
  vec4 eye = viewMatrix * world;
  gl_Position = projectionMatrix * eye;

  float elevation = (world.z + uOriginHeightM - uElevationRange.x) / (uElevationRange.y - uElevationRange.x);
  if (uMode == 1 || (uMode == 0 && !uHasColour)) vColour = elevationColour(elevation);
  else if (uMode == 2) vColour = classColour(aColour.a);
  else if (uMode == 3) vColour = intensityColour((aDetail.x - uIntensityRange.x) / (uIntensityRange.y - uIntensityRange.x));
  else if (uMode == 4) vColour = uCollectionColour;
  else vColour = aColour.rgb / 255.0;

  // Near the camera a point grows to the spacing of its neighbours, so that the ground stays closed.
  // Orthographic: as far as the eye that sees as much (tangent of half the field of view).
  float distanceM = projectionMatrix[3][3] == 1.0 ? 1.0 / (projectionMatrix[1][1] * 0.41421356) : max(0.1, -eye.z);
  float spacingPx = uSpacingM * uPixelsPerRadian / distanceM;
  gl_PointSize = clamp(spacingPx * 1.7, uPointSizePx, max(uPointSizePx, uMaxPointSizePx));
}
