// Beleving: how safe somebody feels here, 1 to 10. Apart from what is observed.
import { h, fill, uid } from './dom.js';
import { icon } from './icons.js';
import { pickPlace } from './place-picker.js';
import { personalWarnings } from './note-field.js';
import { cleanText } from '../domain/validation.js';
import { problemNotice, problemText } from './problem.js';
import { geometryOf } from './observation-record.js';

export function perceptionScreen(ctx) {
  const { t } = ctx;
  const at = ctx.now();
  let place = ctx.freshPlace();
  const name = uid('figure');
  const noteId = uid('note');
  const problem = h('div');
  const warnings = h('div', { role: 'status' });
  const note = h('textarea', {
    id: noteId, rows: '2', maxlength: '2000',
    oninput: () => fill(warnings, personalWarnings(ctx, note.value)),
  });
  const form = h('form.page', { onsubmit: save },
    problem,
    h('fieldset.figures', null,
      h('legend', null, t('feeling.question')),
      h('div.figure-grid', null, Array.from({ length: 10 }, (_, index) => figure(index + 1))),
      h('p.figure-ends', null, h('span', null, t('feeling.low')), h('span', null, t('feeling.high')))),
    h('div.field', null,
      h('label', { for: noteId }, `${t('feeling.note')} (${t('app.optional')})`),
      h('p.muted.small', null, t('observe.noteHelp')), note, warnings),
    h('p.muted', null, t('feeling.apart')),
    h('div.actions.sticky', null, h('button.button.button-primary.button-wide', { type: 'submit' }, t('feeling.save'))));

  function figure(value) {
    const id = `${name}-${value}`;
    return h('div.figure', null,
      h('input', { type: 'radio', id, name, value: String(value) }),
      h('label', { for: id }, String(value)));
  }

  async function save(event) {
    event.preventDefault();
    fill(problem);
    const chosen = form.querySelector(`input[name="${name}"]:checked`);
    if (!chosen) {
      fill(problem, h('p.notice.notice-warning', { role: 'alert' }, icon('warning'), h('span', null, t('feeling.choose'))));
      return;
    }
    place ??= await pickPlace(ctx, { intro: t('feeling.noPlace') });
    if (!place) return;
    try {
      const figureValue = Number(chosen.value);
      const id = ctx.newId();
      await ctx.savePerception({
        type: 'Feature', id, geometry: geometryOf(place),
        properties: {
          rondeId: ctx.round.get()?.id ?? null, cijfer: figureValue, toelichting: cleanText(note.value), waargenomenOp: at,
        },
      });
      ctx.toast({ text: t('feeling.saved', { n: figureValue }), label: t('observe.undo'), action: () => undo(id), seconds: 9 });
      ctx.go(ctx.home(), { replace: true });
    } catch (error) {
      fill(problem, problemNotice(ctx, error));
    }
  }

  async function undo(id) {
    try {
      await ctx.removeObservation(id);
      ctx.toast({ text: t('feeling.undone') });
    } catch (error) {
      ctx.toast({ text: problemText(ctx, error), tone: 'negative' });
    }
  }

  return { title: t('feeling.title'), el: form, bare: true, back: ctx.home() };
}
