// Creates elements.  Text is always inserted as text, whatever a tag or a server contains.

export const byId = (id) => document.getElementById(id);

// el('button', {class: 'icon', onclick: f, 'aria-pressed': 'true', hidden: false}, 'text', node)
export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') node.addEventListener(name.slice('on'.length), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// One of the symbols of index.html.
export function icon(name) {
  return svg('svg', { class: 'icon', 'aria-hidden': 'true', focusable: 'false' }, svg('use', { href: `#i-${name}` }));
}

// Announces text to users of screen readers.
let saying = 0;
export function say(text) {
  const region = byId('status');
  region.textContent = '';
  // Emptied first, and filled a moment later: otherwise repeated text is not read again.
  clearTimeout(saying);
  saying = setTimeout(() => { region.textContent = text; }, 60);
}

// Shows text for a while at the bottom of the page, and announces it.
let fading = 0;
export function toast(text, { bad = false } = {}) {
  const box = byId('toast');
  box.textContent = text;
  box.classList.toggle('bad', bad);
  box.hidden = false;
  say(text);
  clearTimeout(fading);
  fading = setTimeout(() => { box.hidden = true; }, bad ? 8000 : 4000);
}

export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export function debounced(wait_ms, action) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), wait_ms);
  };
}
