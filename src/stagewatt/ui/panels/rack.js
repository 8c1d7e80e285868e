// One rack: pane B (name), pane C (status, mains, balance), pane D (ways).

import { Boundary } from '../lib/boundary.js';
import { cellsOf, mark, put } from '../lib/cells.js';
import { age } from '../lib/format.js';
import { glyph } from '../lib/glyphs.js';
import { h, html, useEffect, useRef, useState } from '../lib/html.js';
import { LOST_MS } from '../lib/link.js';
import { live } from '../lib/live.js';
import { ageNow, rackFrame } from '../lib/read.js';
import { asked, frontAddress } from '../lib/route.js';
import * as store from '../lib/store.js';
import { alsoReadBy, readBy } from '../lib/words.js';
import { title } from './glance.js';
import { Mains } from './mains.js';
import { Status } from './status.js';
import { Ways } from './ways.js';

/** @typedef {import('../lib/types.js').RackDoc} RackDoc */
/** @typedef {import('../lib/types.js').ModelDoc} ModelDoc */

/**
 * Whether the rack answers: hatches the whole page of it; and how old what we have of it is.
 * @param {HTMLElement} el
 * @param {RackDoc} doc
 */
function writer(el, doc) {
  const cells = cellsOf(el);
  return () => {
    const kept = rackFrame(doc.id);
    if (!kept) return false;
    mark(el, 'online', kept.frame.num('online') === 1 ? 'yes' : 'no');
    put(cells.since, age(ageNow(kept.frame.num('age_heard_s'), kept.sinceS)));
    if (kept.frame.rows !== doc.ways.length) void store.loadRack(doc.id);
    return false;
  };
}

/**
 * Hatch the rack when its own frames stop although others come.
 * @param {HTMLElement} el
 * @param {string} id
 */
function watchFeed(el, id) {
  const kept = rackFrame(id);
  const lost = kept !== null && kept.sinceS * 1000 > LOST_MS;
  mark(el, 'doubt', lost ? 'yes' : 'no');
}

/** @param {{doc: RackDoc, model: ModelDoc | null}} props */
function NamePane({ doc, model }) {
  const rename = (/** @type {Event} */ event) => {
    asked.value = { kind: 'rack-name', anchor: /** @type {Element} */ (event.currentTarget) };
  };
  return html`<section class="pane-b" aria-label="Rack" data-testid="pane-b">
    <a class="front-link" href=${frontAddress(doc.id)} data-testid="open-front">Front</a>
    <h1>
      <button type="button" class="rack-pen" onClick=${rename} data-testid="pen-rack"
        aria-haspopup="dialog"
        aria-label=${`Rename rack ${title(doc)}`}><span
          data-testid="rack-name">${title(doc)}</span>${glyph('pen')}</button>
    </h1>
    <p class="rack-facts">${model?.title ?? doc.model} · ${doc.printed_name}${doc.group ? ` · ${doc.group}` : ''}</p>
    <p class="rack-facts" data-testid="read-by">${readBy(doc.via, doc.node, store.nodeName)}, <span class="num" data-c="since"></span>${alsoReadBy(doc.also_read_by, store.nodeName)}</p>
  </section>`;
}

/** @type {Record<string, () => Promise<any>>} what need not be there at once */
const LATER = {
  Balance: () => import('./balance.js'),
  Offer: () => import('./offer.js'),
};

/** @param {{name: string, with: object}} props */
function Later({ name, with: props }) {
  const [panel, setPanel] = useState(/** @type {any} */ (null));
  useEffect(() => void LATER[name]?.().then(setPanel, () => undefined), [name]);
  return panel && h(panel[name], props);
}

/** @param {{doc: RackDoc, model: ModelDoc | null}} props */
function Open({ doc, model }) {
  const el = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const own = /** @type {HTMLElement} */ (el.current);
    const ends = [
      live(`rack/${doc.id}`, own, writer(own, doc)),
      store.onTick(() => watchFeed(own, doc.id)),
    ];
    return () => ends.forEach((end) => end());
  }, [doc.id, doc.ways.length]);
  return html`<article class="rack" data-testid="rack" data-rack=${doc.id} ref=${el}>
    ${doc.offer && h(Later, { name: 'Offer', with: { id: doc.id, offer: doc.offer } })}
    <div class="pane pane-c" data-testid="pane-c">
      <div class="col-status">
        ${h(NamePane, { doc, model })}
        ${h(Boundary, { name: 'status' }, h(Status, { id: doc.id, hasSource: Boolean(model?.source) }))}
      </div>
      ${h(Boundary, { name: 'mains' }, h(Mains, { id: doc.id, limits: doc.load, kind: model?.main.kind }))}
      ${h(Boundary, { name: 'balance' }, h(Later, { name: 'Balance', with: { id: doc.id, ratedA: doc.load.main_limit_a } }))}
    </div>
    ${model && h(Boundary, { name: 'ways' }, h(Ways, { doc, model }))}
  </article>`;
}

/** @param {{id: string}} props */
export function Rack({ id }) {
  const [model, setModel] = useState(/** @type {ModelDoc | null} */ (null));
  const doc = store.rack.value;
  const shown = doc?.id === id ? doc : null;
  const wanted = shown?.model ?? null;
  useEffect(() => store.watch(id), [id]);
  useEffect(() => {
    if (wanted) store.model(wanted).then(setModel, () => setModel(null));
  }, [wanted, store.trouble.value]);
  if (!shown) {
    const why = store.trouble.value;
    const listed = store.racks.value?.some((rack) => rack.id === id) ?? true;
    return listed
      ? html`<p class="hint" role="status">${why ?? 'Asking the node for this rack'}</p>`
      : html`<p class="hint" role="status" data-testid="no-rack">No node here tells of rack ${id} now: treat it as live.
          <a class="more-link" href="#/racks">All racks</a></p>`;
  }
  return h(Open, { key: shown.id, doc: shown, model: model?.id === wanted ? model : null });
}
