// The bar at the bottom, which plays local files.
import { audioOf } from './api.js';
import { byId, icon, toast } from './dom.js';
import { clock, nameOf, t, titleOf } from './language.js';
import { emit, on } from './state.js';

const kSteps = 1000;  // of the position slider

let current = null;
let list = [];
let sliding = false;

export function startPlayer() {
  const audio = byId('audio'), position = byId('player-position');
  byId('player-toggle').append(icon('play'));
  on('play', ({ track, list: tracks }) => {
    list = tracks.filter((one) => one.playable);
    if (current?.id === track.id) toggle();
    else play(track);
  });
  byId('player-toggle').addEventListener('click', toggle);
  byId('player-previous').addEventListener('click', () => { if (audio.currentTime > 3 || !beside(-1)) audio.currentTime = 0; else play(beside(-1)); });
  byId('player-next').addEventListener('click', () => { if (beside(1)) play(beside(1)); });
  byId('player-close').addEventListener('click', close);
  for (const name of ['play', 'pause', 'ended']) audio.addEventListener(name, show);
  audio.addEventListener('ended', () => { if (beside(1)) play(beside(1)); });
  audio.addEventListener('error', () => {
    if (!current) return;
    toast(t('playFailed', { name: nameOf(current) }), { bad: true });
    show();
  });
  audio.addEventListener('timeupdate', showTime);
  audio.addEventListener('durationchange', showTime);
  position.addEventListener('input', () => {
    sliding = true;
    byId('player-now').textContent = clock((position.value / kSteps) * length_s());
    position.setAttribute('aria-valuetext', byId('player-now').textContent);
  });
  position.addEventListener('change', () => {
    sliding = false;
    audio.currentTime = (position.value / kSteps) * length_s();
  });
  on('language', show);
}

const length_s = () => (Number.isFinite(byId('audio').duration) ? byId('audio').duration : current?.duration_s ?? 0);

// The playable track at this distance from the current one.
function beside(places) {
  const at = list.findIndex((track) => track.id === current?.id);
  return at < 0 ? undefined : list[at + places];
}

function play(track) {
  const audio = byId('audio');
  current = track;
  byId('player').hidden = false;
  document.body.classList.add('has-player');
  audio.src = audioOf(track);
  audio.play().catch(() => {});  // 'error' reports failures; a newer track only interrupts
  showTime();
  show();
}

function toggle() {
  const audio = byId('audio');
  if (audio.paused) audio.play().catch(() => {});
  else audio.pause();
}

function close() {
  const audio = byId('audio'), last = current;
  current = null;
  audio.pause();
  audio.removeAttribute('src');
  audio.load();
  byId('player').hidden = true;
  document.body.classList.remove('has-player');
  show();
  document.querySelector(`.track[data-track="${CSS.escape(last?.id ?? '')}"] [data-action=play]`)?.focus();
}

function show() {
  const audio = byId('audio'), button = byId('player-toggle');
  emit('playing', { id: current?.id ?? null, paused: audio.paused });
  if (!current) return;
  byId('player-title').textContent = titleOf(current);
  byId('player-artist').textContent = current.artist ?? '';
  button.setAttribute('aria-label', t(audio.paused ? 'playerPlay' : 'playerPause'));
  button.querySelector('use').setAttribute('href', audio.paused ? '#i-play' : '#i-pause');
  byId('player-next').disabled = !beside(1);
  byId('player').classList.toggle('is-playing', !audio.paused);
}

function showTime() {
  const audio = byId('audio'), position = byId('player-position');
  byId('player-length').textContent = clock(length_s());
  if (sliding) return;
  const share = length_s() > 0 ? audio.currentTime / length_s() : 0;
  position.value = String(Math.round(share * kSteps));
  position.style.setProperty('--share', share);
  position.setAttribute('aria-valuetext', clock(audio.currentTime));
  byId('player-now').textContent = clock(audio.currentTime);
}
