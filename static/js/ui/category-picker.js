// Second tap: what is it. Those used lately come first.
import { h } from './dom.js';
import { icon } from './icons.js';

/**
 * @param {{t:Function, categories:object[], recent:string[], onChoose:(category:object)=>void}} p
 */
export function categoryPicker({ t, categories, recent, onChoose }) {
  const first = recent.map((code) => categories.find((c) => c.code === code)).filter(Boolean).slice(0, 3);
  const rest = categories.filter((category) => !first.includes(category));
  const buttons = (list) => h('ul.categories', null, list.map((category) =>
    h('li', null, h('button.category', {
      type: 'button', dataset: { category: category.code }, onclick: () => onChoose(category),
    }, icon(category.code), h('span', null, category.name)))));

  return h('section.step', { 'aria-label': t('observe.category') },
    h('h2', { tabindex: '-1' }, t('observe.category')),
    first.length ? [h('h3.label', null, t('observe.recent')), buttons(first), h('h3.label', null, t('observe.rest'))] : null,
    buttons(rest));
}
