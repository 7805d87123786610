// Third tap: how bad. This tap saves.
import { h } from './dom.js';
import { icon } from './icons.js';
import { levelClass } from './level-tone.js';

/**
 * @param {{t:Function, category:object, levels:object[], note?:Node|string,
 *   onChoose:(level:string, button:HTMLButtonElement)=>void}} p
 */
export function levelPicker({ t, category, levels, note = t('observe.savesNow'), onChoose }) {
  return h('section.step', { 'aria-label': t('observe.level') },
    h('p.chosen', null, icon(category.code), h('span', null, category.name)),
    h('h2', { tabindex: '-1' }, t('observe.level')),
    category.help ? h('p.muted', null, category.help) : null,
    h('ul.levels', null, levels.map((level) => h('li', null, levelButton(t, category, level, onChoose)))),
    note ? h('p.muted.small', null, note) : null);
}

function levelButton(t, category, level, onChoose) {
  const help = category.levelHelp[level.code] || level.help;
  const usual = category.level === level.code;
  return h(`button.level.${levelClass(level.code)}`, {
    type: 'button', dataset: { level: level.code }, onclick: (event) => onChoose(level.code, event.currentTarget),
  },
  h('span.level-letter', null, level.code),
  h('span.level-text', null,
    h('span.level-name', null, h('strong', null, level.name || t(`level.${level.code}`)), usual ? h('span.tag', null, t('observe.suggested')) : null),
    help ? h('span', null, help) : null));
}
