// How the things over the map are drawn: tasks, reports, density, how people feel.
import { h } from '../ui/dom.js';

const DOTS = {
  taak: { radius: 7, color: '#ffffff', weight: 2, fillColor: '#4a1a7a', fillOpacity: 1 },
  melding: { radius: 5, color: '#ffffff', weight: 1.5, fillColor: '#1d1d1b', fillOpacity: 0.9 },
  beleving: { radius: 15, color: '#4a1a7a', weight: 2, fillColor: '#ffffff', fillOpacity: 0.95 },
};
const DENSITY = '#4a1a7a';

/** What a popup says; a link where the thing has a page. @param {object} facts @param {object} texts */
export function popup(facts, texts) {
  return h('div', null,
    h('strong', { text: facts.naam }),
    h('p', { text: facts.tekst }),
    facts.adres ? h('a.utrecht-link', { href: facts.adres, text: texts.openen }) : null);
}

/** @param {object} L Leaflet @param {object} collection GeoJSON @param {object} texts @returns {object} a layer */
export function overlay(L, collection, texts) {
  return L.geoJSON(collection, {
    pointToLayer: (feature, place) => dot(L, feature.properties, place),
    style: (feature) => feature.properties.soort === 'dichtheid'
      ? { stroke: false, fillColor: DENSITY, fillOpacity: 0.15 + 0.65 * feature.properties.deel }
      : {},
    onEachFeature: (feature, layer) => layer.bindPopup(() => popup(feature.properties, texts)),
  });
}

function dot(L, facts, place) {
  const marker = L.circleMarker(place, DOTS[facts.soort]);
  if (facts.soort === 'beleving') {
    marker.bindTooltip(facts.woord, { permanent: true, direction: 'center', className: 'ws-feeling' });
  }
  return marker;
}
