// Texts by key, in two languages, with {placeholders} and plural forms.
import nl from '../i18n/nl.js';
import en from '../i18n/en.js';

const TEXTS = { nl, en };
export const LANGUAGES = Object.keys(TEXTS);

/**
 * @param {string} language 'nl' or 'en'; anything else is taken for 'nl'
 * @returns a function-like object: `t(key, values)`; with `values.n` a text that is an object
 *   {one, other} follows the plural rules of the language.
 */
export function createTranslator(language) {
  const lang = LANGUAGES.includes(language) ? language : 'nl';
  const texts = TEXTS[lang];
  const plurals = new Intl.PluralRules(lang);

  function t(key, values = {}) {
    let text = texts[key];
    if (text === undefined) return key;
    if (typeof text === 'object') text = text[plurals.select(values.n)] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
  }
  return Object.assign(t, { lang, ...formats(lang) });
}

function formats(lang) {
  const locale = lang === 'en' ? 'en-GB' : 'nl-NL';
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    time: (value) => time.format(new Date(value)),
    day: (value) => day.format(new Date(value)),
    moment(value, now = new Date()) {
      const date = new Date(value);
      return date.toDateString() === now.toDateString()
        ? time.format(date)
        : `${day.format(date)} ${time.format(date)}`;
    },
    number: (value) => number.format(value),
    bytes(value) {
      if (value < 1000) return `${value} B`;
      if (value < 1e6) return `${number.format(Math.round(value / 1000))} kB`;
      return value < 1e9 ? `${number.format(value / 1e6)} MB` : `${number.format(value / 1e9)} GB`;
    },
    metres(value) {
      return value < 1000 ? `${Math.round(value)} m` : `${number.format(value / 1000)} km`;
    },
  };
}
