// Distances and directions on the ground, good enough within a municipality. Pure.

const METRES_PER_DEGREE = 111_320;

/** @param {{lon:number, lat:number}} a @param {{lon:number, lat:number}} b @returns {number} metres */
export function distance(a, b) {
  const dx = (b.lon - a.lon) * METRES_PER_DEGREE * Math.cos((a.lat * Math.PI) / 180);
  const dy = (b.lat - a.lat) * METRES_PER_DEGREE;
  return Math.hypot(dx, dy);
}

/** @returns {number} 0 north, 1 north-east … 7 north-west */
export function direction(a, b) {
  const dx = (b.lon - a.lon) * Math.cos((a.lat * Math.PI) / 180);
  const degrees = (Math.atan2(dx, b.lat - a.lat) * 180) / Math.PI;
  return compassPoint(degrees);
}

/** @param {number} degrees clockwise from north */
export const compassPoint = (degrees) => Math.round((((degrees % 360) + 360) % 360) / 45) % 8;

/** The middle of a ring of [lon, lat]. */
export function middle(ring) {
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  return {
    lon: (Math.min(...lons) + Math.max(...lons)) / 2,
    lat: (Math.min(...lats) + Math.max(...lats)) / 2,
  };
}

/** Whether a point lies in a Polygon or MultiPolygon. */
export function inside({ lon, lat }, geometry) {
  const polygons = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
  return polygons.some((rings) => rings.reduce((odd, ring) => odd !== inRing(lon, lat, ring), false));
}

function inRing(lon, lat, ring) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [x1, y1] = ring[i];
    const [x2, y2] = ring[j];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) odd = !odd;
  }
  return odd;
}

/** Metres along a line of {lon, lat}. */
export const lengthOf = (points) =>
  points.slice(1).reduce((sum, point, index) => sum + distance(points[index], point), 0);
