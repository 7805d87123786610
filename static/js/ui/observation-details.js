// After the third tap: the observation is on this phone. Photo, note, better place and heading
// may follow, undo is ten seconds away, and editing goes on until it is sent.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { levelClass } from './level-tone.js';
import { photoField } from './photo-field.js';
import { noteField } from './note-field.js';
import { placeField } from './place-field.js';
import { headingField } from './heading-field.js';
import { undoBar } from './undo-bar.js';
import { sensitiveNotice } from './sensitive.js';
import { problemNotice } from './problem.js';
import { openDialog } from './dialog.js';
import { levelPicker } from './level-picker.js';
import { categoryPicker } from './category-picker.js';

export const savedScreen = (ctx, { id }) => detailsScreen(ctx, id, { fresh: true });
export const editScreen = (ctx, { id }) => detailsScreen(ctx, id, { fresh: false });

/** As long as the screen is there the observation is not sent; first that, then what is in it. */
async function detailsScreen(ctx, id, { fresh }) {
  const release = await ctx.holdObservation(id);
  try {
    const item = await ctx.observation(id);
    if (item) return details(ctx, item, { fresh, release });
  } catch (error) {
    await release();
    throw error;
  }
  await release();
  return gone(ctx);
}

function details(ctx, item, { fresh, release }) {
  const { t } = ctx;
  const { id } = item;
  const underWay = new Set();
  const catalogue = ctx.catalogue.get();
  const category = catalogue.category(item.feature.properties.categorie) ?? { code: '', name: item.label, levelHelp: {}, photo: true };
  const problem = h('div');
  const editor = {
    item, category, problem, removed: false,
    finish: async () => true, // the note field has something to finish
    /** What the form waits for when it is closed meanwhile: a photo that is being made smaller. */
    during(work) {
      const done = work.catch((error) => console.error(error)).finally(() => underWay.delete(done));
      underWay.add(done);
      return done;
    },
    /** Change the observation in the store; the screen follows only when that is durable. */
    async patch(patch, photos) {
      fill(problem);
      try {
        await ctx.updateObservation(id, patch, photos);
        Object.assign(item.feature.properties, patch.properties);
        if (patch.geometry) item.feature.geometry = patch.geometry;
        return true;
      } catch (error) {
        fill(problem, problemNotice(ctx, error));
        problem.scrollIntoView({ block: 'center' });
        return false;
      }
    },
  };
  let closing = null;
  const close = () => (closing ??= letGo(ctx, editor, { underWay, release }));
  const undo = fresh ? undoBar(ctx, { onUndo: () => remove(ctx, editor) }) : null;

  const el = h('div.page.details', null,
    summary(ctx, editor, fresh),
    undo?.el,
    problem,
    category.sensitive ? sensitiveNotice(ctx, category) : null,
    h('h2.section-title', null, t('observe.extras')),
    h('p.muted', null, t('observe.extrasHelp')),
    category.photo && !category.sensitive
      ? photoField(ctx, editor)
      : h('p.notice', null, icon('info'), h('span', null, t('observe.photoNot'))),
    noteField(ctx, editor),
    category.sensitive ? h('p.muted', null, t('observe.placeCell')) : [placeField(ctx, editor), headingField(ctx, editor)],
    h('div.actions.sticky', null,
      h('button.button.button-primary.button-wide', {
        type: 'button', dataset: { done: '' },
        onclick: async () => {
          if (!await editor.finish()) return;
          // After it the page may be killed, and the observation goes all the same. Nobody waits here
          // for a photo that is being made smaller: the form lets go by itself when that is done.
          if (underWay.size === 0) await close();
          ctx.go(fresh ? ctx.home() : '#/wachtrij', { replace: fresh });
        },
      }, t('app.done'))));

  if (fresh) ctx.announce(`${t('observe.saved')}. ${t('observe.savedAt', savedWords(ctx, editor))}`);
  return {
    title: fresh ? t('observe.title') : t('observe.edit'),
    el, bare: true, back: fresh ? ctx.home() : '#/wachtrij',
    destroy() {
      undo?.stop();
      return close();
    },
  };
}

/** What was typed last goes along; if that fails the draft stays for the next time. */
async function letGo(ctx, editor, { underWay, release }) {
  try {
    await Promise.all(underWay);
    if (editor.removed || await editor.finish()) ctx.drafts.drop();
  } finally {
    await release();
  }
}

function savedWords({ t }, { item, category }) {
  const { niveau, waargenomenOp } = item.feature.properties;
  return { category: category.name, level: niveau, time: t.time(waargenomenOp) };
}

function summary(ctx, editor, fresh) {
  const { t } = ctx;
  const box = h('section.saved');
  const draw = () => {
    const { niveau } = editor.item.feature.properties;
    fill(box,
      h(`span.level-letter.${levelClass(niveau)}`, null, niveau),
      h('div', null,
        h('p.saved-title', null, fresh ? icon('check') : icon(editor.category.code), h('strong', null, fresh ? t('observe.saved') : editor.category.name)),
        h('p', null, t('observe.savedAt', savedWords(ctx, editor)))),
      h('button.button.button-subtle', { type: 'button', onclick: change }, t('observe.change')));
  };
  async function change() {
    const chosen = await chooseAgain(ctx, editor);
    if (!chosen) return;
    if (await editor.patch({ properties: chosen })) {
      editor.category = ctx.catalogue.get().category(chosen.categorie);
      draw();
      ctx.announce(t('observe.changed'));
    }
  }
  draw();
  return box;
}

/** Category and level again, within the same theme and kind of care. */
async function chooseAgain(ctx, { item, category }) {
  const { t } = ctx;
  const catalogue = ctx.catalogue.get();
  const theme = catalogue.theme(item.feature.properties.thema);
  const body = h('div');
  const options = theme.categories.filter((other) => other.sensitive === category.sensitive);
  const dialog = openDialog({ t, title: t('observe.change'), body, wide: true });
  fill(body, categoryPicker({
    t, categories: options, recent: [category.code],
    onChoose: (chosen) => fill(body, levelPicker({
      t, category: chosen, levels: catalogue.levels, note: null,
      onChoose: (niveau) => dialog.close({ categorie: chosen.code, niveau }),
    })),
  }));
  return dialog.done;
}

async function remove(ctx, editor) {
  const { t } = ctx;
  try {
    await ctx.removeObservation(editor.item.id);
    editor.removed = true;
    ctx.toast({ text: t('observe.undone') });
    ctx.go(ctx.home(), { replace: true });
  } catch (error) {
    ctx.toast({ text: t(error.code === 'already-sent' ? 'observe.tooLate' : 'error.unknown'), tone: 'negative' });
  }
}

function gone({ t, home }) {
  return {
    title: t('observe.title'), back: home(),
    el: h('div.page', null, h('p.notice', null, icon('info'), h('span', null, t('observe.unknown')))),
  };
}
