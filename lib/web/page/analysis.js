// The result of an analysis: the picture, the genres as bars, and the genres over time.
import { byId, el, svg } from './dom.js';
import { stretch } from './explain.js';
import { clock, genreName, languageName, nameOf, percent, t, titleOf } from './language.js';
import { change, on, state } from './state.js';

const kRows = 5;  // genres shown over time: others are seldom more than noise

export function startAnalysis() {
  byId('put-away').addEventListener('click', () => {
    change('track', { track: null });
    byId('choose').focus();
  });
  on('track', show);
  on('language', show);
  on('theme', showPicture);
  // A picture of two panels must be large to be readable: otherwise it scrolls.
  byId('picture').addEventListener('error', () => { byId('picture-link').hidden = true; });
  byId('picture').addEventListener('load', () => { byId('picture-link').hidden = false; byId('picture-link').classList.add('is-loaded'); });
}

export const isDark = () => {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};

function show() {
  const { track } = state;
  document.body.classList.toggle('has-track', track !== null);
  byId('analysis').hidden = !track;
  if (!track) return;
  byId('track-title').textContent = titleOf(track);
  byId('put-away').setAttribute('aria-label', t('removeTrack', { name: titleOf(track) }));
  const facts = [
    track.artist, track.album, track.year && String(track.year), track.language && languageName(track.language),
    track.duration_s && clock(track.duration_s), track.sample_rate && t('sampleRate', { n: track.sample_rate }),
  ].filter(Boolean);
  byId('track-facts').replaceChildren(...facts.map((fact) => el('span', {}, fact)));
  showPicture();
  const side = byId('genre-side');
  side.replaceChildren(...(track.scores ? [verdict(track), genreBars(track), overTime(track)] : [el('p', { class: 'no-model' }, t('noModel'))]).filter(Boolean));
}

function showPicture() {
  const { track } = state;
  if (!track) return;
  const link = byId('picture-link'), image = byId('picture');
  // Relative, like all URLs of the page: it may be served below a path.
  const source = track.pictures?.[isDark() ? 'dark' : 'light']?.replace(/^\//, '');
  if (!source) { link.hidden = true; return; }
  if (image.getAttribute('src') !== source) {
    link.classList.remove('is-loaded');
    image.src = source;
  }
  image.alt = t('pictureOf', { name: nameOf(track) });
  link.href = `${source}&format=svg`;
  link.title = t('pictureOpen');
}

function ranked(track) {
  return track.labels.map((label, i) => ({ label, i, score: track.scores[i] ?? 0 })).sort((a, b) => b.score - a.score);
}

function verdict(track) {
  const [best] = ranked(track);
  return el('p', { class: 'verdict' },
    el('span', { class: 'eyebrow' }, t('soundsLike')),
    el('b', { id: 'predicted' }, genreName(track.predicted ?? best.label)),
    el('span', { class: 'verdict-share' }, percent(best.score)),
    track.unsure && el('span', { class: 'verdict-unsure', id: 'unsure', title: t('unsureHint') }, t('unsure')));
}

function genreBars(track) {
  const rows = ranked(track).map(({ label, score }) => {
    const bar = el('i');
    bar.style.width = `${Math.max(score * 100, 0.4)}%`;
    return el('li', {}, el('span', { class: 'bar-name' }, genreName(label)), el('span', { class: 'bar', 'aria-hidden': 'true' }, bar), el('span', { class: 'bar-share' }, percent(score)));
  });
  return el('section', { class: 'bars' }, el('h3', {}, t('genreBars')), el('ol', { id: 'genre-bars' }, ...rows));
}

// One row per genre, one column per piece of the track; a higher probability gives a stronger
// colour.  It is read like the spectrogram beside it.
function overTime(track) {
  const windows = track.windows ?? [];
  if (windows.length < 2) return null;
  const top = ranked(track).slice(0, kRows);
  const last = windows.at(-1);
  const end_s = last.start_s + last.duration_s;
  // Windows may overlap: each covers the time that is nearer to its middle than to other middles.
  const middles = windows.map((window) => window.start_s + window.duration_s / 2);
  const edges = [0, ...middles.slice(1).map((middle, i) => (middles[i] + middle) / 2), end_s];
  const width = 1000, row = 20, gap = 2;
  const cells = top.flatMap(({ label, i }, y) => windows.map((window, w) => {
    const score = window.scores[i] ?? 0;
    const x = (edges[w] / end_s) * width, next = (edges[w + 1] / end_s) * width;
    const cell = svg('rect', { class: score > 0.5 && 'strong', x: x + 0.75, y: y * row + gap / 2, width: Math.max(next - x - 1.5, 0.5), height: row - gap });
    cell.style.setProperty('--score', score.toFixed(3));
    cell.append(svg('title', {}, `${genreName(label)}: ${percent(score)}, ${stretch(window.start_s, window.duration_s)}`));
    return cell;
  }));
  const picture = svg('svg', { viewBox: `0 0 ${width} ${top.length * row}`, preserveAspectRatio: 'none', class: 'cells', 'aria-hidden': 'true' }, ...cells);
  return el('section', { class: 'over-time', id: 'over-time' },
    el('h3', {}, t('overTime')),
    el('div', { class: 'cells-grid' },
      el('ul', { class: 'cells-names', 'aria-hidden': 'true' }, ...top.map(({ label }) => el('li', {}, genreName(label)))),
      picture,
      el('div', { class: 'ticks', 'aria-hidden': 'true' }, ...ticks(end_s))),
    el('div', { class: 'unseen' }, table(top, windows)));
}

function ticks(end_s) {
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600].find((s) => end_s / s <= 6) ?? end_s / 4;
  const marks = [];
  for (let at = 0; at <= end_s * 0.93; at += step) {
    const mark = el('span', {}, clock(at));
    mark.style.left = `${(at / end_s) * 100}%`;
    marks.push(mark);
  }
  return marks;
}

// The same in words, for people who can't see it.
function table(top, windows) {
  return el('table', {},
    el('caption', {}, t('overTimeOf')),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, t('time')), ...top.map(({ label }) => el('th', { scope: 'col' }, genreName(label))))),
    el('tbody', {}, ...windows.map((window) => el('tr', {},
      el('th', { scope: 'row' }, stretch(window.start_s, window.duration_s)),
      ...top.map(({ i }) => el('td', {}, percent(window.scores[i] ?? 0)))))));
}
