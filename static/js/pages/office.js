// Maps, the photo viewer and the choosing of many, on the office's pages. Everything that this file
// shows is also there without it: a list beside each map, a link behind each photo.
import L from 'leaflet';
import { photoBoxes } from '../ui/photo-boxes.js';

const english = document.documentElement.lang === 'en';
const say = (nl, en) => (english ? en : nl);
const COLOURS = {
  laat: '#b3261e', taak: '#0b5cad', niets: '#6b7785',
  'A+': '#1a7f5a', A: '#a9dcc0', B: '#fbe08d', C: '#f2a65a', D: '#b3261e',
};

async function json(address) {
  const answer = await fetch(address, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** @param {HTMLElement} holder with data-map (address of the points) and data-label */
async function drawMap(holder) {
  const points = await json(holder.dataset.map);
  holder.replaceChildren();
  holder.setAttribute('role', 'application');
  holder.setAttribute('aria-label', holder.dataset.label);
  holder.setAttribute('tabindex', '0');
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(holder, {
    maxZoom: 19, preferCanvas: true, zoomControl: false,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, scrollWheelZoom: false,
  });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: say('Inzoomen', 'Zoom in'), zoomOutTitle: say('Uitzoomen', 'Zoom out') }).addTo(map);
  // A page that scrolls must not zoom by accident; whoever clicked the map means it.
  map.on('focus', () => map.scrollWheelZoom.enable());
  map.on('blur', () => map.scrollWheelZoom.disable());
  const own = L.featureGroup(points.map(mark));
  const show = viewOf(map);
  show(own.getBounds());
  own.addTo(map);
  const ground = await addGround(map);
  if (!points.length && ground) show(ground.getBounds());
}

/**
 * Gives a function that shows bounds at once: what lies under the points may be late or never come.
 * They stay in view when the map gets another size, until somebody moves it.
 */
function viewOf(map) {
  let shown = null;
  let moved = false;
  const fit = () => {
    map.invalidateSize({ animate: false });
    if (moved) return;
    if (shown?.isValid()) map.fitBounds(shown, { padding: [32, 32], maxZoom: 17, animate: false });
    else map.setView([52.2, 5.6], 8, { animate: false });
  };
  for (const kind of ['pointerdown', 'wheel', 'keydown']) {
    map.getContainer().addEventListener(kind, () => { moved = true; }, { passive: true, once: true });
  }
  new ResizeObserver(fit).observe(map.getContainer());
  return (bounds) => {
    shown = bounds;
    fit();
  };
}

/** Our own tiles; without a source the outlines of the buurten. */
async function addGround(map) {
  const { beschikbaar, bronvermelding } = await json('/tiles/bron').catch(() => ({}));
  if (beschikbaar) {
    L.tileLayer('/tiles/{z}/{x}/{y}', { maxNativeZoom: 18, maxZoom: 19, attribution: bronvermelding }).addTo(map);
    return null;
  }
  const areas = await json('/api/v1/gebieden?niveau=buurt').catch(() => null);
  if (!areas) return null;
  const outlines = L.geoJSON(areas, { interactive: false, style: { className: 'ws-map__area', color: '#6b7785', weight: 1, fillOpacity: 0.05 } });
  return outlines.addTo(map).bringToBack();
}

/**
 * On a canvas, as circles: points lie on top of each other, and a tab stop for each would stand in
 * the way of the list beside the map, which says the same.
 * @param {{lon:number, lat:number, soort:string, titel:string, tekst:string, adres?:string}} point
 */
function mark(point) {
  const fillColor = COLOURS[point.soort] ?? COLOURS.niets;
  return L.circleMarker([point.lat, point.lon], { radius: 9, weight: 2, color: '#16202b', fillColor, fillOpacity: 0.95 })
    .bindPopup(() => popup(point));
}

function popup({ titel, tekst, adres }) {
  const box = document.createElement('div');
  const head = document.createElement(adres ? 'a' : 'strong');
  head.textContent = titel;
  if (adres) {
    head.href = adres;
    head.className = 'ws-popup__link';
  }
  const line = document.createElement('p');
  line.textContent = tekst;
  box.append(head, line);
  return box;
}

/** `<a data-photo>`: the large photo in a dialog; arrows go through the photos of the page. */
function photoViewer() {
  const links = [...document.querySelectorAll('a[data-photo]')];
  if (!links.length) return;
  const dialog = document.createElement('dialog');
  dialog.className = 'ws-viewer';
  dialog.setAttribute('aria-label', say('Foto', 'Photo'));
  const image = document.createElement('img');
  const caption = document.createElement('p');
  const bar = document.createElement('div');
  bar.className = 'ws-viewer__bar';
  let at = 0;
  const show = (index) => {
    at = (index + links.length) % links.length;
    const small = links[at].querySelector('img');
    image.src = links[at].href;
    image.alt = small?.alt ?? '';
    caption.textContent = `${image.alt} (${at + 1}/${links.length})`;
    redact.hidden = !links[at].dataset.redact;
    redact.href = links[at].dataset.redact ?? '';
  };
  const button = (text, act) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'utrecht-button ws-button utrecht-button--secondary-action';
    made.textContent = text;
    made.addEventListener('click', act);
    return made;
  };
  const earlier = button(say('Vorige', 'Previous'), () => show(at - 1));
  const later = button(say('Volgende', 'Next'), () => show(at + 1));
  earlier.hidden = links.length < 2;
  later.hidden = links.length < 2;
  const redact = document.createElement('a');
  redact.className = 'utrecht-button ws-button ws-button--link utrecht-button--secondary-action';
  redact.textContent = say('Meer afschermen', 'Cover more');
  bar.append(earlier, later, redact, button(say('Sluiten', 'Close'), () => dialog.close()));
  dialog.append(image, caption, bar);
  document.body.append(dialog);
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowLeft') show(at - 1);
    if (event.key === 'ArrowRight') show(at + 1);
  });
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('close', () => links[at].focus());
  links.forEach((link, index) => link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(index);
    dialog.showModal();
  }));
}

/** `[data-choose-all]` chooses all of its form; `[data-chosen]` says how many. */
function chooseMany() {
  for (const form of document.querySelectorAll('form[data-many]')) {
    const boxes = () => [...form.querySelectorAll('input[type=checkbox][name=waarneming]')];
    const all = form.querySelector('[data-choose-all]');
    const told = form.querySelector('[data-chosen]');
    const tell = () => {
      const chosen = boxes().filter((box) => box.checked).length;
      if (told) told.textContent = say(`${chosen} gekozen`, `${chosen} chosen`);
      if (all) {
        all.checked = chosen > 0 && chosen === boxes().length;
        all.indeterminate = chosen > 0 && chosen < boxes().length;
      }
      for (const button of form.querySelectorAll('[data-needs-choice]')) button.disabled = chosen === 0;
    };
    if (all) {
      all.closest('[hidden]')?.removeAttribute('hidden');
      all.addEventListener('change', () => {
        for (const box of boxes()) box.checked = all.checked;
        tell();
      });
    }
    form.addEventListener('change', tell);
    tell();
  }
}

/** `<button data-near hidden>`: the same list, nearest first. */
function nearFirst() {
  if (!navigator.geolocation) return;
  for (const button of document.querySelectorAll('button[data-near]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      button.setAttribute('aria-busy', 'true');
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        const address = new URL(location.href);
        // Five decimals are a metre: enough for an order, and no more than that leaves the phone.
        address.searchParams.set('bij', `${coords.longitude.toFixed(5)},${coords.latitude.toFixed(5)}`);
        location.assign(address);
      }, () => {
        button.removeAttribute('aria-busy');
        button.textContent = say('Uw plek is niet bekend', 'Your position is unknown');
      }, { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 });
    });
  }
}

/** Filters are folded where the screen is small. */
function openWhereWide() {
  if (!matchMedia('(min-width: 64rem)').matches) return;
  for (const fold of document.querySelectorAll('details[data-wide-open]')) fold.open = true;
}

openWhereWide();
for (const holder of document.querySelectorAll('[data-map]')) {
  drawMap(holder).catch(() => {
    holder.textContent = say('De kaart kon niet worden geladen; de lijst zegt hetzelfde.',
      'The map could not be loaded; the list says the same.');
  });
}
photoViewer();
for (const form of document.querySelectorAll('[data-redact-form]')) photoBoxes(form);
chooseMany();
nearFirst();
