// Where it was, how sure that is, and a better place by hand.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { pickPlace } from './place-picker.js';
import { geometryOf, placeProperties } from './observation-record.js';

export function placeField(ctx, editor) {
  const { t } = ctx;
  const line = h('p');
  const draw = () => {
    const { nauwkeurigheid, plaatsbepaling } = editor.item.feature.properties;
    const poor = plaatsbepaling === 'gps' && nauwkeurigheid > ctx.limits.poorAccuracy;
    const text = plaatsbepaling === 'kaart' ? t('observe.placeMap')
      : t(poor ? 'observe.placePoor' : 'observe.placeGps', { metres: t.metres(nauwkeurigheid ?? 0) });
    line.className = poor ? 'place-line place-poor' : 'place-line';
    fill(line, icon(poor ? 'warning' : 'pin'), h('span', null, text));
  };
  async function better() {
    const [lon, lat] = editor.item.feature.geometry.coordinates;
    const chosen = await pickPlace(ctx, { start: { lon, lat } });
    if (!chosen) return;
    const { richting, ...properties } = placeProperties(chosen, editor.category);
    if (await editor.patch({ geometry: geometryOf(chosen), properties })) {
      draw();
      ctx.announce(t('observe.changed'));
    }
  }
  draw();
  return h('div.field', null, h('h3.label', null, t('observe.place')), line,
    h('button.button.button-secondary', { type: 'button', onclick: better }, icon('map'), h('span', null, t('observe.placeBetter'))));
}
