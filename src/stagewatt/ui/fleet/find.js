// The search: racks, ways, names and connectors of all racks, by keyboard or thumb.

import { listen, written } from '../lib/ahead.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from '../lib/html.js';
import { finding, rackAddress } from '../lib/route.js';
import { search, shelf } from '../lib/search.js';
import * as store from '../lib/store.js';
import { called } from './arrange.js';
import { ask, noteOf, read } from './docs.js';

/** @typedef {import('../lib/search.js').Shelf} Shelf */
/** @typedef {import('../lib/types.js').RackRowDoc} RackRowDoc */

const KINDS = { rack: 'Rack', way: 'Way', connector: 'Connector' };
/** @type {Map<string, {row: RackRowDoc, note: object | null, made: Shelf}>} */
const shelves = new Map();

/** All racks as the search knows them now; only what changed is made anew. */
function stock() {
  const racks = store.racks.peek() ?? [];
  return racks.map((row) => {
    const note = noteOf(row.id);
    const kept = shelves.get(row.id);
    if (kept && kept.note === note && same(kept.row, row)) return kept.made;
    const { ways = [], connectors = [] } = note ?? {};
    const made = shelf({ ...row, title: called(row), ways, connectors });
    shelves.set(row.id, { row, note, made });
    return made;
  });
}

/**
 * @param {RackRowDoc} a
 * @param {RackRowDoc} b
 */
function same(a, b) {
  return a.name === b.name && a.printed_name === b.printed_name && a.group === b.group;
}

function close() {
  finding.value = false;
}

/** @param {import('../lib/search.js').Hit} hit */
function open({ rack, way }) {
  close();
  location.hash = rackAddress(rack, way);
}

/** @param {{hit: import('../lib/search.js').Hit, k: number, at: number}} props */
function line({ hit, k, at }) {
  return html`<li key=${`${hit.kind} ${hit.rack} ${hit.title}`} id=${`hit-${k}`} class="hit" role="option"
    aria-selected=${k === at} data-testid=${`hit-${k}`} onClick=${() => open(hit)}>
    <b>${hit.title}</b> <span class="hit-where">${hit.where}</span>
    <span class="hit-kind">${KINDS[hit.kind]}</span>
  </li>`;
}

/** How many racks the search knows whole. */
function progress() {
  const racks = store.racks.value ?? [];
  const done = racks.filter(({ id }) => noteOf(id)).length;
  return done < racks.length ? `Ways of ${done} of ${racks.length} racks read` : '';
}

export function Find() {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [question, setQuestion] = useState('');
  const [at, setAt] = useState(0);
  const waiting = useRef(/** @type {string[]} */ ([]));
  const [, again] = useState({});
  const known = read.value;
  useLayoutEffect(() => {
    const own = /** @type {HTMLDialogElement} */ (dialog.current);
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    own.showModal();
    const end = listen((key) => {
      waiting.current.push(key);
      again({});
    });
    return () => {
      end();
      if (own.open) own.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  useEffect(() => ask((store.racks.value ?? []).map(({ id }) => id)), [store.racks.value]);
  const hits = search(stock(), question);
  const chosen = Math.min(at, hits.length - 1);
  const write = (/** @type {string} */ text) => {
    setQuestion(text);
    setAt(0);
  };
  const choose = (/** @type {string} */ key) => {
    const by = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
    const hit = hits[chosen];
    if (by !== 0 && hits.length) setAt((chosen + by + hits.length) % hits.length);
    else if (key === 'Enter' && hit) open(hit);
    else return false;
    return true;
  };
  const press = (/** @type {KeyboardEvent} */ event) => {
    const inField = event.target === field.current;
    // What is typed beside the field goes to it by way of the page; a button keeps its own keys.
    if (!inField && !['Enter', ' '].includes(event.key)) return;
    event.stopPropagation();
    if (inField && choose(event.key)) event.preventDefault();
  };
  // One by one, as each finds what those before it have found.
  useLayoutEffect(() => {
    const key = waiting.current.shift();
    if (key === undefined) return;
    const text = written(question, key);
    if (text === null) choose(key);
    else write(text);
    field.current?.focus();
    again({});
  });
  useEffect(() => {
    document.getElementById(`hit-${chosen}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const asked = question.trim() !== '';
  const told = asked ? `${hits.length === 20 ? '20 best' : hits.length} found` : '';
  return html`<dialog class="find" ref=${dialog} aria-label="Search" data-testid="find"
    data-known=${known} onKeyDown=${press}
    onCancel=${(/** @type {Event} */ event) => {
      event.preventDefault();
      close();
    }}
    onMouseDown=${(/** @type {Event} */ event) => event.target === dialog.current && close()}>
    <div class="find-body">
      <div class="find-top">
        <input type="text" class="find-input" role="combobox" aria-expanded=${hits.length > 0}
          aria-controls="hits" aria-autocomplete="list" aria-label="Racks, ways, names, connectors"
          aria-activedescendant=${hits.length ? `hit-${chosen}` : undefined} autocomplete="off"
          autocapitalize="off" spellcheck=${false} placeholder="pdu07 a5, spot, soca, 4711"
          enterkeyhint="go" value=${question} ref=${field} autofocus data-testid="find-input"
          onInput=${(/** @type {Event} */ event) => write(/** @type {HTMLInputElement} */ (event.target).value)} />
        <button type="button" class="icon" aria-label="Close" onClick=${close}>×</button>
      </div>
      <ul id="hits" class="hits" role="listbox" aria-label="Found">${hits.map((hit, k) => line({ hit, k, at: chosen }))}</ul>
      <p class="find-note" role="status" data-testid="find-note">${[told, progress()].filter(Boolean).join('  ·  ')}</p>
    </div>
  </dialog>`;
}
