// The shell: glance bar, navigation, panes. Panels that are not needed at once come when asked for.

import { Boundary } from './lib/boundary.js';
import { glyph, sprite } from './lib/glyphs.js';
import { h, html, render, useEffect, useState } from './lib/html.js';
import { find, pages } from './lib/pages.js';
import { asked, route, wide } from './lib/route.js';
import * as store from './lib/store.js';
import { choose, show, theme, THEMES } from './lib/theme.js';
import { Fleet } from './panels/fleet.js';
import { Glance } from './panels/glance.js';

/** @type {Record<string, () => Promise<any>>} */
const LAZY = {
  Rack: () => import('./panels/rack.js'),
  Front: () => import('./panels/front.js'),
  Dialog: () => import('./panels/edit.js'),
};

/** @param {{name: string, with: object}} props a panel that is loaded when first shown */
function Lazy({ name, with: props }) {
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

const OWN = ['home', 'rack', 'front', 'racks'];

/** Where the page is; an address that no page has leads home. */
function here() {
  const { page, id } = route.value;
  const known = OWN.includes(page) || (pages.value?.some(({ name }) => name === page) ?? true);
  return known ? { page, id } : { page: 'home', id: null };
}

function Nav() {
  const { page } = here();
  const item = (/** @type {string} */ href, /** @type {boolean} */ here, /** @type {any} */ text) =>
    html`<a href=${href} aria-current=${here ? 'page' : undefined}>${text}</a>`;
  return html`<nav class="nav" aria-label="Pages">
    ${item('#/', page === 'home' || page === 'rack' || page === 'front', wide.value ? 'Rack' : 'Racks')}
    ${wide.value && item('#/racks', page === 'racks', 'All racks')}
    ${pages.value?.map(({ name, title, badge }) => {
      const count = badge?.() ?? 0;
      return item(`#/${name}`, page === name, html`${title}${count > 0 && html`<span
        class="badge">${count}</span>`}`);
    })}
    <span class="nav-end">
      ${h(Themes, {})}
      <button type="button" class="icon" aria-label="Keys" title="Keys (?)"
        onClick=${(/** @type {Event} */ event) => (asked.value = { kind: 'help', anchor: /** @type {Element} */ (event.currentTarget) })}>?</button>
    </span>
  </nav>`;
}

/** The rack that is open: the one in the address, on a wide screen else the first there is. */
function openRack() {
  const { page, id } = here();
  if (page === 'rack' || page === 'front') return id;
  return page === 'home' && wide.value ? (store.racks.value?.[0]?.id ?? null) : null;
}

function App() {
  const { page } = here();
  const open = openRack();
  const shown = pages.value?.find(({ name }) => name === page);
  const beside = wide.value && page !== 'racks';
  useEffect(() => {
    if (open === null) store.watch(null);
  }, [open]);
  const list = h(Boundary, { name: 'racks' }, h(Fleet, { open, full: !beside }));
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
      <aside class="side">${h(Nav, {})}${beside && list}</aside>
      <main id="main" tabindex="-1">
        ${open === null && !shown && !beside && list}
        ${open !== null && h(Boundary, { name: 'rack', key: `${page} ${open}` }, h(Lazy, { name: page === 'front' ? 'Front' : 'Rack', with: { id: open } }))}
        ${shown && h(Boundary, { name: shown.name, key: shown.name }, h(shown.Panel, {}))}
      </main>
    </div>
    ${asked.value && h(Boundary, { name: 'dialog', key: asked.value.kind }, h(Lazy, { name: 'Dialog', with: { want: asked.value } }))}
  `;
}

show();
store.start();
void find();
void import('./lib/keys.js').then(({ listen }) => listen());
const root = /** @type {Element} */ (document.getElementById('app'));
root.textContent = '';
render(h(App, {}), root);
