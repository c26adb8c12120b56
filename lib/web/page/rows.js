// One track as a row, in the results and in the library.
import { feedback } from './api.js';
import { byId, calm, el, icon, say, toast } from './dom.js';
import { factTexts, failureText, relaxationText } from './explain.js';
import { clock, genreName, languageName, nameOf, number, t, titleOf } from './language.js';
import { change, emit, on, state } from './state.js';

export function trackRow(track, { ranked = false, list }) {
  const name = nameOf(track);
  // [column, whether it is hidden on a phone]
  const facts = [
    [track.artist || t('unknownArtist'), false], [track.album, true], [track.year && String(track.year), false],
    [(track.genre ?? []).map(genreName).join(', '), false], [track.language && languageName(track.language), true],
    [track.duration_s && clock(track.duration_s), true],
  ].filter(([fact]) => fact);
  const row = el('li', { class: 'track', 'data-track': track.id },
    ranked && el('span', { class: 'rank', 'aria-hidden': 'true' }, number(track.rank)),
    track.playable
      ? action('play', 'play', () => emit('play', { track, list: list() }))
      : el('span', { class: 'no-play' }),
    el('div', { class: 'track-words' },
      el('p', { class: 'track-title' }, titleOf(track)),
      el('p', { class: 'track-facts' }, ...facts.map(([fact, less]) => el('span', { class: less && 'less' }, fact))),
      ranked && track.why?.length > 0 && el('ul', { class: 'reasons' }, ...factTexts(track.why, track.reasons).map((reason) => el('li', {}, reason)))),
    ranked && match(track.score),
    el('div', { class: 'opinions' },
      action('near', 'near', () => addSeed(track)),
      ...(canRate(track) ? [action('like', 'like', () => opine(track, true)), action('dislike', 'dislike', () => opine(track, false))] : [])));
  row.querySelector('[data-action=near]').setAttribute('aria-label', t('nearThis', { name }));
  row.querySelector('[data-action=like]')?.setAttribute('aria-label', t('like', { name }));
  row.querySelector('[data-action=dislike]')?.setAttribute('aria-label', t('dislike', { name }));
  for (const button of row.querySelectorAll('[aria-label]')) button.title ||= button.getAttribute('aria-label');
  showOpinion(row, track.liked ?? null);
  showPlaying(row, track);
  return row;
}

// A track that only the index has is not in the catalogue, which stores likes.
const canRate = (track) => track.catalogued !== false;

function action(name, symbol, onclick) {
  return el('button', { type: 'button', class: `round act-${name}`, 'data-action': name, onclick }, icon(symbol));
}

// The score as a bar; scores are at most 1.
function match(score) {
  const bar = el('i');
  bar.style.width = `${Math.min(Math.max(score, 0), 1) * 100}%`;
  return el('span', { class: 'match' },
    el('span', { class: 'bar', 'aria-hidden': 'true' }, bar),
    el('span', { class: 'unseen' }, t('score', { n: number(score, 2) })),
    el('span', { class: 'match-value', 'aria-hidden': 'true' }, number(score, 2)));
}

// fillTracks(list, tracks, options): replaces the rows of a list.  A row that stays glides to its
// new place, and the focus stays.
export function fillTracks(list, tracks, options = {}) {
  const before = new Map([...list.children].map((row) => [row.dataset.track, row.getBoundingClientRect()]));
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const focusedTrack = focused?.closest('.track')?.dataset.track;
  const rows = tracks.map((track) => trackRow(track, { ...options, list: () => tracks }));
  const heading = options.ranked ? (track) => relaxationText(track.why) : options.heading;
  const relaxed = heading ? tracks.map(heading) : [];
  const marked = rows.flatMap((row, i) => [
    relaxed[i] && relaxed[i] !== relaxed[i - 1] && el('li', { class: 'relaxed' }, relaxed[i]),
    row,
  ]).filter(Boolean);
  list.replaceChildren(...marked);
  if (focused) {
    const row = rows.find((one) => one.dataset.track === focusedTrack);
    (row?.querySelector(`[data-action=${focused.dataset.action}]`) ?? options.fallback)?.focus({ preventScroll: true });
  }
  if (calm() || before.size === 0) return;
  for (const row of rows) {
    const old = before.get(row.dataset.track), now = row.getBoundingClientRect();
    const timing = { duration: 260, easing: 'cubic-bezier(.2,.7,.2,1)' };
    if (!old) row.animate([{ opacity: 0 }, { opacity: 1 }], timing);
    else if (Math.abs(old.top - now.top) > 1) row.animate([{ transform: `translateY(${old.top - now.top}px)` }, { transform: 'none' }], timing);
  }
}

function showOpinion(row, liked) {
  row.classList.toggle('is-liked', liked === true);
  row.classList.toggle('is-disliked', liked === false);
  row.querySelector('[data-action=like]')?.setAttribute('aria-pressed', String(liked === true));
  row.querySelector('[data-action=dislike]')?.setAttribute('aria-pressed', String(liked === false));
}

// Shown at once, and undone if the server has not stored it.
async function opine(track, wanted) {
  const before = track.liked ?? null;
  const liked = before === wanted ? null : wanted;
  const show = (value) => {
    track.liked = value;
    for (const row of document.querySelectorAll(`[data-track="${CSS.escape(track.id)}"]`)) showOpinion(row, value);
  };
  show(liked);
  try {
    await feedback(track.id, liked);
    say(t(liked === null ? 'unsaid' : liked ? 'liked' : 'disliked', { name: nameOf(track) }));
    emit('liked', { track, liked });
  } catch (error) {
    show(before);
    const { text, detail } = failureText(error);
    toast([text, detail].filter(Boolean).join(' '), { bad: true });
  }
}

export function addSeed(track) {
  if (!state.seeds.some((seed) => seed.id === track.id)) change('seeds', { seeds: [...state.seeds, track] });
  location.hash = '#sift';
  byId('results-heading').focus({ preventScroll: true });
  byId('results-heading').scrollIntoView({ block: 'nearest', behavior: calm() ? 'auto' : 'smooth' });
}

let playing = { id: null, paused: true };

function showPlaying(row, track) {
  const mine = track ? track.id === playing.id : row.dataset.track === playing.id;
  const button = row.querySelector('[data-action=play]');
  row.classList.toggle('is-playing', mine);
  if (!button) return;
  const on_now = mine && !playing.paused;
  const name = track ? nameOf(track) : button.dataset.name;
  button.dataset.name = name;
  button.setAttribute('aria-label', t(on_now ? 'pause' : 'play', { name }));
  button.title = button.getAttribute('aria-label');
  button.querySelector('use').setAttribute('href', on_now ? '#i-pause' : '#i-play');
}

on('playing', (now) => {
  playing = now;
  for (const row of document.querySelectorAll('.track')) showPlaying(row);
});
