// Addresses behind the '#', so that the app is one cached page and the back button works.

/**
 * @param {Array<{path:string, screen:Function}>} routes  '/taken/:id' style paths
 * @returns {{path:string, screen:Function, params:object}|null}
 */
export function match(routes, hash) {
  const [path, query = ''] = hash.replace(/^#?/, '').split('?');
  const parts = split(path);
  for (const route of routes) {
    const params = bind(split(route.path), parts);
    if (params) {
      return { ...route, params: { ...Object.fromEntries(new URLSearchParams(query)), ...params } };
    }
  }
  return null;
}

const split = (path) => path.split('/').filter(Boolean);

function bind(pattern, parts) {
  if (pattern.length !== parts.length) return null;
  const params = {};
  for (const [index, name] of pattern.entries()) {
    if (name.startsWith(':')) params[name.slice(1)] = decodeURIComponent(parts[index]);
    else if (name !== parts[index]) return null;
  }
  return params;
}
