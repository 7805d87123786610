/**
 * Builds what browsers load: `node static/build.mjs`, offline, in seconds.
 *
 * In: static/js/pages, static/js/workers, static/css, static/sw.js and libraries from node_modules.
 * Out: static/dist/ (ignored by git), with content hashes in the names; manifest.json says which name
 * an entry got. The new folder replaces the old one only when it is whole.
 */
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import esbuild from 'esbuild';
import { pruneTokens } from './css/prune-tokens.mjs';
import { drawIcons } from './icons/draw.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const DIST = path.join(ROOT, 'static', 'dist');
const PUBLIC = '/static/dist';

const PAGES = ['static/js/pages/field.js', 'static/js/pages/site.js', 'static/js/pages/map.js', 'static/js/pages/office.js'];
const STYLES = ['static/css/site.css', 'static/css/field.css', 'static/css/map.css'];
const WORKER = 'static/js/workers/photo.js';
/** Pages without data that the phone keeps for use offline. */
const SHELLS = ['/veld', '/veld/offline'];
const SHELL_SOURCES = ['templates/field', 'wijkschouw/field'];

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  sourcemap: process.argv.includes('--sourcemap'),
  target: ['es2022', 'safari16', 'chrome105', 'firefox110'],
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  assetNames: 'file-[name]-[hash]',
  publicPath: PUBLIC,
  loader: { '.png': 'file', '.svg': 'file', '.woff2': 'file', '.gif': 'file' },
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** @param {string[]} entries */
function present(entries) {
  return entries.filter((entry) => {
    const found = existsSync(path.join(ROOT, entry));
    if (!found) console.log(`skipped: ${entry} is not there`);
    return found;
  });
}

/** @param {string} text @returns {string} eight characters */
function hash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
}

/**
 * @param {string} out @param {string[]} entries @param {object} options
 * @returns {Promise<{names: Record<string, string>, files: Map<string, string[]>,
 *   first: Map<string, string[]>}>} `names`: entry → built file; `files`: entry → everything that it
 *   loads; `first`: what it cannot begin without
 */
async function bundle(out, entries, options) {
  const sources = present(entries);
  const names = {};
  const files = new Map();
  const first = new Map();
  if (sources.length === 0) return { names, files, first };
  const { metafile } = await esbuild.build({ ...COMMON, entryPoints: sources, outdir: out, ...options });
  const outputs = new Map(Object.entries(metafile.outputs).map(([file, facts]) =>
    [path.relative(out, path.resolve(ROOT, file)), facts]));
  for (const [file, facts] of outputs) {
    if (!facts.entryPoint || !sources.includes(facts.entryPoint)) continue;
    const name = path.basename(facts.entryPoint);
    names[name] = file;
    files.set(name, [...reachable(file, outputs, out)]);
    first.set(name, [...reachable(file, outputs, out, 'import-statement')].filter((part) => part !== file));
  }
  return { names, files, first };
}

/**
 * @param {string} file @param {Map<string, any>} outputs @param {string} out
 * @param {string} [kind] only what is imported so @param {Set<string>} [seen]
 */
function reachable(file, outputs, out, kind, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { path: imported, external, kind: how } of outputs.get(file)?.imports ?? []) {
    if (kind && how !== kind) continue;
    const name = imported.startsWith(PUBLIC) ? imported.slice(PUBLIC.length + 1)
      : path.relative(out, path.resolve(ROOT, imported));
    if (!external || outputs.has(name)) reachable(name, outputs, out, kind, seen);
  }
  return seen;
}

/** Libraries that pages load by themselves: folium's maps need Leaflet and, for popups, jQuery. */
async function copyLibraries(out) {
  const modules = path.join(ROOT, 'node_modules');
  const version = async (name) =>
    JSON.parse(await readFile(path.join(modules, name, 'package.json'), 'utf8')).version;
  const leaflet = `leaflet-${await version('leaflet')}`;
  await mkdir(path.join(out, leaflet, 'images'), { recursive: true });
  for (const file of ['leaflet.js', 'leaflet.css']) {
    await cp(path.join(modules, 'leaflet/dist', file), path.join(out, leaflet, file));
  }
  await cp(path.join(modules, 'leaflet/dist/images'), path.join(out, leaflet, 'images'), { recursive: true });
  const jquery = `jquery-${await version('jquery')}.js`;
  await cp(path.join(modules, 'jquery/dist/jquery.slim.min.js'), path.join(out, jquery));
  const htmx = `htmx-${await version('htmx.org')}.js`;
  await cp(path.join(modules, 'htmx.org/dist/htmx.min.js'), path.join(out, htmx));
  return {
    'leaflet.js': `${leaflet}/leaflet.js`, 'leaflet.css': `${leaflet}/leaflet.css`,
    'jquery.js': jquery, 'htmx.js': htmx,
  };
}

/** @param {string} out @param {string[]} names built style sheets */
async function pruneStyles(out, names) {
  for (const name of names) {
    const file = path.join(out, name);
    await writeFile(file, pruneTokens(await readFile(file, 'utf8')));
  }
}

/** @param {string} out @returns {Promise<Record<string, string>>} */
async function writeIcons(out) {
  const names = {};
  for (const { name, bytes } of drawIcons()) {
    const { name: stem, ext } = path.parse(name);
    names[name] = `${stem}-${hash(bytes)}${ext}`;
    await writeFile(path.join(out, names[name]), bytes);
  }
  const svg = await readFile(path.join(ROOT, 'static/icons/icon.svg'));
  names['icon.svg'] = `icon-${hash(svg)}.svg`;
  await writeFile(path.join(out, names['icon.svg']), svg);
  return names;
}

/** Text of everything that shapes the shell pages, so that a change makes a new service worker. */
async function shellVersion() {
  const sum = createHash('sha256');
  for (const folder of SHELL_SOURCES) {
    const directory = path.join(ROOT, folder);
    if (!existsSync(directory)) continue;
    for (const name of (await readdir(directory, { recursive: true })).sort()) {
      if (/\.(html|py)$/.test(name)) sum.update(name).update(await readFile(path.join(directory, name)));
    }
  }
  return sum.digest('hex');
}

/** @param {string} out @param {Set<string>} kept names of files that the phone keeps */
async function buildServiceWorker(out, kept) {
  const files = [];
  for (const name of [...kept].sort()) {
    const digest = createHash('sha256').update(await readFile(path.join(out, name))).digest('base64');
    files.push({ url: `${PUBLIC}/${name}`, integrity: `sha256-${digest}` });
  }
  const source = await readFile(path.join(ROOT, 'static/sw.js'), 'utf8');
  const version = hash(JSON.stringify(files) + source + await shellVersion());
  await esbuild.build({
    ...COMMON, entryPoints: ['static/sw.js'], outdir: out, entryNames: '[name]', format: 'iife',
    define: {
      __VERSION__: JSON.stringify(version), __FILES__: JSON.stringify(files), __SHELLS__: JSON.stringify(SHELLS),
    },
  });
  return version;
}

/** Next to each text file its compressed forms, so that serving costs nothing. */
async function compress(out) {
  for (const name of await readdir(out, { recursive: true })) {
    const file = path.join(out, name);
    if (!/\.(js|css|svg)$/.test(name) || (await stat(file)).size < 1000) continue;
    const bytes = await readFile(file);
    await writeFile(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await writeFile(`${file}.br`, brotliCompressSync(bytes, { params }));
  }
}

/** @param {string} out */
async function replaceDist(out) {
  const old = `${out}-old`;
  await chmod(out, 0o755);
  if (existsSync(DIST)) await rename(DIST, old);
  await rename(out, DIST);
  await rm(old, { recursive: true, force: true });
}

async function main() {
  const started = Date.now();
  const out = await mkdtemp(path.join(ROOT, 'node_modules', '.wijkschouw-build-'));
  try {
    const worker = await bundle(out, [WORKER], { format: 'iife', entryNames: '[name]-worker-[hash]' });
    const workerName = worker.names['photo.js'];
    const define = { __PHOTO_WORKER__: JSON.stringify(workerName ? `${PUBLIC}/${workerName}` : null) };
    const pages = await bundle(out, PAGES, { format: 'esm', splitting: true, define });
    const styles = await bundle(out, STYLES, {});
    await pruneStyles(out, Object.values(styles.names));
    const icons = await writeIcons(out);
    const names = {
      ...await copyLibraries(out), ...icons, ...pages.names, ...styles.names,
      ...(workerName ? { 'photo-worker.js': workerName } : {}),
    };
    const kept = new Set([
      ...(pages.files.get('field.js') ?? []), ...(styles.files.get('field.css') ?? []),
      ...(worker.files.get('photo.js') ?? []), ...Object.values(icons),
    ]);
    const version = await buildServiceWorker(out, kept);
    await compress(out);
    await writeFile(path.join(out, 'manifest.json'), `${JSON.stringify({ version, files: names, first: Object.fromEntries(pages.first) }, null, 1)}\n`);
    await replaceDist(out);
    console.log(`built ${Object.keys(names).length} entries in ${Date.now() - started} ms, version ${version}`);
  } catch (error) {
    await rm(out, { recursive: true, force: true });
    throw error;
  }
}

try {
  await main();
} catch (error) {
  // esbuild has said on stderr what is wrong with which line; the stack of the build adds nothing.
  console.error(`not built: ${error.errors ? error.message.split('\n')[0] : error.stack}`);
  process.exitCode = 1;
}
