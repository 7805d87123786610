/**
 * The server as the contract describes it, in memory, behind a `fetch`. Faults come between:
 * `fault(request)` names one per request, or nothing.
 */
import { createHash } from 'node:crypto';

const json = (data, status = 200, headers = {}) =>
  new Response(JSON.stringify(data), { status, headers: { 'Content-Type': 'application/json', ...headers } });
export const problem = (status, title, extra = {}, headers = {}) =>
  new Response(JSON.stringify({ type: `/problemen/${status}`, title, status, ...extra }), {
    status, headers: { 'Content-Type': 'application/problem+json', ...headers },
  });
const html = (status = 200) =>
  new Response('<!doctype html><title>Welkom op ons netwerk</title>', {
    status, headers: { 'Content-Type': 'text/html' },
  });

export function fakeServer({ clock, user = '11' } = {}) {
  const server = {
    user, csrf: 'token-1', fault: () => null, limit: 500, skew: 0,
    records: new Map(), photos: new Map(), announced: new Map(), requests: [], conflicts: [],
    judge: () => null,
    fetch: (url, options) => answer(server, clock, url, options),
  };
  return server;
}

async function answer(server, clock, url, options) {
  const request = { url, method: options.method, headers: options.headers, body: options.body };
  const fault = await server.fault(request);
  server.requests.push({ ...request, fault });
  const before = broken(fault, clock, options.signal);
  if (before) return before;
  const result = await handle(server, clock, request);
  if (fault === 'drop-answer') throw new TypeError('network');
  if (fault === 'cut-answer') {
    const text = (await result.text()).slice(0, -3);
    return new Response(text, { status: result.status, headers: { 'Content-Type': 'application/json' } });
  }
  return result;
}

function broken(fault, clock, signal) {
  switch (fault) {
    case 'drop-request': throw new TypeError('network');
    case 'timeout': return hang(clock, signal);
    case '500': return problem(500, 'Er ging iets mis');
    case '500-html': return html(500);
    case '502-html': return html(502);
    case '503': return problem(503, 'Even bezet', {}, { 'Retry-After': '7' });
    case '429': return problem(429, 'Te veel', {}, { 'Retry-After': '9' });
    case '401': return problem(401, 'Niet aangemeld');
    case 'captive': return html();
    case 'captive-json': return json({ ok: true });
    case 'redirect': return { type: 'opaqueredirect', status: 0, headers: new Headers(), text: async () => '' };
    case '413-html': return html(413);
    default: return null;
  }
}

/** Nothing comes: time passes until the phone gives up. */
function hang(clock, signal) {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    while (!signal.aborted && clock.ring());
  });
}

async function handle(server, clock, { url, method, headers, body }) {
  if (server.user === null) return problem(401, 'Niet aangemeld');
  if (url === '/api/v1/ik') return json({ id: server.user, naam: 'Test', rollen: ['inspecteur'], csrf: server.csrf, gemeente: 'GM9999' });
  if (headers['X-CSRF-Token'] !== server.csrf) return problem(403, 'Het formulier is verlopen', { type: '/problemen/csrf' });
  if (url === '/api/v1/synchronisaties' && method === 'POST') return synchronise(server, clock, JSON.parse(body));
  const photo = /^\/api\/v1\/fotos\/(.+)$/.exec(url);
  if (photo && method === 'PUT') return putPhoto(server, clock, photo[1], body, headers);
  return problem(404, 'Onbekend');
}

function synchronise(server, clock, { items }) {
  if (items.length > server.limit) return problem(413, 'Te groot', { limiet: server.limit });
  const poison = server.poison?.(items);
  if (poison) return problem(poison, 'Er ging iets mis');
  const resultaten = items.map((item) => ({ id: item.id, ...judge(server, item) }));
  return json({ ontvangenOp: new Date(clock.now() + server.skew).toISOString(), resultaten });
}

function judge(server, { soort, id, inhoud }) {
  const verdict = server.judge({ soort, id, inhoud });
  if (verdict) return verdict;
  const known = server.records.get(id);
  const content = JSON.stringify(inhoud);
  if (known && known.user !== server.user) return { uitkomst: 'conflict', probleem: { title: 'conflict', status: 409 } };
  const grows = soort === 'ronde' && known && inhoud.reeks > known.inhoud.reeks;
  if (known && !grows) {
    if (soort === 'ronde' || known.content === content) return { uitkomst: 'bekend' };
    server.conflicts.push(id);
    return { uitkomst: 'conflict', probleem: { title: 'conflict', status: 409 } };
  }
  server.records.set(id, { soort, inhoud, content, user: server.user, times: (known?.times ?? 0) + 1 });
  for (const { id: photoId, sha256 } of inhoud.properties?.fotos ?? inhoud.fotos ?? []) {
    server.announced.set(photoId, sha256);
  }
  return { uitkomst: known ? 'bekend' : 'nieuw' };
}

function putPhoto(server, clock, id, body, headers) {
  const bytes = Buffer.from(body);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const verdict = server.judge({ soort: 'foto', id, bytes });
  if (verdict) return verdict;
  if (!server.announced.has(id)) return problem(404, 'Niet aangekondigd');
  if (headers['Content-Digest'] !== `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`) return problem(400, 'Digest');
  if (server.announced.get(id) !== sha256) return problem(409, 'Andere bytes');
  const had = server.photos.has(id);
  server.photos.set(id, sha256);
  return json({ id, sha256, ontvangenOp: new Date(clock.now() + server.skew).toISOString() }, had ? 200 : 201);
}
