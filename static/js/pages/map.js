// The managers' map. folium's script (its own file) has drawn the areas; this joins them to the page:
// popups with a link, layers over the map, and an address that can be shared.
import { overlay } from '../map/layers.js';
import { readLayers, readView, viewText, withLayers } from '../map/state.js';
import { h } from '../ui/dom.js';

const element = document.getElementById('map_kaart');
const { L, map_kaart: map, geo_json_gebieden: areas } = globalThis;

if (element && map) {
  const texts = JSON.parse(element.dataset.texts);
  map.attributionControl.setPrefix('Leaflet');
  lookWhereTheAddressSays();
  if (areas) addPopups(texts);
  addLayers(texts);
}

function lookWhereTheAddressSays() {
  const view = readView(location.hash);
  if (view) map.setView(view.place, view.zoom, { animate: false });
  map.on('moveend', () => {
    history.replaceState(null, '', location.pathname + location.search + viewText(map.getZoom(), map.getCenter()));
  });
}

/** Tapping shows what hovering shows, and leads on. */
function addPopups(texts) {
  areas.eachLayer((layer) => {
    const { naam, adres } = layer.feature.properties;
    layer.bindPopup(() => {
      // folium's tooltip has the figures already, as escaped text.
      const figures = areas.getTooltip()._content(layer);
      return h('div.ws-map-popup', null, figures,
        adres ? h('a.utrecht-link', { href: adres, 'aria-label': `${texts.naar}: ${plain(naam)}`, text: texts.naar }) : null);
    });
    layer.on('popupopen', () => areas.closeTooltip());
  });
}

/** The names in folium's data are escaped for its HTML. */
function plain(text) {
  return new DOMParser().parseFromString(text, 'text/html').body.textContent;
}

function addLayers(texts) {
  const boxes = [...document.querySelectorAll('input[data-layer]')];
  const status = document.getElementById('lagen-stand');
  const shown = new Map();
  const tell = (text) => { if (status) status.textContent = text; };

  async function show(box) {
    tell(texts.bezig);
    try {
      const answer = await fetch(box.dataset.address, { headers: { Accept: 'application/geo+json' } });
      if (!answer.ok) throw new Error(String(answer.status));
      const collection = await answer.json();
      if (!box.checked) return tell('');
      const layer = overlay(L, collection, texts).addTo(map);
      shown.set(box.dataset.layer, layer);
      const count = collection.features.length;
      tell(`${box.labels[0].textContent.trim()}: ${count} ${texts.getoond}${collection.volledig ? '' : ` (${texts.afgekapt})`}`);
    } catch {
      box.checked = false;
      tell(texts.mislukt);
    }
    return undefined;
  }

  function hide(box) {
    shown.get(box.dataset.layer)?.remove();
    shown.delete(box.dataset.layer);
    tell('');
  }

  function remember() {
    const names = boxes.filter((box) => box.checked).map((box) => box.dataset.layer);
    history.replaceState(null, '', withLayers(location.href, names));
    const field = document.querySelector('.ws-map-controls');
    let kept = field?.querySelector('input[name=lagen]');
    if (field && !kept) kept = field.appendChild(h('input', { type: 'hidden', name: 'lagen' }));
    if (kept) kept.value = names.join(',');
  }

  for (const box of boxes) {
    box.addEventListener('change', (event) => {
      event.stopPropagation(); // the form above follows changes; this is none of its own
      if (box.checked) show(box); else hide(box);
      remember();
    });
  }
  const wanted = readLayers(location.href);
  for (const box of boxes.filter((one) => wanted.includes(one.dataset.layer))) {
    box.checked = true;
    show(box);
  }
  if (wanted.length) remember();
}
