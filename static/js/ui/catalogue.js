// The server's catalogue in the shape the screens need. Pure.

const say = (text, lang) => text?.[lang] ?? text?.nl ?? '';

/**
 * @param {object|null} content  the answer of GET /api/v1/catalogus
 * @param {'nl'|'en'} lang
 * @returns {{version:number, levels:object[], themes:object[], templates:object[], dayPart(code),
 *   theme(code), category(code), template(code)}|null}
 */
export function readCatalogue(content, lang) {
  if (!content) return null;
  const named = ({ code, naam }) => ({ code, name: say(naam, lang) });
  const themes = content.themas.map((theme) => ({
    ...named(theme),
    active: theme.actief !== false,
    categories: theme.categorieen.map((category) => readCategory(category, theme, lang)),
  }));
  const templates = (content.schouwlijsten ?? []).map((template) => ({
    ...named(template),
    help: say(template.uitleg, lang),
    themes: template.themas ?? [],
    dayParts: template.dagdelen ?? [],
    active: template.actief !== false,
  }));
  const categories = new Map(themes.flatMap((theme) => theme.categories.map((c) => [c.code, c])));
  const dayParts = new Map((content.dagdelen ?? []).map((part) => [part.code, say(part.naam, lang)]));
  return {
    version: content.versie,
    levels: content.niveaus.map(named),
    themes,
    templates,
    theme: (code) => themes.find((theme) => theme.code === code),
    category: (code) => categories.get(code),
    template: (code) => templates.find((template) => template.code === code),
    dayPart: (code) => dayParts.get(code) ?? code ?? '',
  };
}

function readCategory(category, theme, lang) {
  const levels = Object.entries(category.niveauUitleg ?? {});
  return {
    code: category.code,
    theme: theme.code,
    name: say(category.naam, lang),
    help: say(category.uitleg, lang),
    level: category.niveau ?? null,
    levelHelp: Object.fromEntries(levels.map(([level, text]) => [level, say(text, lang)])),
    photo: category.foto !== false,
    sensitive: Boolean(category.gevoelig),
    whereToFindHelp: say(category.hulp, lang),
    handling: { note: Boolean(category.afhandeling?.toelichting), photo: Boolean(category.afhandeling?.foto) },
  };
}

/** The themes a round looks at; without a (known) template those that are active. */
export function themesFor(catalogue, templateCode) {
  const template = catalogue.template(templateCode);
  const chosen = template?.themes.map((code) => catalogue.theme(code)).filter(Boolean) ?? [];
  return chosen.length ? chosen : catalogue.themes.filter((theme) => theme.active);
}
