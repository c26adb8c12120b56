// The list of recommendations: requested whenever the filters or seeds change, and saved as a
// playlist.
import { playlist, recommend, tracks as findTracks } from './api.js';
import { canTravel, request } from './controls.js';
import { byId, el, icon, say, toast } from './dom.js';
import { factTexts, failureText } from './explain.js';
import { language, nameOf, t, titleOf } from './language.js';
import { fillTracks } from './rows.js';
import { change, on, state } from './state.js';

const kMaxLikes = 200;  // seed tracks if all liked tracks are seeds

const kStarters = 6;

let starters = [];
let asking = null;  // the AbortController of the running request
let shown = null;   // {request, answer} | {error} | {blank: true}

export function startResults() {
  for (const name of ['request', 'track', 'seeds', 'use-taste', 'use-crowd', 'use-journey', 'taste-ready']) on(name, ask);
  // New tracks may belong in the list.  A like or dislike changes the catalogue, too, but the list
  // stays as it is, so that a dislike can be undone.
  on('server-catalogue', (event) => { if (event.tracks !== state.health?.tracks) ask(); });
  on('language', show);
  byId('use-journey').addEventListener('change', (event) => change('use-journey', { useJourney: event.target.checked }));
  on('taste', () => { if (shown?.blank) show(); });
  for (const button of byId('save').querySelectorAll('button')) button.addEventListener('click', () => save(button.dataset.format));
  ask();
}

// Some tracks of the library, because there are no seeds or filters.
async function findStarters() {
  if (starters.length > 0) return;
  const { total } = await findTracks({ limit: 1 });
  const offset = Math.floor(Math.random() * Math.max(total - kStarters + 1, 1));
  starters = (await findTracks({ offset, limit: kStarters })).tracks;
}

async function likedIds() {
  if (!state.fromLikes) return [];
  const answer = await findTracks({ liked: true, limit: kMaxLikes });
  return answer.tracks.map((track) => track.id);
}

async function ask() {
  asking?.abort();  // its answer would be stale
  const mine = asking = new AbortController();
  const list = byId('results-list');
  showSeeds();
  const waiting = setTimeout(() => list.setAttribute('aria-busy', 'true'), 150);
  try {
    const wanted = request(await likedIds());
    if (mine.signal.aborted) return;
    if (!wanted) await findStarters();
    shown = wanted ? { request: wanted, answer: await recommend(wanted, mine.signal) } : { blank: true };
  } catch (error) {
    if (mine.signal.aborted) return;
    shown = { error };
  } finally {
    clearTimeout(waiting);
  }
  if (asking !== mine) return;
  list.removeAttribute('aria-busy');
  show();
  if (shown.answer) say(summary());
}

const summary = () => (shown.answer.tracks.length > 0 ? `${t('results')}: ${t('resultsFound', { n: shown.answer.tracks.length })}` : t('nothingFound'));

function show() {
  if (!shown) return;
  showSeeds();
  const found = shown.answer?.tracks ?? [];
  fillTracks(byId('results-list'), found, { ranked: true, fallback: byId('results-heading') });
  byId('results-count').textContent = found.length > 0 ? t('resultsFound', { n: found.length }) : '';
  byId('save').hidden = found.length === 0;
  const { why = [], warnings = [], notes = [] } = shown.answer ?? {};
  byId('notes').replaceChildren(...factTexts(why, [...warnings, ...notes]).map((note) => el('p', {}, note)));
  const blank = byId('results-blank');
  blank.hidden = found.length > 0;
  blank.classList.toggle('starters', Boolean(shown.blank));
  blank.classList.toggle('blank', !shown.blank);
  if (!blank.hidden) blank.replaceChildren(...blankWords());
}

function blankWords() {
  if (shown.error) {
    const { text, detail } = failureText(shown.error);
    return [el('p', { class: 'blank-title' }, text), detail && el('p', { lang: language() === 'en' ? null : 'en' }, detail)].filter(Boolean);
  }
  if (shown.answer) return [el('p', { class: 'blank-title' }, t('nothingFound')), el('p', {}, t('nothingFoundHelp'))];
  const list = el('ul', { class: 'tracks', id: 'starters' });
  fillTracks(list, starters);
  return [
    el('p', { class: 'lede' }, t(starters.length > 0 ? 'nothingAsked' : 'nothingAskedYet')),
    state.taste?.likes > 0 && el('button', { type: 'button', class: 'button', id: 'from-likes', onclick: () => {
      change('seeds', { fromLikes: true });
      byId('results-heading').focus({ preventScroll: true });
    } }, t('startFromLikes')),
    list,
  ].filter(Boolean);
}

// The seed tracks of the list; each can be removed.
function showSeeds() {
  const seeds = [];
  const chip = (name, drop) => el('li', { class: 'seed' }, el('span', {}, name),
    el('button', { type: 'button', class: 'round', 'aria-label': t('dropSeed', { name }), onclick: () => {
      drop();
      byId('results-heading').focus({ preventScroll: true });
    } }, icon('close')));
  if (state.track) seeds.push(chip(titleOf(state.track), () => change('track', { track: null })));
  if (state.fromLikes) seeds.push(chip(t('whatYouLike'), () => change('seeds', { fromLikes: false })));
  for (const seed of state.seeds)
    seeds.push(chip(nameOf(seed), () => change('seeds', { seeds: state.seeds.filter((other) => other.id !== seed.id) })));
  byId('journey').hidden = !canTravel();
  byId('use-journey').checked = state.useJourney;
  byId('seeds').hidden = seeds.length === 0;
  byId('seeds').replaceChildren(el('li', { class: 'seeds-word' }, t('near')), ...seeds);
}

async function save(format) {
  if (!shown?.answer) return;
  const name = `melsift.${format}`;
  try {
    const address = URL.createObjectURL(await playlist(shown.request, format));
    el('a', { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    toast(t('saved', { name }));
  } catch (error) {
    const { text, detail } = failureText(error);
    toast([text, detail].filter(Boolean).join(' '), { bad: true });
  }
}
