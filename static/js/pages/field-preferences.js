// Small choices of this phone: language, look, the area used last. Losing them costs nothing.
const KEY = 'wijkschouw-voorkeuren';

export function createPreferences(storage = globalThis.localStorage) {
  let values = {};
  try {
    values = JSON.parse(storage.getItem(KEY)) ?? {};
  } catch {
    values = {};
  }
  return {
    get: (name) => values[name],
    set(name, value) {
      values = { ...values, [name]: value };
      try {
        storage.setItem(KEY, JSON.stringify(values));
      } catch {
        // a private window: the choice lasts as long as the page
      }
    },
  };
}
