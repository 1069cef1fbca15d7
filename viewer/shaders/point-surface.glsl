// Heights of a raster: bilinear between the centres of its cells, as state/seeing/height-grid.ts has it. No data is below −1e29.
float cellHeight(sampler2D grid, ivec2 size, int col, int row) {
  return texelFetch(grid, ivec2(clamp(col, 0, size.x - 1), clamp(row, 0, size.y - 1)), 0).r;
}

// place: west and south of the grid in the scene, cells a metre.
float surfaceHeight(sampler2D grid, vec3 place, vec2 at) {
  ivec2 size = textureSize(grid, 0);
  vec2 cell = (at - place.xy) * place.z;
  if (cell.x < 0.0 || cell.y < 0.0 || cell.x >= float(size.x) || cell.y >= float(size.y)) return -1.0e30;
  if (cellHeight(grid, size, int(cell.x), int(cell.y)) < -1.0e29) return -1.0e30;
  ivec2 from = ivec2(floor(cell - 0.5));
  vec2 part = cell - 0.5 - vec2(from);
  float sum = 0.0;
  float weights = 0.0;
  for (int corner = 0; corner < 4; corner++) {
    int right = corner & 1;
    int up = corner >> 1;
    float height = cellHeight(grid, size, from.x + right, from.y + up);
    if (height < -1.0e29) continue;
    float weight = (right == 1 ? part.x : 1.0 - part.x) * (up == 1 ? part.y : 1.0 - part.y);
    sum += weight * height;
    weights += weight;
  }
  return weights > 0.0 ? sum / weights : -1.0e30;
}
