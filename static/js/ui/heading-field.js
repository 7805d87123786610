// Which way the inspector looked: asked of the compass when wanted, or turned by hand.
import { h, fill, uid } from './dom.js';
import { icon } from './icons.js';
import { compassPoint } from './geo.js';

export function headingField(ctx, editor) {
  const { t } = ctx;
  const id = uid('heading');
  const value = h('output', { for: id });
  const slider = h('input', {
    id, type: 'range', min: '0', max: '359', step: '1',
    oninput: () => show(Number(slider.value)),
    onchange: () => save(Number(slider.value)),
  });

  function show(degrees) {
    const text = degrees === null || degrees === undefined
      ? t('observe.headingNone')
      : t('observe.headingValue', { degrees: Math.round(degrees), direction: t(`direction.${compassPoint(degrees)}`) });
    fill(value, text);
    slider.setAttribute('aria-valuetext', text);
    if (degrees !== null && degrees !== undefined) slider.value = String(Math.round(degrees));
  }

  async function save(degrees) {
    const richting = Math.round(degrees) % 360;
    if (await editor.patch({ properties: { richting } })) {
      show(richting);
      ctx.announce(t('observe.changed'));
    }
  }

  async function ask() {
    const degrees = await ctx.readHeading();
    if (degrees === null) ctx.toast({ text: t('observe.headingFailed'), tone: 'warning' });
    else await save(degrees);
  }

  show(editor.item.feature.properties.richting);
  return h('div.field', null,
    h('label', { for: id }, t('observe.heading')),
    h('div.row', null, slider, value),
    h('button.button.button-secondary', { type: 'button', onclick: ask }, icon('compass'), h('span', null, t('observe.headingSet'))));
}
