// Points of the site view. Positions are relative to the origin of the scene; z is up.
// Red, green, blue (0…255) and class; intensity, source, returns, flags.
// MODE is the number of the colour mode; without COLOURS photographs are replaced by elevations.
attribute vec4 aColour;
attribute vec4 aDetail;
#ifdef TIME
// Seconds after the base of the node.
attribute float aTime;
// Base of the node after the origin of times.
uniform float uTimeBase;
#endif

uniform float uPointSizePx;
uniform float uMaxPointSizePx;
uniform float uSpacingM;
uniform float uPixelsPerRadian;
uniform float uOriginHeightM;
// Ends of the ramp of the mode.
uniform vec2 uRange;
uniform vec2 uIntensityRange;
// Of change: below it a difference is not told from none.
uniform float uDetection;
uniform vec3 uCollectionColour;
uniform vec3 uNoValueColour;
uniform sampler2D uRamp;
// Colours by class; alpha is 0 where a class is hidden. Colours by number.
uniform sampler2D uClasses;
uniform sampler2D uKinds;
// Brightness, contrast as a factor, exponent.
uniform vec3 uTone;
#ifdef GROUND
uniform sampler2D uGround;
uniform vec3 uGroundPlace;
#endif
#ifdef REFERENCE
uniform sampler2D uReference;
uniform vec3 uReferencePlace;
#endif

varying vec3 vColour;
#ifdef SEE_THROUGH
// A number of its own for each point, 0…1: what is drawn of it does not depend on what is drawn of another.
varying float vSeed;

float seedOf(vec3 place) {
  uvec3 bits = floatBitsToUint(place) * uvec3(0x9E3779B1u, 0x85EBCA77u, 0xC2B2AE3Du);
  uint mixed = bits.x ^ (bits.y << 7u | bits.y >> 25u) ^ (bits.z << 13u | bits.z >> 19u);
  mixed = (mixed ^ (mixed >> 15u)) * 0x2C1B3C6Du;
  mixed = (mixed ^ (mixed >> 12u)) * 0x297A2D39u;
  return float((mixed ^ (mixed >> 15u)) >> 8u) / 16777216.0;
}
#endif

vec3 ramp(float fraction) {
  return texture2D(uRamp, vec2((clamp(fraction, 0.0, 1.0) * 255.0 + 0.5) / 256.0, 0.5)).rgb;
}

vec3 kind(float number) {
  return texelFetch(uKinds, ivec2(int(mod(number + 0.5, 256.0)), 0), 0).rgb;
}

vec3 toned(vec3 colour) {
#ifndef TONE
  return colour;
#endif
  vec3 lit = (colour + uTone.x - 0.5) * uTone.y + 0.5;
  return pow(clamp(lit, 0.0, 1.0), vec3(uTone.z));
}

void main() {
  vec4 world = modelMatrix * vec4(position, 1.0);
  vec4 eye = viewMatrix * world;
  gl_Position = projectionMatrix * eye;
#ifdef SEE_THROUGH
  vSeed = seedOf(position);
#endif
  float elevation = world.z + uOriginHeightM;
#ifdef GROUND
  float ground = surfaceHeight(uGround, uGroundPlace, world.xy);
  float height = ground < -1.0e29 ? -1.0e30 : world.z - ground;
#else
  float height = -1.0e30;
#endif
#ifdef REFERENCE
  float other = surfaceHeight(uReference, uReferencePlace, world.xy);
  float change = other < -1.0e29 ? -1.0e30 : world.z - other;
#else
  float change = -1.0e30;
#endif
#ifdef TIME
  float time = aTime + uTimeBase;
#else
  float time = 0.0;
#endif

  float across = 1.0 / (uRange.y - uRange.x);
#if MODE == 1 || (MODE == 0 && !defined(COLOURS))
  vColour = ramp((elevation - uRange.x) * across);
#elif MODE == 0
  vColour = toned(aColour.rgb / 255.0);
#elif MODE == 2
  vColour = texelFetch(uClasses, ivec2(int(aColour.a + 0.5), 0), 0).rgb;
#elif MODE == 3
  vColour = toned(ramp((aDetail.x - uIntensityRange.x) / (uIntensityRange.y - uIntensityRange.x)));
#elif MODE == 4
  vColour = uCollectionColour;
#elif MODE == 5
  vColour = height < -1.0e29 ? uNoValueColour : ramp((height - uRange.x) * across);
#elif MODE == 6
  vColour = change < -1.0e29 || abs(change) < uDetection ? uNoValueColour : ramp((change - uRange.x) * across);
#elif MODE == 7
  vColour = kind(mod(aDetail.z, 256.0));
#elif MODE == 8
  vColour = kind(floor(aDetail.z / 256.0));
#elif MODE == 9
  vColour = kind(aDetail.y);
#else
  vColour = ramp((time - uRange.x) * across);
#endif

#ifdef GROWS
  // Near the camera a point grows to the spacing of its neighbours, so that the ground stays closed.
  // Orthographic: as far as the eye that sees as much (tangent of half the field of view).
  float distanceM = projectionMatrix[3][3] == 1.0 ? 1.0 / (projectionMatrix[1][1] * 0.41421356) : max(0.1, -eye.z);
  float spacingPx = uSpacingM * uPixelsPerRadian / distanceM;
  gl_PointSize = clamp(spacingPx * 1.7, uPointSizePx, max(uPointSizePx, uMaxPointSizePx));
#else
  gl_PointSize = uPointSizePx;
#endif

#if defined(FILTERS) || defined(CLIPS)
  bool isKept = true;
#ifdef FILTERS
  isKept = texelFetch(uClasses, ivec2(int(aColour.a + 0.5), 0), 0).a > 0.5 &&
    keepsPoint(elevation, height, aDetail.x, aDetail.y, aDetail.z, aDetail.w, time);
#endif
#ifdef CLIPS
  isKept = isKept && keepsPlace(world.x, world.y, world.z);
#endif
  // Outside of the picture, whatever its size.
  if (!isKept) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
#endif
}
