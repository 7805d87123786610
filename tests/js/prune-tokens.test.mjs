import assert from 'node:assert/strict';
import test from 'node:test';
import { pruneTokens } from '../../static/css/prune-tokens.mjs';

test('a token that nothing reads is left out', () => {
  assert.equal(pruneTokens('.voorbeeld-theme{--a:1px;--b:2px}p{margin:var(--a)}'),
    '.voorbeeld-theme{--a:1px}p{margin:var(--a)}');
});

test('a token that a used token reads is kept', () => {
  const css = '.voorbeeld-theme{--a:var(--b, 3px);--b:2px;--c:var(--a)}p{margin:var(--a)}';
  assert.equal(pruneTokens(css), '.voorbeeld-theme{--a:var(--b, 3px);--b:2px}p{margin:var(--a)}');
});

test('a picture with a semicolon in it stays whole', () => {
  const css = '.voorbeeld-theme{--a:url("data:image/svg+xml;utf8,<svg/>");--b:1}p{background:var(--a)}';
  assert.equal(pruneTokens(css),
    '.voorbeeld-theme{--a:url("data:image/svg+xml;utf8,<svg/>")}p{background:var(--a)}');
});

test('what a theme says besides tokens stays, and what it reads too', () => {
  const css = '.voorbeeld-theme{color:var(--a);--a:red;--b:blue}';
  assert.equal(pruneTokens(css), '.voorbeeld-theme{color:var(--a);--a:red}');
});

test('every block of the theme is pruned: the one for the dark as well', () => {
  const css = '.voorbeeld-theme{--a:1}@media (prefers-color-scheme: dark){.voorbeeld-theme{--a:2;--b:3}}p{order:var(--a)}';
  assert.equal(pruneTokens(css),
    '.voorbeeld-theme{--a:1}@media (prefers-color-scheme: dark){.voorbeeld-theme{--a:2}}p{order:var(--a)}');
});

test('a name that somebody else reads can be kept', () => {
  assert.equal(pruneTokens('.voorbeeld-theme{--a:1;--b:2}', undefined, ['--b']), '.voorbeeld-theme{--b:2}');
});
