// A place by hand: the map moves under a cross. With the keyboard the arrows move the map.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { openDialog } from './dialog.js';
import { loadMap } from './map-loader.js';
import { distance } from './geo.js';

/**
 * @param {object} ctx
 * @param {{start?:{lon,lat}, intro?:string}} options
 * @returns {Promise<{lon, lat, accuracy:null, heading:null, source:'kaart'}|null>}
 */
export async function pickPlace(ctx, { start, intro } = {}) {
  const { t } = ctx;
  const { createMap } = await loadMap();
  const here = ctx.place.get();
  const known = start ?? (here.lon !== undefined ? here : null) ?? ctx.lastPlace() ?? ctx.areaMiddle();
  const holder = h('div.place-map');
  const away = h('p.muted', { role: 'status' });
  const dialog = openDialog({
    t, title: t('place.title'), wide: true,
    body: [
      intro ? h('p.notice.notice-warning', null, icon('pin'), h('span', null, intro)) : null,
      h('p', null, t('place.help')),
      h('div.place-frame', null, holder, h('div.cross', { 'aria-hidden': 'true' })),
      h('div.row', null, away,
        here.lon !== undefined
          ? h('button.button.button-secondary', { type: 'button', onclick: () => map.centre(here.lon, here.lat, 18) }, icon('locate'), h('span', null, t('place.gps')))
          : null),
    ],
    actions: [
      { label: t('app.cancel') },
      { label: t('place.use'), tone: 'primary', run: (close) => close(map.middle()) },
    ],
  });
  const map = createMap(holder, { label: t('place.map'), ...ctx.mapOptions });
  map.setHere(here);
  map.setArea(ctx.areaGeometry());
  map.onMove(() => {
    if (here.lon !== undefined) {
      fill(away, t('place.moved', { metres: t.metres(distance(here, map.middle())) }));
    }
  });
  if (known) map.centre(known.lon, known.lat, 18);
  holder.focus();
  const chosen = await dialog.done;
  map.destroy();
  return chosen ? { ...chosen, accuracy: null, heading: null, source: 'kaart' } : null;
}
