// The shell: glance bar, navigation, panes. Panels that are not needed at once come when asked for.

import { Boundary } from './lib/boundary.js';
import { glyph, sprite } from './lib/glyphs.js';
import { h, html, render, signal, useEffect, useState } from './lib/html.js';
import { find, pages } from './lib/pages.js';
import { asked, finding, kiosk, phone, rackAddress, route, wide } from './lib/route.js';
import * as store from './lib/store.js';
import { choose, show, theme, THEMES } from './lib/theme.js';
import { Glance } from './panels/glance.js';

const STYLES = ['fleet', 'compare'];
/** So long the racks have the browser to themselves before the other pages are loaded. */
const PAGES_AFTER_MS = 400;
/** @type {Promise<unknown> | null} */
let dressed = null;

/** The styles of the fleet and all that belongs to it: loaded once, when something of it is. */
function dress() {
  dressed ??= Promise.all(STYLES.map((name) => new Promise((done) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL(`./styles/${name}.css`, import.meta.url).href;
    link.onload = link.onerror = done;
    document.head.append(link);
  })));
  return dressed;
}

/**
 * A part of the fleet, with its styles.
 * @param {Promise<any>} part
 */
async function fleet(part) {
  await dress();
  return part;
}

/** @type {Record<string, () => Promise<any>>} */
const LAZY = {
  FleetPage: () => fleet(import('./fleet/page.js')),
  Fleet: () => fleet(import('./panels/fleet.js')),
  Compare: () => fleet(import('./fleet/compare.js')),
  Find: () => fleet(import('./fleet/find.js')),
  Walk: () => fleet(import('./fleet/walk.js')),
  Notices: () => fleet(import('./fleet/notices.js')),
  Kiosk: () => fleet(import('./fleet/kiosk.js')),
  Rack: () => import('./panels/rack.js'),
  Front: () => import('./panels/front.js'),
  Dialog: () => import('./panels/edit.js'),
};

/** @param {{name: string, with?: object}} props a panel that is loaded when first shown */
function Lazy({ name, with: props = {} }) {
  const [panel, setPanel] = useState(/** @type {{Panel: any} | null} */ (null));
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    LAZY[name]?.().then(
      (module) => setPanel({ Panel: module[name] }),
      () => setFailed(true),
    );
  }, [name]);
  if (failed)
    return html`<p class="hint" role="alert">This part of the page could not be loaded.</p>`;
  return panel ? h(panel.Panel, props) : null;
}

function Themes() {
  return html`<div class="themes" role="group" aria-label="Theme of this device">
    ${THEMES.map(
      (
        name,
      ) => html`<button type="button" class="icon" data-testid=${`theme-${name}`}
        aria-pressed=${theme.value === name}
      aria-label=${name === 'auto' ? 'as the device' : name}
        title=${name === 'auto' ? 'as the device' : name}
        onClick=${() => choose(name)}>${glyph(name)}</button>`,
    )}
  </div>`;
}

/** Theme and keys: beside the pages, on a phone below everything, where no thumb rests. */
function Device() {
  return html`${h(Themes, {})}
    <button type="button" class="icon" aria-label="Keys" title="Keys (?)"
      onClick=${(/** @type {Event} */ event) => (asked.value = { kind: 'help', anchor: /** @type {Element} */ (event.currentTarget) })}>?</button>`;
}

/** Pages of all racks: on a wide screen no list of racks stands beside them. */
const ALL_RACKS = ['home', 'racks'];
const OWN = [...ALL_RACKS, 'rack', 'front', 'compare'];

/** Where the page is; an address that no page has leads home. */
function here() {
  const { page, id, way } = route.value;
  const known = OWN.includes(page) || (pages.value?.some(({ name }) => name === page) ?? true);
  return known ? { page, id, way } : { page: 'home', id: null, way: null };
}

/** The rack that was open last: where the navigation leads back to. */
const last = signal(/** @type {string | null} */ (null));

function Nav() {
  const { page } = here();
  const open = openRack();
  const back = open ?? last.value ?? store.racks.value?.[0]?.id ?? null;
  const item = (/** @type {string} */ href, /** @type {boolean} */ here, /** @type {any} */ text) =>
    html`<a href=${href} aria-current=${here ? 'page' : undefined}>${text}</a>`;
  return html`<nav class="nav" aria-label="Pages">
    ${item('#/racks', ['racks', 'compare'].includes(page) || (page === 'home' && open === null), 'Fleet')}
    ${back !== null && item(rackAddress(back), open !== null, 'Rack')}
    ${pages.value?.map(({ name, title, badge }) => {
      const count = badge?.() ?? 0;
      return item(`#/${name}`, page === name, html`${title}${count > 0 && html`<span
        class="badge">${count}</span>`}`);
    })}
    <button type="button" class="nav-find" data-testid="find-open" aria-keyshortcuts="/"
      onClick=${() => (finding.value = true)}>Search <kbd aria-hidden="true">/</kbd></button>
    ${!phone.value && html`<span class="nav-end">${h(Device, {})}</span>`}
  </nav>`;
}

/** The rack that is open: the one in the address, on a wide screen the only one there is. */
function openRack() {
  const { page, id } = here();
  if (page === 'rack' || page === 'front') return id;
  const racks = store.racks.value;
  return page === 'home' && wide.value && racks?.length === 1 ? (racks[0]?.id ?? null) : null;
}

/** @param {string | null} open the rack that is open */
function useOpened(open) {
  const { way } = here();
  useEffect(() => {
    if (open === null) store.watch(null);
    else last.value = open;
  }, [open]);
  useEffect(() => {
    if (way !== null) void import('./fleet/reveal.js').then(({ reveal }) => reveal(way));
  }, [open, way]);
}

/** @param {{open: string | null}} props */
function Main({ open }) {
  const { page, id } = here();
  const shown = pages.value?.find(({ name }) => name === page);
  if (open !== null) {
    const panel = h(Lazy, { name: page === 'front' ? 'Front' : 'Rack', with: { id: open } });
    return h(Boundary, { name: 'rack', key: `${page} ${open}` }, panel);
  }
  if (page === 'compare') {
    return h(Boundary, { name: 'compare', key: `${id}` }, h(Lazy, { name: 'Compare', with: { list: id } }));
  }
  if (shown) return h(Boundary, { name: shown.name, key: shown.name }, h(shown.Panel, {}));
  return h(Boundary, { name: 'racks' }, h(Lazy, { name: 'FleetPage' }));
}

function App() {
  const { page } = here();
  const open = openRack();
  useOpened(open);
  const beside = wide.value && (open !== null || !ALL_RACKS.includes(page));
  const several = (store.racks.value?.length ?? 0) > 1;
  const dialog = asked.value;
  return html`
    ${sprite()}
    ${h(Boundary, { name: 'glance' }, h(Glance, {}))}
    ${
      store.outdated.value &&
      html`<div class="outdated"
        role="alert">This page is older than its node. Its values are not shown.
      <button type="button" class="button" onClick=${() => location.reload()}>Reload</button></div>`
    }
    <div class=${`shell ${beside ? 'beside' : ''}`}>
      <aside class="side">${h(Nav, {})}${beside && h(Boundary, { name: 'racks' }, h(Lazy, { name: 'Fleet', with: { open } }))}</aside>
      <main id="main" tabindex="-1">
        ${h(Main, { open })}
        ${page === 'rack' && !wide.value && several && h(Lazy, { name: 'Walk', with: { id: open } })}
      </main>
      ${phone.value && html`<footer class="device">${h(Device, {})}</footer>`}
    </div>
    ${h(Boundary, { name: 'notices' }, h(Lazy, { name: 'Notices' }))}
    ${dialog && h(Boundary, { name: 'dialog', key: dialog.kind }, h(Lazy, { name: 'Dialog', with: { want: dialog } }))}
    ${finding.value && h(Boundary, { name: 'search' }, h(Lazy, { name: 'Find' }))}
  `;
}

/** What hangs on a wall has no controls, and so needs nothing but its three lines. */
function Hung() {
  return h(Boundary, { name: 'kiosk' }, h(Lazy, { name: 'Kiosk' }));
}

show();
store.start();
const root = /** @type {Element} */ (document.getElementById('app'));
root.textContent = '';
if (kiosk) {
  render(h(Hung, {}), root);
} else {
  // The racks before everything: asked for before their place is drawn, the other pages after them.
  const racks = ALL_RACKS.includes(route.peek().page) ? LAZY.FleetPage?.() : undefined;
  void Promise.allSettled([racks]).then(() => void setTimeout(find, racks ? PAGES_AFTER_MS : 0));
  void import('./lib/keys.js').then(({ listen }) => listen());
  render(h(App, {}), root);
}
