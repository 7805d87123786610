// Theme → category → level. The third tap makes the observation durable; only then does the
// screen say so, and everything else may follow.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { categoryPicker } from './category-picker.js';
import { levelPicker } from './level-picker.js';
import { sensitiveNotice } from './sensitive.js';
import { pickPlace } from './place-picker.js';
import { buildObservation } from './observation-record.js';
import { problemNotice } from './problem.js';

/** Second tap. */
export async function categoryScreen(ctx, { theme: code }) {
  const { t } = ctx;
  const theme = ctx.catalogue.get()?.theme(code);
  if (!theme) return missing(ctx);
  const capture = ctx.capture.take(code);
  if (!capture) return ctx.go(ctx.home(), { replace: true }); // came back to a form that was saved
  const recent = await ctx.recentCategories();
  return step(ctx, theme.name, ctx.home(), [
    placeLine(ctx, capture),
    categoryPicker({
      t, categories: theme.categories, recent,
      onChoose: (category) => ctx.go(`#/waarneming/${code}/${category.code}`),
    }),
  ]);
}

/** Third tap, which saves. */
export async function levelScreen(ctx, { theme: code, category: categoryCode }) {
  const { t } = ctx;
  const catalogue = ctx.catalogue.get();
  const theme = catalogue?.theme(code);
  const category = catalogue?.category(categoryCode);
  if (!theme || !category) return missing(ctx);
  const capture = ctx.capture.take(code);
  if (!capture) return ctx.go(ctx.home(), { replace: true });
  const problem = h('div');
  const picker = levelPicker({ t, category, levels: catalogue.levels, onChoose: save });

  async function save(level, button) {
    fill(problem);
    lock(picker, true);
    button.classList.add('busy');
    try {
      await capture.asked;
      capture.place ??= await pickPlace(ctx, { intro: t('observe.placeNeeded') });
      if (!capture.place) return;
      const observation = buildObservation(ctx, { theme, category, level, capture, catalogue });
      await ctx.saveObservation(observation);
      ctx.capture.done();
      navigator.vibrate?.(30);
      ctx.go(`#/opgeslagen/${observation.id}`, { replace: true });
    } catch (error) {
      // The form stays as it is: the same tap tries again.
      fill(problem, problemNotice(ctx, error));
      problem.scrollIntoView({ block: 'start' });
    } finally {
      lock(picker, false);
      button.classList.remove('busy');
    }
  }

  return step(ctx, theme.name, `#/waarneming/${code}`, [
    problem,
    category.sensitive ? sensitiveNotice(ctx, category) : placeLine(ctx, capture),
    picker,
  ]);
}

function step(ctx, title, back, content) {
  const el = h('div.page.observe', null, content);
  return {
    title, el, back, bare: true, keepFocus: true,
    ready: () => el.querySelector('h2')?.focus({ preventScroll: true }),
  };
}

function lock(host, on) {
  for (const button of host.querySelectorAll('button')) button.disabled = on;
}

function placeLine(ctx, { place, at }) {
  const { t } = ctx;
  const poor = !place || place.accuracy > ctx.limits.poorAccuracy;
  const text = !place ? t('position.waiting')
    : t(poor ? 'observe.placePoor' : 'observe.placeGps', { metres: t.metres(place.accuracy) });
  return h(`p.place-line${poor ? '.place-poor' : ''}`, null,
    icon(poor ? 'warning' : 'pin'), h('span', null, `${t.time(at)} · ${text}`));
}

function missing(ctx) {
  const { t } = ctx;
  return {
    title: t('observe.title'), back: '#/',
    el: h('div.page', null, h('p.notice', null, icon('info'), h('span', null, t('observe.noCatalogue')))),
  };
}
