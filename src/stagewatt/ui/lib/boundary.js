// A pane that throws shows its own failure; the others and the glance bar go on.

import { Component, html } from './html.js';

/** @typedef {{error: Error | null}} State */
/** @extends {Component<{name: string, children?: any}, State>} */
export class Boundary extends Component {
  /** @param {{name: string}} props */
  constructor(props) {
    super(props);
    this.state = /** @type {State} */ ({ error: null });
  }

  /** @param {unknown} error */
  componentDidCatch(error) {
    reportError(error);
    this.setState({ error: error instanceof Error ? error : new Error(String(error)) });
  }

  /** @override */
  render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return html`<section class="pane failed" role="alert">
      <h2>This pane failed: ${this.props.name}</h2>
      <p>The other panes go on. Do not rely on what stood here.</p>
      <button type="button" class="button" onClick=${() => location.reload()}>Reload the page</button>
      <pre tabindex="0">${error.stack ?? error.message}</pre>
    </section>`;
  }
}
