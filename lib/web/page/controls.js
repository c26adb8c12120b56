// The filters, and the request from filters and seed tracks.
import { byId, debounced, el } from './dom.js';
import { genreName, languageName, number, percent, t } from './language.js';
import { emit, on, state } from './state.js';

const kGenresAtFirst = 12;
const kRadioTracks = 5;  // of which the first playable one is next
const kSoon_ms = 180;  // after the last key or the last step of a slider

const chosen = { genres: new Set(), language: '', from: '', to: '', unknown: false, count: 10, diversity: 0 };
let allGenres = false;

const changed = debounced(kSoon_ms, () => emit('request'));

export function startControls() {
  byId('controls').addEventListener('submit', (event) => event.preventDefault());
  byId('language').addEventListener('change', (event) => set({ language: event.target.value }));
  byId('unknown').addEventListener('change', (event) => set({ unknown: event.target.checked }));
  byId('count').addEventListener('input', (event) => set({ count: Number(event.target.value) }));
  byId('diversity').addEventListener('input', (event) => set({ diversity: Number(event.target.value) / 100 }));
  byId('clear').addEventListener('click', () => {
    set({ genres: new Set(), language: '', from: '', to: '', unknown: false });
    byId('language').focus({ preventScroll: true });
  });
  byId('more-genres').addEventListener('click', () => { allGenres = !allGenres; showGenres(); });
  startYears();
  // A phone has no space for filters beside the results: there they are collapsed at first.
  const narrow = matchMedia('(max-width: 60rem)');
  const fold = () => { byId('filters').open = !narrow.matches; };
  narrow.addEventListener('change', fold);
  fold();
  on('facets', show);
  on('language', show);
  show();
}

function set(values) {
  Object.assign(chosen, values);
  show();
  changed();
}

function show() {
  showGenres();
  showLanguages();
  showYears();
  byId('unknown').checked = chosen.unknown;
  fillSlider(byId('count'), chosen.count, number(chosen.count));
  fillSlider(byId('diversity'), Math.round(chosen.diversity * 100), percent(chosen.diversity));
  const n = filtersSet();
  byId('filters-count').textContent = n > 0 ? t('filtersSet', { n }) : '';
  byId('clear').hidden = n === 0;
}

const filtersSet = () => chosen.genres.size + (chosen.language ? 1 : 0) + (chosen.from || chosen.to ? 1 : 0);

export function fillSlider(slider, value, text) {
  slider.value = String(value);
  slider.style.setProperty('--share', (value - slider.min) / (slider.max - slider.min));
  slider.setAttribute('aria-valuetext', text);
  const output = byId(`${slider.id}-value`);
  if (output) output.textContent = text;
}

function showGenres() {
  const known = [...(state.facets?.genres ?? [])].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
  const shown = known.filter((genre, i) => allGenres || i < kGenresAtFirst || chosen.genres.has(genre.name));
  const focused = document.activeElement?.closest('#genres') ? document.activeElement.value : null;
  byId('genres').replaceChildren(...shown.map(({ name, count }) => {
    const box = el('input', { type: 'checkbox', value: name, onchange: () => {
      const genres = new Set(chosen.genres);
      if (!genres.delete(name)) genres.add(name);
      set({ genres });
    } });
    box.checked = chosen.genres.has(name);
    return el('label', { class: 'chip' }, box, el('span', {}, genreName(name), el('small', {}, number(count))));
  }));
  if (focused !== null) [...byId('genres').querySelectorAll('input')].find((box) => box.value === focused)?.focus({ preventScroll: true });
  const more = byId('more-genres');
  more.hidden = known.length <= kGenresAtFirst;
  more.textContent = allGenres ? t('fewerGenres') : t('moreGenres', { n: known.length });
  more.setAttribute('aria-expanded', String(allGenres));
}

// options(select, first, [[value, text], ...], value): the choices of a select element.
export function options(select, first, choices, value) {
  select.replaceChildren(el('option', { value: '' }, first), ...choices.map(([name, text]) => el('option', { value: name }, text)));
  select.value = value;
}

export const languageChoices = () => (state.facets?.languages ?? [])
  .map(({ name, count }) => [name, `${languageName(name)} (${number(count)})`])
  .sort((a, b) => a[1].localeCompare(b[1]));

function showLanguages() {
  options(byId('language'), t('anyLanguage'), languageChoices(), chosen.language);
}

function startYears() {
  const ends = { from: 'from', to: 'to' };
  for (const end of Object.values(ends)) {
    const box = byId(`year-${end}`), slider = byId(`slide-${end}`);
    box.addEventListener('input', () => {
      // A partly typed year is not a request yet.
      if (box.value !== '' && !/^\d{4}$/.test(box.value)) return;
      set({ [end]: box.value });
    });
    box.addEventListener('change', showYears);
    slider.addEventListener('input', () => {
      const { first, last } = state.facets.years;
      // The ends do not pass each other; an end at its own edge means no limit.
      const other = Number(chosen[end === 'from' ? 'to' : 'from'] || (end === 'from' ? last : first));
      const value = end === 'from' ? Math.min(slider.value, other) : Math.max(slider.value, other);
      const edge = end === 'from' ? first : last;
      set({ [end]: value === edge ? '' : String(value) });
    });
  }
}

function showYears() {
  const years = state.facets?.years ?? null;
  byId('years').hidden = !years;
  if (!years) return;
  const { first, last } = years;
  const from = Number(chosen.from || first), to = Number(chosen.to || last);
  for (const [end, value, edge] of [['from', from, first], ['to', to, last]]) {
    const box = byId(`year-${end}`), slider = byId(`slide-${end}`);
    Object.assign(box, { min: '0', max: '9999', placeholder: String(edge) });
    if (document.activeElement !== box) box.value = chosen[end];
    Object.assign(slider, { min: String(first), max: String(Math.max(last, first + 1)) });
    slider.value = String(value);
    slider.setAttribute('aria-valuetext', String(value));
  }
  const share = (year) => Math.min(Math.max((year - first) / Math.max(last - first, 1), 0), 1) * 100;
  byId('span-fill').style.left = `${share(from)}%`;
  byId('span-fill').style.right = `${100 - share(to)}%`;
}

// The request to the server; null if there is nothing to base it on, and then there is no list.
export function request(likedIds) {
  const wanted = { count: chosen.count, ...filterFields() };
  if (canTravel() && state.useJourney) {
    const [from, to] = state.seeds;
    return { ...wanted, from: from.id, to: to.id };
  }
  const like = [...new Set([...state.seeds.map((seed) => seed.id), ...likedIds])];
  if (state.track) wanted.upload = state.track.upload;
  if (like.length > 0) wanted.like = like;
  if (state.useTaste) wanted.taste = true;
  if (state.useCrowd) wanted.crowd = true;
  if (Object.keys(wanted).length === 1) return null;
  if (chosen.diversity > 0) wanted.diversity = chosen.diversity;
  if (chosen.unknown) wanted.unknown = 'keep';
  return wanted;
}

// Whether the seeds are two tracks, which can be the ends of a journey.
export const canTravel = () => state.seeds.length === 2 && !state.track && !state.fromLikes;

// The part of a request that only filters.
function filterFields() {
  const wanted = {};
  if (chosen.genres.size > 0) wanted.genres = [...chosen.genres];
  if (chosen.language) wanted.languages = [chosen.language];
  if (chosen.from || chosen.to) wanted.years = yearsText();
  return wanted;
}

// The request for what a radio plays after the tracks that it has played, some of them skipped.
export function radioRequest(played, skipped) {
  const wanted = { count: kRadioTracks, ...filterFields(), played, skipped };
  if (state.useTaste) wanted.taste = true;
  if (state.useCrowd) wanted.crowd = true;
  if (chosen.unknown) wanted.unknown = 'keep';
  return wanted;
}

function yearsText() {
  const [from, to] = chosen.from && chosen.to && Number(chosen.from) > Number(chosen.to) ? [chosen.to, chosen.from] : [chosen.from, chosen.to];
  return from === to ? from : `${from}-${to}`;
}
