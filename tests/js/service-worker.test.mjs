import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fakeCaches, serviceWorker } from './support/worker.mjs';

const FILE = '/static/dist/field-AAAAAAAA.js';
const ours = { 'X-Wijkschouw-Pagina': '1', 'Content-Type': 'text/html' };

/** A network on which everything is well. */
const online = (calls = []) => async (request) => {
  const path = new URL(request.url).pathname;
  calls.push(path);
  if (path.startsWith('/veld')) return new Response(`page ${path}`, { headers: ours });
  if (path.startsWith('/tiles/bron')) return new Response('{"beschikbaar":true}', { headers: { 'Content-Type': 'application/json' } });
  if (path.startsWith('/tiles/')) return new Response('tile', { headers: { 'Content-Type': 'image/png' } });
  return new Response(`network ${path}`);
};
const offline = async () => { throw new TypeError('Failed to fetch'); };
const portal = async () => new Response('<html>portal', { headers: { 'Content-Type': 'text/html' } });
const navigate = { mode: 'navigate' };
const text = async (answer) => (await answer)?.text();

async function installed(options = {}) {
  const worker = serviceWorker({ fetch: online(), ...options });
  await worker.install();
  await worker.activate();
  return worker;
}

describe('what the worker keeps out of', () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    it(`${method} (enketo#1584)`, async () => {
      const worker = await installed();
      assert.equal(await worker.get('/veld', { method, mode: 'navigate' }), undefined);
      assert.equal(await worker.get('/api/v1/synchronisaties', { method }), undefined);
    });
  }

  it('the API, so that no answer of it is ever an old one', async () => {
    const worker = await installed();
    assert.equal(await worker.get('/api/v1/catalogus'), undefined);
    assert.equal(await worker.get('/api/v1/ik'), undefined);
  });

  it('other hosts, and files that are not the app\'s', async () => {
    const worker = await installed();
    assert.equal(await worker.get('https://elsewhere.example/veld', navigate), undefined);
    assert.equal(await worker.get('/static/dist/site-BBBBBBBB.js'), undefined);
  });
});

describe('installing', () => {
  it('fetches everything past the HTTP cache, files by their hash', async () => {
    const requests = [];
    const worker = serviceWorker({ fetch: (request) => { requests.push(request); return online()(request); } });
    await worker.install();
    const file = requests.find(({ url }) => url.endsWith(FILE));
    assert.equal(file.integrity, 'sha256-x');
    assert.ok(requests.every(({ cache }) => cache === 'reload'));
    assert.equal(requests.length, 3);
  });

  it('leaves nothing of a version that is not whole', async () => {
    const flaky = async (request) => (request.url.endsWith('offline') ? offline() : online()(request));
    const worker = serviceWorker({ fetch: flaky });
    await assert.rejects(worker.install());
    assert.deepEqual(await worker.caches.keys(), []);
  });

  it('takes no captive portal\'s page for the app', async () => {
    const worker = serviceWorker({ fetch: portal, files: [] });
    await assert.rejects(worker.install(), /is not our page/);
    assert.deepEqual(await worker.caches.keys(), []);
  });

  it('takes no file that the server does not have', async () => {
    const worker = serviceWorker({ fetch: async (request) => (request.url.endsWith('.js') ? new Response('', { status: 404 }) : online()(request)) });
    await assert.rejects(worker.install());
  });

  it('does not take over by itself', async () => {
    const worker = serviceWorker({ fetch: online() });
    await worker.install();
    assert.equal(worker.facts.skipped, 0);
  });

  it('takes over when the page says so', async () => {
    const worker = await installed();
    worker.message({ type: 'apply-update' });
    worker.message('apply-update');
    worker.message({ type: 'something' });
    worker.message(null);
    assert.equal(worker.facts.skipped, 2);
  });

  it('keeps the old version\'s cache until it takes over (enketo#986)', async () => {
    const caches = fakeCaches();
    await installed({ caches });
    const next = serviceWorker({ caches, version: 'V2', fetch: online() });
    await next.install();
    assert.deepEqual((await caches.keys()).sort(), ['wijkschouw-app-V1', 'wijkschouw-app-V2']);
    await next.activate();
    assert.deepEqual(await caches.keys(), ['wijkschouw-app-V2']);
    assert.equal(next.facts.claimed, 1);
  });

  it('leaves the old version alone when the new one fails', async () => {
    const caches = fakeCaches();
    await installed({ caches });
    await assert.rejects(serviceWorker({ caches, version: 'V2', fetch: offline }).install());
    assert.deepEqual(await caches.keys(), ['wijkschouw-app-V1']);
  });

  it('says its version', async () => {
    const worker = await installed();
    const said = [];
    worker.message({ type: 'version' }, [{ postMessage: (data) => said.push(data) }]);
    assert.deepEqual(said, ['V1']);
  });
});

describe('without a network', () => {
  it('the app opens, with its files', async () => {
    const worker = await installed();
    worker.network.fetch = offline;
    assert.equal(await text(worker.get('/veld', navigate)), 'page /veld');
    assert.equal(await text(worker.get('/veld?bron=icoon', navigate)), 'page /veld');
    assert.equal(await text(worker.get(FILE)), `network ${FILE}`);
  });

  it('other pages say that they need one', async () => {
    const worker = await installed();
    worker.network.fetch = offline;
    assert.equal(await text(worker.get('/taken', navigate)), 'page /veld/offline');
  });

  it('the map shows what was fetched beforehand', async () => {
    const worker = await installed();
    await worker.get('/tiles/14/8447/5386');
    await worker.get('/tiles/bron');
    worker.network.fetch = offline;
    assert.equal(await text(worker.get('/tiles/14/8447/5386')), 'tile');
    assert.equal(await text(worker.get('/tiles/bron')), '{"beschikbaar":true}');
    await assert.rejects(worker.get('/tiles/14/1/1'));
  });
});

describe('with a network', () => {
  it('the app still comes whole from its own version', async () => {
    const worker = await installed();
    const calls = [];
    worker.network.fetch = online(calls);
    await worker.get('/veld', navigate);
    await worker.get(FILE);
    assert.deepEqual(calls, []);
  });

  it('other pages come from the network', async () => {
    const worker = await installed();
    assert.equal(await text(worker.get('/taken', navigate)), 'network /taken');
  });

  it('a tile is asked for once', async () => {
    const worker = await installed();
    const calls = [];
    worker.network.fetch = online(calls);
    await worker.get('/tiles/14/8447/5386');
    await worker.get('/tiles/14/8447/5386');
    assert.deepEqual(calls, ['/tiles/14/8447/5386']);
  });

  it('a portal\'s page is not kept as a tile, nor as the source of the map', async () => {
    const worker = await installed();
    worker.network.fetch = portal;
    await worker.get('/tiles/14/8447/5386');
    await worker.get('/tiles/bron');
    assert.equal(worker.caches.all.get('wijkschouw-tegels')?.size ?? 0, 0);
  });

  it('a missing tile is asked for again', async () => {
    const worker = await installed();
    worker.network.fetch = async () => new Response('', { status: 404 });
    assert.equal((await worker.get('/tiles/14/1/1')).status, 404);
    worker.network.fetch = online();
    assert.equal((await worker.get('/tiles/14/1/1')).status, 200);
  });

  it('a tile shows also when there is no room to keep it', async () => {
    const caches = fakeCaches();
    const worker = await installed({ caches });
    const { open } = caches;
    caches.open = (name, fetch) => ({ ...open(name, fetch), put: async () => { throw new DOMException('', 'QuotaExceededError'); } });
    const full = serviceWorker({ caches, fetch: online() });
    assert.equal(await text(full.get('/tiles/14/8447/5386')), 'tile');
    assert.ok(worker);
  });

  it('the oldest tiles go when there are too many', async () => {
    const worker = await installed();
    await worker.get('/tiles/14/0/1');
    const tiles = worker.caches.all.get('wijkschouw-tegels');
    for (let x = 1; x < 4000; x += 1) tiles.set(`/tiles/14/${x}/1`, tiles.get('/tiles/14/0/1'));
    for (let x = 4000; x < 4099; x += 1) await worker.get(`/tiles/14/${x}/1`);
    const { size } = worker.caches.all.get('wijkschouw-tegels');
    assert.ok(size <= 4001 && size > 3900, String(size));
    assert.ok(!worker.caches.all.get('wijkschouw-tegels').has('/tiles/14/0/1'));
  });
});
