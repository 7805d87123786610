// The buttons under the thumb: one tap starts an observation. Place and time are taken here,
// at the tap, not when the form is ready.
import { h } from './dom.js';
import { icon } from './icons.js';

/** @param {object} ctx @param {object[]} themes  of the catalogue */
export function themeButtons(ctx, themes) {
  return h('div.themes', { role: 'group', 'aria-label': ctx.t('round.record') },
    themes.map((theme) => h(`button.theme.theme-${theme.code}`, {
      type: 'button',
      dataset: { theme: theme.code },
      onclick: () => {
        ctx.capture.start(theme.code);
        ctx.go(`#/waarneming/${theme.code}`);
      },
    }, icon(theme.code), h('span', null, theme.name))));
}
