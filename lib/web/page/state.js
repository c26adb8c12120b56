// What the parts of the page share, and how they tell each other that it has changed.

export const state = {
  health: null,   // as GET /api/health says
  facets: null,   // as GET /api/facets says
  track: null,    // the analysed upload, as POST /api/classify says
  seeds: [],      // tracks of the catalogue to go by: {id, title, artist}
  fromLikes: false,  // all that is liked is to go by
  taste: null,    // as GET /api/taste says
  useTaste: false,
  useCrowd: false,  // what others play has a say
};

const bus = new EventTarget();

export function on(name, listener) {
  bus.addEventListener(name, (event) => listener(event.detail));
}

export function emit(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}

// change('seeds', {seeds: [...]}): sets what is given and says so under that name.
export function change(name, values) {
  Object.assign(state, values);
  emit(name, values);
}

// What the page remembers from one visit to the next; a browser may refuse to keep anything.
export function remembered(name) {
  try {
    return localStorage.getItem(`melsift.${name}`);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(`melsift.${name}`);
    else localStorage.setItem(`melsift.${name}`, value);
  } catch {
    // It is then as it was on the next visit.
  }
}
