// A note about a place. What looks like personal data is pointed out while typing; what is typed
// is stored as a draft at once and with the observation as soon as the field is left.
import { h, fill, uid } from './dom.js';
import { icon } from './icons.js';
import { cleanText } from '../domain/validation.js';

const MAX = 2000;

/** @param {object} editor  see observation-details: item, patch, and gets `finish` */
export function noteField(ctx, editor) {
  const { t } = ctx;
  const id = uid('note');
  const saved = { text: editor.item.feature.properties.toelichting ?? '' };
  const warnings = h('div', { role: 'status' });
  const state = h('p.muted.small', { id: `${id}-state` });
  const area = h('textarea', {
    id, rows: '3', maxlength: String(MAX), autocomplete: 'off', 'aria-describedby': `${id}-help ${id}-state`,
    value: ctx.drafts.note(editor.item.id) ?? saved.text,
    oninput: () => { warn(); ctx.drafts.keep({ observationId: editor.item.id, note: area.value }); },
    onchange: save,
  });

  async function save() {
    const text = cleanText(area.value);
    if (text === saved.text) return true;
    const done = await editor.patch({ properties: { toelichting: text } });
    if (done) {
      saved.text = text;
      state.textContent = t('observe.noteSaved');
      ctx.announce(t('observe.noteSaved'));
    }
    return done;
  }

  function warn() {
    state.textContent = MAX - area.value.length < 200 ? t('observe.noteLeft', { n: MAX - area.value.length }) : '';
    fill(warnings, personalWarnings(ctx, area.value, (text) => {
      area.value = area.value.replace(text, '').replace(/ {2,}/g, ' ').trim();
      warn();
      save();
      area.focus();
    }));
  }

  warn();
  editor.finish = save;
  return h('div.field', null,
    h('label', { for: id }, t('observe.note')),
    h('p.muted.small', { id: `${id}-help` }, t('observe.noteHelp')),
    area, state, warnings);
}

export function personalWarnings({ t, findPersonalData }, text, onRemove) {
  return findPersonalData(text).map(({ kind, text: match }) =>
    h('div.notice.notice-warning', null, icon('warning'),
      h('div', null,
        h('p', null, t('personal.found', { what: t(`personal.${kind}`), text: match })),
        onRemove ? h('button.button.button-secondary', { type: 'button', onclick: () => onRemove(match) }, t('personal.remove')) : null)));
}
