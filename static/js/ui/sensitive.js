// A sensitive category: what is kept, and where the person concerned finds help.
import { h } from './dom.js';
import { icon } from './icons.js';
import { victimHelp } from './emergency.js';

export function sensitiveNotice(ctx, category) {
  const { t } = ctx;
  return h('div.notice.notice-sensitive', null, icon('shield'),
    h('div', null,
      h('strong', null, t('observe.sensitive')),
      h('p', null, t('observe.sensitiveHelp')),
      h('details', null, h('summary', null, t('observe.sensitiveWho')),
        category.whereToFindHelp ? h('p', null, category.whereToFindHelp) : null,
        victimHelp(ctx))));
}
