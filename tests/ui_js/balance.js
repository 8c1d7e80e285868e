// Template guard: says which tag of an htm template is left open, crossed or closed twice.

const HOLE = '\u0000';
const TAG = /<(\/?)([a-zA-Z][\w-]*|\u0000|)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>/g;

/**
 * What is wrong with the static strings of one template; null when every tag is closed in order.
 * htm itself parses `<div><b>x</div>` without a word into a wrong tree.
 * @param {readonly string[]} strings
 * @returns {string | null}
 */
export function unbalanced(strings) {
  const text = strings.join(HOLE).replace(/<!--[\s\S]*?-->/g, '');
  /** @type {string[]} */
  const open = [];
  for (const [, closing, name = '', , self] of text.matchAll(TAG)) {
    if (name === HOLE) return 'a component as a tag: call h(Component, {...}) so that it is typed';
    if (closing) {
      if (name === '') return 'a closing tag without a name';
      const last = open.pop();
      if (last !== name)
        return last ? `<${last}> is closed by </${name}>` : `</${name}> was not open`;
    } else if (!self) {
      open.push(name);
    }
  }
  return open.length ? `<${open[open.length - 1]}> is never closed` : null;
}
