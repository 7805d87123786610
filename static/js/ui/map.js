// The map: Leaflet on our own tiles, or on plain ground when there are none. What is drawn on
// it is said in words beside it, so nobody depends on seeing it.
import L from 'leaflet';
import { tileLayer } from './tile-layer.js';

const NETHERLANDS = [52.2, 5.6];

/**
 * @param {HTMLElement} element  empty, with a height
 * @param {{label:string, attribution?:string, tiles?:string|null, zoomControl?:boolean,
 *   borders?:Array<{name:string, geometry:object}>}} options  `borders`: areas to find one's way by
 *   where there are no tiles
 */
export function createMap(element, { label, attribution = '', tiles = '/tiles/{z}/{x}/{y}', borders = [], zoomControl = true }) {
  element.classList.add('map');
  element.setAttribute('role', 'application');
  element.setAttribute('aria-label', label);
  element.setAttribute('tabindex', '0');
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(element, {
    center: NETHERLANDS, zoom: 8, maxZoom: 19, minZoom: 7, zoomSnap: 0.5, zoomControl: false, attributionControl: true,
    // Zooming is not animated: an animation that outlives its screen fails inside Leaflet.
    zoomAnimation: false, markerZoomAnimation: false, fadeAnimation: !still, inertia: !still,
  });
  map.attributionControl.setPrefix(false);
  if (zoomControl) L.control.zoom({ position: 'topleft', zoomInTitle: '+', zoomOutTitle: '−' }).addTo(map);
  if (tiles) tileLayer(tiles, { maxNativeZoom: 18, maxZoom: 19, attribution }).addTo(map);
  else drawBorders(L.layerGroup().addTo(map), borders);
  // Far away the numbers of cells shrink, or they would hide each other.
  const far = () => element.classList.toggle('map-far', map.getZoom() < 16);
  map.on('zoomend', far);
  far();
  const layers = {
    area: L.layerGroup().addTo(map), cells: L.layerGroup().addTo(map), track: L.layerGroup().addTo(map),
    spots: L.layerGroup().addTo(map), here: L.layerGroup().addTo(map),
  };
  const resize = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  resize.observe(element);

  return {
    leaflet: map,
    setArea: (geometry) => drawArea(layers.area, geometry),
    setCells: (cells) => drawCells(layers.cells, cells),
    setTrack: (parts) => drawTrack(layers.track, parts),
    setSpots: (spots) => drawSpots(layers.spots, spots),
    setHere: (place) => drawHere(layers.here, place),
    centre(lon, lat, zoom) {
      map.setView([lat, lon], zoom ?? Math.max(map.getZoom(), 17), { animate: !still });
    },
    fit(points, padding = 24) {
      if (points.length) map.fitBounds(points.map(([lon, lat]) => [lat, lon]), { padding: [padding, padding], maxZoom: 18, animate: false });
    },
    middle() {
      const { lng, lat } = map.getCenter();
      return { lon: lng, lat };
    },
    onMove(listener) { map.on('move', listener); },
    onDrag(listener) { map.on('dragstart', listener); },
    destroy() {
      resize.disconnect();
      map.stop();
      map.remove();
    },
  };
}

const flip = (ring) => ring.map(([lon, lat]) => [lat, lon]);

function drawArea(layer, geometry) {
  layer.clearLayers();
  if (!geometry) return;
  const polygons = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
  for (const rings of polygons) {
    L.polygon(rings.map(flip), { className: 'map-area', interactive: false, fill: false }).addTo(layer);
  }
}

function drawBorders(layer, borders) {
  for (const { name, geometry } of borders) {
    const polygons = geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates];
    for (const rings of polygons) {
      L.polygon(rings.map(flip), { className: 'map-border', interactive: false }).addTo(layer);
    }
    const icon = L.divIcon({ className: 'map-name', html: '', iconSize: [140, 20] });
    const marker = L.marker(flip(polygons[0][0]).reduce(mean, [0, 0]), { icon, interactive: false, keyboard: false }).addTo(layer);
    marker.getElement().textContent = name;
  }
}

const mean = ([lat, lon], point, _, all) => [lat + point[0] / all.length, lon + point[1] / all.length];

/** @param {Array<{ring:number[][], state:'todo'|'seen'|'next'|'extra', number?:number}>} cells */
function drawCells(layer, cells) {
  layer.clearLayers();
  for (const { ring, state, number } of cells) {
    const polygon = L.polygon(flip(ring), { className: `map-cell map-cell-${state}`, interactive: false });
    polygon.addTo(layer);
    const text = state === 'seen' ? '✓' : number;
    if (text) {
      const icon = L.divIcon({ className: `map-label map-label-${state}`, html: String(text), iconSize: [28, 28] });
      L.marker(polygon.getBounds().getCenter(), { icon, interactive: false, keyboard: false }).addTo(layer);
    }
  }
}

/** @param {number[][][]} parts  lines of [lon, lat]; a gap lies between two of them */
function drawTrack(layer, parts) {
  layer.clearLayers();
  for (const part of parts) {
    L.polyline(flip(part), { className: 'map-track', interactive: false }).addTo(layer);
  }
}

/** @param {Array<{lon, lat, text:string, tone?:string, label:string, onChoose?:Function}>} spots */
function drawSpots(layer, spots) {
  layer.clearLayers();
  for (const { lon, lat, text, tone = 'default', label, onChoose } of spots) {
    const icon = L.divIcon({ className: `map-spot map-spot-${tone}`, html: '', iconSize: [34, 34] });
    const marker = L.marker([lat, lon], { icon, title: label, alt: label, keyboard: Boolean(onChoose), interactive: Boolean(onChoose) });
    if (onChoose) marker.on('click keypress', (event) => { if (isChoice(event)) onChoose(); });
    marker.addTo(layer);
    const element = marker.getElement();
    element.textContent = text;
    element.setAttribute('aria-label', label);
  }
}

const isChoice = (event) => event.type === 'click' || event.originalEvent?.key === 'Enter';

function drawHere(layer, place) {
  layer.clearLayers();
  if (!place || place.lon === undefined || place.lon === null) return;
  const spot = [place.lat, place.lon];
  L.circle(spot, { radius: place.accuracy ?? 0, className: 'map-accuracy', interactive: false }).addTo(layer);
  L.marker(spot, {
    icon: L.divIcon({ className: 'map-here', html: '', iconSize: [22, 22] }),
    interactive: false, keyboard: false,
  }).addTo(layer);
}
