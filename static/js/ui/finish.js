// The end of a round: what it was, and that it is honest about what was not seen.
import { h, fill } from './dom.js';
import { icon } from './icons.js';
import { themesFor } from './catalogue.js';
import { problemNotice } from './problem.js';

export async function finishScreen(ctx) {
  const { t } = ctx;
  const round = ctx.round.get();
  if (!round) return ctx.go('#/', { replace: true });
  const { seen, total, metres, minutes, observations, perceptions } = await ctx.roundSummary();
  const left = Math.max(0, total - seen);
  const themes = themesFor(ctx.catalogue.get(), round.schouwlijst).map((theme) => theme.name).join(', ');
  const problem = h('div');
  const facts = [
    [t('finish.walked'), t.metres(metres)],
    [t('finish.time'), minutes < 60 ? t('finish.minutes', { m: minutes }) : t('finish.duration', { h: Math.floor(minutes / 60), m: minutes % 60 })],
    [t('finish.cells'), total ? `${seen} / ${total}` : String(seen)],
    [t('finish.observations'), String(observations)],
    [t('finish.feelings'), String(perceptions)],
  ];

  async function end() {
    fill(problem);
    try {
      await ctx.endRound();
      ctx.toast({ text: t('finish.saved') });
      ctx.go('#/', { replace: true });
    } catch (error) {
      fill(problem, problemNotice(ctx, error));
    }
  }

  const el = h('div.page', null, problem,
    h('dl.facts', null, facts.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value)))),
    left ? h('p.notice', null, icon('info'), h('span', null, t('finish.left', { n: left }))) : null,
    h('p.muted', null, t('finish.silence', { themes })),
    h('div.actions.sticky', null,
      h('button.button.button-primary.button-wide', { type: 'button', dataset: { end: '' }, onclick: end }, icon('flag'), h('span', null, t('finish.button'))),
      h('a.button.button-secondary.button-wide', { href: '#/ronde' }, t('finish.continue'))));
  return { title: t('finish.title'), subtitle: round.areaName, el, bare: true, back: '#/ronde' };
}
