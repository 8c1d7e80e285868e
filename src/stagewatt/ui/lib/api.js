// REST: one way to ask, one kind of error, never a wait without an end.

export const PATIENCE_MS = 5000;
const EMPTY = 204;
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** What the node refused, or that it did not answer: `where` names the field at fault. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {{code?: string, where?: string | null, status?: number}} more
   */
  constructor(message, { code = 'unreachable', where = null, status = 0 } = {}) {
    super(message);
    this.code = code;
    this.where = where;
    this.status = status;
  }
}

/**
 * Read something.
 * @param {string} path below `/api/v1/`
 * @returns {Promise<any>}
 */
export function get(path) {
  return ask(path, {});
}

/**
 * Change something that its owner confirms; refused when somebody else changed the rack first.
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @param {number} revision of the settings this change was made on
 * @returns {Promise<any>}
 */
export function patch(path, body, revision) {
  const headers = { ...JSON_TYPE, 'If-Match': `"${revision}"` };
  return ask(path, { method: 'PATCH', headers, body: JSON.stringify(body) });
}

/**
 * Have something done that stands on no revision.
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @returns {Promise<any>}
 */
export function post(path, body) {
  return ask(path, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
}

/**
 * Erase something.
 * @param {string} path
 * @returns {Promise<any>}
 */
export function erase(path) {
  return ask(path, { method: 'DELETE', headers: JSON_TYPE });
}

/**
 * @param {string} path
 * @param {RequestInit} options
 */
async function ask(path, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(`/api/v1/${path}`, { ...options, signal: stop.signal });
    const body = answer.status === EMPTY ? null : await answer.json();
    if (!answer.ok) throw refusal(body, answer.status);
    return body;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('The node does not answer. Nothing is known to have changed.');
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {any} body
 * @param {number} status
 */
export function refusal(body, status) {
  const { message, code, where } = body?.error ?? {};
  return new Refusal(message ?? `The node refused (${status}).`, { code, where, status });
}

/**
 * An id as a part of a path.
 * @param {string} id
 */
export function part(id) {
  return encodeURIComponent(id);
}
