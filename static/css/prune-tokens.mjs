/**
 * Leaves out of a built style sheet the design tokens that nothing in it uses: a theme defines 2,700,
 * a page needs some hundreds.
 */

/** @param {string} text @returns {Set<string>} the custom properties that the text reads */
function readIn(text) {
  return new Set([...text.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]));
}

/**
 * @param {string} css minified or not
 * @param {RegExp} theme a selector whose flat blocks hold only tokens
 * @param {Iterable<string>} [alsoUsed] names that scripts or other style sheets read
 * @returns {string} the same without unused tokens
 */
export function pruneTokens(css, theme = /\.voorbeeld-theme\s*\{([^{}]*)\}/g, alsoUsed = []) {
  const blocks = [...css.matchAll(theme)].map((match) => declarations(match[1]));
  const used = new Set();
  const waiting = [...alsoUsed, ...readIn(css.replace(theme, (_, body) => plainOnly(body)))];
  while (waiting.length) {
    const name = waiting.pop();
    if (used.has(name)) continue;
    used.add(name);
    for (const block of blocks) {
      for (const [key, value] of block) {
        if (key !== name) continue;
        waiting.push(...readIn(value));
      }
    }
  }
  let index = 0;
  return css.replace(theme, () => {
    const kept = blocks[index++].filter(([key]) => !key.startsWith('--') || used.has(key));
    return kept.length ? `.voorbeeld-theme{${kept.map(([key, value]) => `${key}:${value}`).join(';')}}` : '';
  });
}

const DECLARATION = /((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^;"'])+)(?:;|$)/g; // pictures hold semicolons

/** @param {string} body @returns {[string, string][]} */
function declarations(body) {
  return [...body.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(DECLARATION)]
    .map((match) => match[1].trim()).filter(Boolean)
    .map((part) => [part.slice(0, part.indexOf(':')).trim(), part.slice(part.indexOf(':') + 1).trim()]);
}

/** @param {string} body @returns {string} what is no token: its readings always count */
function plainOnly(body) {
  return declarations(body).filter(([key]) => !key.startsWith('--')).map((pair) => pair.join(':')).join(';');
}
