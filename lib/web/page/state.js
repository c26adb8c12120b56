// The state that the parts of the page share, and notifications of its changes.

export const state = {
  health: null,   // from GET /api/health
  facets: null,   // from GET /api/facets
  track: null,    // the analysed upload, from POST /api/classify
  seeds: [],      // seed tracks of the catalogue: {id, title, artist}
  fromLikes: false,  // all liked tracks are seeds
  taste: null,    // from GET /api/taste
  useTaste: false,
  useCrowd: false,  // plays of others are part of the ranking
  useJourney: false,  // two seeds are the ends of a journey
};

const bus = new EventTarget();

export function on(name, listener) {
  bus.addEventListener(name, (event) => listener(event.detail));
}

export function emit(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}

// change('seeds', {seeds: [...]}): sets the given values and sends an event with this name.
export function change(name, values) {
  Object.assign(state, values);
  emit(name, values);
}

// Values that the page remembers between visits; a browser may have no storage.
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
    // The value is then lost at the next visit.
  }
}
