// Racks of which nothing comes: those entered by hand, and those remembered from before.

import { html } from '../lib/html.js';
import * as store from '../lib/store.js';

/** Racks entered by hand: there is nothing to show of them, and that is said. */
export function Unmonitored() {
  const told = store.unmonitored.value;
  if (told.length === 0) return null;
  return html`<section class="unmonitored" data-testid="unmonitored" aria-label="Not monitored">
    <h2>Not monitored <span class="hint">entered by hand, nothing is measured: treat as live</span></h2>
    <ul>
      ${told.map((rack) => html`<li key=${rack.id}><b>${rack.name ?? rack.id}</b> ${rack.title}</li>`)}
    </ul>
  </section>`;
}

/** Racks known from before that nobody has told of since the node started; more on the nodes' page. */
export function Known() {
  const known = store.known.value;
  if (known.length === 0) return null;
  const names = known.map(({ name, printed_name }) => name ?? printed_name);
  return html`<section class="unmonitored" data-testid="fleet-known"
    aria-label="Not heard since this node started">
    <h2>Not heard since this node started <span class="hint">treat as live</span></h2>
    <p>${names.join(', ')}  <a class="more-link" href="#/nodes">When they were seen last</a></p>
  </section>`;
}
