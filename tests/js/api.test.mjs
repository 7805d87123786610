import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiError, contentDigest, createApi } from '../../static/js/io/api.js';
import { fakeClock } from './support/clock.mjs';

const ME = { id: 11, naam: 'Test', rollen: ['inspecteur'], csrf: 'c1', gemeente: 'GM9999' };
const json = (data, status = 200, type = 'application/json', headers = {}) =>
  new Response(JSON.stringify(data), { status, headers: { 'Content-Type': type, ...headers } });

/** An API whose fetch gives these answers in turn; the last one goes on for ever. */
function api(...answers) {
  const calls = [];
  const clock = fakeClock();
  const fetch = async (url, options) => {
    calls.push({ url, ...options });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return typeof answer === 'function' ? answer(options) : answer.clone?.() ?? answer;
  };
  return { calls, clock, api: createApi({ fetch, clock }) };
}
const fails = (promise, facts) => assert.rejects(promise, (error) => {
  assert.ok(error instanceof ApiError, error.stack);
  for (const [key, value] of Object.entries(facts)) assert.deepEqual(error[key], value, key);
  return true;
});

describe('who am I', () => {
  it('gives account, roles and token, with the id as text', async () => {
    const { api: client } = api(json(ME));
    assert.deepEqual(await client.me(), { ...ME, id: '11' });
  });

  it('believes our own shape alone', async () => {
    await fails(api(json({ ok: true })).api.me(), { kind: 'not-ours' });
  });

  it('is never answered from a cache', async () => {
    const { api: client, calls } = api(json(ME));
    await client.me();
    assert.equal(calls[0].cache, 'no-store');
  });
});

describe('answers that are none of ours', () => {
  for (const [name, answer] of [
    ['a captive portal\'s page', new Response('<html>', { status: 200, headers: { 'Content-Type': 'text/html' } })],
    ['JSON of somebody else', json({ status: 'ok' })],
    ['broken JSON', new Response('{"id": 1', { status: 200, headers: { 'Content-Type': 'application/json' } })],
    ['JSON with another type', new Response(JSON.stringify(ME), { status: 200, headers: { 'Content-Type': 'text/plain' } })],
    ['a redirect to a sign-in page', { type: 'opaqueredirect', status: 0, headers: new Headers(), text: async () => '' }],
    ['a redirect that was not followed', new Response(null, { status: 302, headers: { Location: '/inloggen' } })],
    ['a 404 page of a proxy', new Response('<html>', { status: 404, headers: { 'Content-Type': 'text/html' } })],
    ['a 401 page of an access point', new Response('<html>', { status: 401, headers: { 'Content-Type': 'text/html' } })],
    ['nothing at all', new Response(null, { status: 200 })],
  ]) {
    it(`${name} counts as no answer`, async () => {
      await fails(api(answer).api.me(), { kind: 'not-ours' });
    });
  }

  it('redirects are not followed', async () => {
    const { api: client, calls } = api(json(ME));
    await client.me();
    assert.equal(calls[0].redirect, 'manual');
  });
});

describe('failures', () => {
  it('tell network from lateness', async () => {
    await fails(api(() => { throw new TypeError('Failed to fetch'); }).api.me(), { kind: 'network', status: 0 });
    const { api: client, clock } = api(({ signal }) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      clock.ring();
    }));
    await fails(client.me(), { kind: 'timeout' });
  });

  it('count an answer that was cut off as no answer', async () => {
    const body = new ReadableStream({ start: (controller) => controller.error(new TypeError('terminated')) });
    await fails(api(new Response(body, { status: 200, headers: { 'Content-Type': 'application/json' } })).api.me(), { kind: 'network' });
  });

  it('bring along problem and patience', async () => {
    const problem = { type: 'x', title: 'Even bezet', status: 503 };
    const answer = json(problem, 503, 'application/problem+json', { 'Retry-After': '7' });
    await fails(api(answer).api.me(), { kind: 'status', status: 503, retryAfter: 7000, problem });
  });

  it('take overload also from a proxy', async () => {
    await fails(api(new Response('busy', { status: 502 })).api.me(), { kind: 'status', status: 502, problem: null });
    await fails(api(new Response('busy', { status: 429, headers: { 'Retry-After': '3' } })).api.me(), { kind: 'status', retryAfter: 3000 });
  });

  it('leave no timer behind', async () => {
    const { api: client, clock } = api(json(ME));
    await client.me();
    assert.equal(clock.waiting(), 0);
  });
});

describe('a photo', () => {
  const id = '0198c2f0-1111-7000-8000-00000000000a';
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

  it('goes with its digest (RFC 9530), type and token', async () => {
    const { api: client, calls } = api(json(ME), json({ id }, 201));
    assert.deepEqual(await client.putPhoto(id, new ArrayBuffer(3), sha256), { status: 201, data: { id } });
    assert.equal(calls[1].url, `/api/v1/fotos/${id}`);
    assert.equal(calls[1].method, 'PUT');
    assert.equal(calls[1].headers['Content-Digest'], 'sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:');
    assert.equal(calls[1].headers['Content-Type'], 'image/jpeg');
    assert.equal(calls[1].headers['X-CSRF-Token'], 'c1');
  });

  it('counts as received only in our shape about that very photo', async () => {
    await fails(api(json(ME), json({ id: 'other' }, 201)).api.putPhoto(id, new ArrayBuffer(3), sha256), { kind: 'not-ours' });
    await fails(api(json(ME), json({ id }, 202)).api.putPhoto(id, new ArrayBuffer(3), sha256), { kind: 'not-ours' });
    await fails(api(json(ME), new Response(null, { status: 204 })).api.putPhoto(id, new ArrayBuffer(3), sha256), { kind: 'not-ours' });
  });

  it('may take longer the larger it is', async () => {
    let moment;
    const { api: client, clock } = api(json(ME), () => { [moment] = clock.moments(); return json({ id }, 201); });
    await client.putPhoto(id, new ArrayBuffer(400_000), sha256);
    assert.equal(moment - clock.now(), 70_000);
  });

  it('has the digest of nothing as well', () => {
    assert.equal(contentDigest('00'), 'sha-256=:AA==:');
  });
});

describe('a batch', () => {
  const good = { ontvangenOp: '2026-03-01T08:00:00Z', resultaten: [] };
  const batch = { apparaat: 'a', verzondenOp: 'b', items: [] };

  it('goes as JSON', async () => {
    const { api: client, calls } = api(json(ME), json(good));
    assert.deepEqual(await client.synchroniseer(batch), good);
    assert.deepEqual(JSON.parse(calls[1].body), batch);
    assert.equal(calls[1].headers['Content-Type'], 'application/json');
  });

  for (const [name, data] of [
    ['no results', { ontvangenOp: '2026-03-01T08:00:00Z' }], ['no time', { resultaten: [] }],
    ['no real time', { ontvangenOp: 'nu', resultaten: [] }], ['a list', []],
  ]) {
    it(`is not answered by ${name}`, async () => {
      await fails(api(json(ME), json(data)).api.synchroniseer(batch), { kind: 'not-ours' });
    });
  }

  it('goes again with a fresh token when the old one expired', async () => {
    const stale = json({ title: 'verlopen', status: 403 }, 403, 'application/problem+json');
    const { api: client, calls } = api(json(ME), stale, json({ ...ME, csrf: 'c2' }), json(good));
    await client.synchroniseer(batch);
    assert.equal(calls[3].headers['X-CSRF-Token'], 'c2');
  });

  it('does not go again when the token was right: then it is not allowed', async () => {
    const forbidden = json({ title: 'mag niet', status: 403 }, 403, 'application/problem+json');
    const { api: client, calls } = api(json(ME), forbidden, json(ME));
    await fails(client.synchroniseer(batch), { status: 403 });
    assert.equal(calls.length, 3);
  });

  it('does not go again when somebody else signed in meanwhile', async () => {
    const stale = json({ title: 'verlopen', status: 403 }, 403, 'application/problem+json');
    const { api: client, calls } = api(json(ME), stale, json({ ...ME, id: 12, csrf: 'c2' }));
    await fails(client.synchroniseer(batch), { status: 403 });
    assert.equal(calls.length, 3);
  });
});

describe('signing in and reference data', () => {
  it('signs in with JSON and keeps the token', async () => {
    const { api: client, calls } = api(json(ME), json({ ontvangenOp: '2026-03-01T08:00:00Z', resultaten: [] }));
    assert.equal((await client.signIn({ email: 'a@b.nl', wachtwoord: 'x' })).id, '11');
    await client.synchroniseer({ items: [] });
    assert.deepEqual(calls.map(({ url }) => url), ['/api/v1/aanmelding', '/api/v1/synchronisaties']);
  });

  it('says that address and password do not match', async () => {
    const wrong = json({ title: 'Klopt niet', status: 401 }, 401, 'application/problem+json');
    await fails(api(wrong).api.signIn({ email: 'a', wachtwoord: 'b' }), { kind: 'status', status: 401 });
  });

  it('asks for the token anew after signing out', async () => {
    const { api: client, calls } = api(json(ME), json({}), json(ME), json({ ontvangenOp: '2026-03-01T08:00:00Z', resultaten: [] }));
    await client.me();
    await client.signOut();
    await client.synchroniseer({ items: [] });
    assert.deepEqual(calls.map(({ method, url }) => `${method} ${url.split('/').pop()}`), ['GET ik', 'DELETE aanmelding', 'GET ik', 'POST synchronisaties']);
  });

  it('believes reference data in its own shape alone', async () => {
    assert.deepEqual(await api(json({ themas: [] })).api.catalogus(), { themas: [] });
    await fails(api(json({})).api.catalogus(), { kind: 'not-ours' });
    await fails(api(json({ type: 'x' })).api.gebieden(), { kind: 'not-ours' });
    await fails(api(json({})).api.cellen('BU99990101'), { kind: 'not-ours' });
    const captive = { status: 'ok', resultaten: true };
    await fails(api(json(captive)).api.taken(), { kind: 'not-ours' });
    await fails(api(json(captive)).api.planning(), { kind: 'not-ours' });
  });

  it('asks for open tasks of its own', async () => {
    const { api: client, calls } = api(json({ type: 'FeatureCollection', features: [] }));
    await client.taken();
    assert.equal(calls[0].url, '/api/v1/taken?status=open&mijn=true');
  });
});
