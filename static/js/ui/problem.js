// Why something was not saved, in words that say what to do. Never a code alone.
import { h } from './dom.js';
import { icon } from './icons.js';

const KNOWN = ['quota', 'closed', 'already-sent'];

export const problemText = ({ t }, error) =>
  t(`error.${KNOWN.includes(error?.code) ? error.code : 'unknown'}`);

export function problemNotice(ctx, error) {
  const text = problemText(ctx, error);
  console.error(error);
  ctx.alert(`${ctx.t('error.title')}. ${text}`);
  return h('div.notice.notice-negative', null, icon('warning'),
    h('div', null, h('strong', null, ctx.t('error.title')), h('p', null, text)));
}
