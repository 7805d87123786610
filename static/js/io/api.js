/**
 * The server's API as the phone uses it. Only an answer in our own JSON counts: a captive portal
 * answers 200 as well, and a sign-in page is not success.
 */
import { parseRetryAfter } from '../domain/retry.js';
import { systemClock } from './clock.js';

const PATIENCE = 20_000;
/** Slowest upload that still counts as one: 8 kB/s. */
const SLOWEST_BYTES_PER_MS = 8;

/**
 * - `network`: no (whole) answer came; - `timeout`: it took too long;
 * - `not-ours`: somebody answered, but not our server (captive portal, proxy, sign-in page);
 * - `status`: our server refused; `problem` is its RFC 9457 body when it had one.
 */
export class ApiError extends Error {
  /**
   * @param {'network'|'timeout'|'status'|'not-ours'} kind
   * @param {{status?: number, retryAfter?: number, problem?: any, cause?: unknown}} [facts]
   */
  constructor(kind, { status = 0, retryAfter = 0, problem = null, cause } = {}) {
    super(`${kind}${status ? ` ${status}` : ''}${problem?.title ? `: ${problem.title}` : ''}`, { cause });
    this.name = 'ApiError';
    this.kind = kind;
    this.status = status;
    /** milliseconds */
    this.retryAfter = retryAfter;
    this.problem = problem;
  }
}

/** @param {{fetch?: typeof fetch, base?: string, clock?: import('./clock.js').Clock}} [options] */
export function createApi({
  fetch = (...args) => globalThis.fetch(...args), base = '', clock = systemClock,
} = {}) {
  /** @type {{id: string, csrf: string}|null} */
  let account = null;

  /**
   * @param {string} method @param {string} path
   * @param {{body?: any, headers?: Record<string, string>, patience?: number, cache?: RequestCache}} [options]
   * @returns {Promise<{status: number, data: any}>}
   */
  async function once(method, path, { body, headers = {}, patience = PATIENCE, cache } = {}) {
    const abort = new AbortController();
    let late = false;
    const timer = clock.setTimeout(() => { late = true; abort.abort(); }, patience);
    try {
      const answer = await fetch(base + path, {
        method, body, signal: abort.signal, credentials: 'same-origin', redirect: 'manual',
        cache: cache ?? (method === 'GET' ? 'no-cache' : 'no-store'),
        headers: { Accept: 'application/json', ...headers },
      });
      return await read(answer);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw new ApiError(late ? 'timeout' : 'network', { cause: error });
    } finally {
      clock.clearTimeout(timer);
    }
  }

  /** @param {Response} answer */
  async function read(answer) {
    const { status } = answer;
    // A redirect (status 0 here) is never an answer of the API: somebody wants us elsewhere.
    if (answer.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      throw new ApiError('not-ours', { status });
    }
    const type = answer.headers.get('Content-Type') ?? '';
    const text = await answer.text();
    const data = /\bjson\b/i.test(type) ? parsed(text) : undefined;
    const retryAfter = parseRetryAfter(answer.headers.get('Retry-After'), clock.now());
    if (status >= 200 && status < 300) {
      if (status !== 204 && (data === undefined || data === null)) throw new ApiError('not-ours', { status });
      return { status, data };
    }
    const problem = isProblem(data, status) ? data : null;
    // Overload may be answered by a proxy in front; a verdict on what we sent only by our server.
    const kind = problem || status >= 500 || status === 429 ? 'status' : 'not-ours';
    throw new ApiError(kind, { status, retryAfter, problem });
  }

  async function me() {
    const { data } = await once('GET', '/api/v1/ik', { cache: 'no-store' });
    return accept(data);
  }

  /** @param {any} data */
  function accept(data) {
    if (!(typeof data.id === 'string' || typeof data.id === 'number') || !('rollen' in data)) {
      throw new ApiError('not-ours', { status: 200 });
    }
    account = { ...data, id: String(data.id) };
    return /** @type {any} */ (account);
  }

  /**
   * A write with the CSRF token. When the token turns out to be stale, a fresh one is fetched and
   * the write tried once more, unless somebody else has signed in since: then it isn't ours to send.
   * @param {string} method @param {string} path @param {any} options
   */
  async function write(method, path, options) {
    const before = account ?? await me();
    const headers = { ...options.headers, 'X-CSRF-Token': before.csrf };
    try {
      return await once(method, path, { ...options, headers });
    } catch (error) {
      if (!isStaleToken(error)) throw error;
      const after = await me();
      if (after.id !== before.id || after.csrf === before.csrf) throw error;
      headers['X-CSRF-Token'] = after.csrf;
      return once(method, path, { ...options, headers });
    }
  }

  /** @param {string} path @param {(data: any) => boolean} isOurs */
  async function get(path, isOurs) {
    const { data } = await once('GET', path);
    if (!isOurs(data)) throw new ApiError('not-ours', { status: 200 });
    return data;
  }

  const json = (/** @type {any} */ data) => ({
    body: JSON.stringify(data), headers: { 'Content-Type': 'application/json' },
  });

  return {
    /** Who is signed in. @returns {Promise<{id: string, naam: string, rollen: string[], csrf: string, gemeente: any}>} */
    me,
    /**
     * @param {{email: string, wachtwoord: string}} who
     * @returns {Promise<{id: string, naam: string, rollen: string[], csrf: string, gemeente: any}>}
     *   ApiError with status 401 when they don't match, 429 with `retryAfter` after too many tries
     */
    async signIn({ email, wachtwoord }) {
      const { data } = await once('POST', '/api/v1/aanmelding', json({ email, wachtwoord }));
      return accept(data);
    },
    /** Ends the session; what waits on the phone stays there. */
    async signOut() {
      account = null;
      await once('DELETE', '/api/v1/aanmelding', json({}));
    },
    catalogus: () => get('/api/v1/catalogus', (data) => Array.isArray(data.themas)),
    /** @param {'buurt'|'wijk'} [niveau] */
    gebieden: (niveau = 'buurt') => get(`/api/v1/gebieden?niveau=${niveau}`, isCollection),
    /** @param {string} gebied code of a buurt */
    cellen: (gebied) => get(`/api/v1/cellen?gebied=${encodeURIComponent(gebied)}`,
      (data) => Array.isArray(data.cellen)),
    planning: () => get('/api/v1/planning', (data) => Array.isArray(data.planning)),
    /** What is still to be done by whoever is signed in; closed tasks would only make it bigger. */
    taken: () => get('/api/v1/taken?status=open&mijn=true', isCollection),
    /**
     * @param {{apparaat: string, verzondenOp: string, items: {soort: string, id: string, inhoud: any}[]}} batch
     * @returns {Promise<{ontvangenOp: string, resultaten: {id: string, uitkomst: string, probleem?: any}[]}>}
     */
    async synchroniseer(batch) {
      const { status, data } = await write('POST', '/api/v1/synchronisaties', json(batch));
      const ours = status === 200 && !Number.isNaN(Date.parse(data?.ontvangenOp))
        && Array.isArray(data.resultaten);
      if (!ours) throw new ApiError('not-ours', { status });
      return data;
    },
    /**
     * @param {string} id @param {ArrayBuffer} bytes @param {string} sha256 hexadecimal
     * @param {string} [mediaType]
     * @returns {Promise<{status: number, data: any}>} 201 stored, 200 had it already
     */
    async putPhoto(id, bytes, sha256, mediaType = 'image/jpeg') {
      const { status, data } = await write('PUT', `/api/v1/fotos/${id}`, {
        body: bytes,
        headers: { 'Content-Type': mediaType, 'Content-Digest': contentDigest(sha256) },
        patience: PATIENCE + bytes.byteLength / SLOWEST_BYTES_PER_MS,
      });
      if ((status !== 200 && status !== 201) || data?.id !== id) throw new ApiError('not-ours', { status });
      return { status, data };
    },
  };
}

/** RFC 9530. @param {string} sha256 hexadecimal */
export function contentDigest(sha256) {
  const bytes = (sha256.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return `sha-256=:${btoa(String.fromCharCode(...bytes))}:`;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {any} data @param {number} status */
function isProblem(data, status) {
  return typeof data === 'object' && data !== null && typeof data.title === 'string'
    && (data.status === undefined || data.status === status);
}

/** @param {unknown} error */
function isStaleToken(error) {
  return error instanceof ApiError && error.problem !== null
    && (error.status === 403 || (error.status === 400 && /csrf/i.test(JSON.stringify(error.problem))));
}

/** @param {any} data */
function isCollection(data) {
  return data?.type === 'FeatureCollection' && Array.isArray(data.features);
}
