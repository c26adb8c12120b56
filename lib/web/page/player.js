// The bar at the bottom, which plays local files.
import { audioOf, recommend } from './api.js';
import { radioRequest } from './controls.js';
import { byId, icon, say, toast } from './dom.js';
import { failureText } from './explain.js';
import { clock, nameOf, t, titleOf } from './language.js';
import { emit, on } from './state.js';

const kSteps = 1000;  // of the position slider
const kMemory = 200;  // tracks that the radio does not repeat: the most that the server takes
const kHeard = 0.9;  // a track left before this share of its length is skipped

let current = null;
let list = [];
let sliding = false;
let radio = false;
let played = [];  // ids of the tracks played on this page, the last one at the end
const skipped = new Set();

export function startPlayer() {
  const audio = byId('audio'), position = byId('player-position');
  byId('player-toggle').append(icon('play'));
  on('play', ({ track, list: tracks }) => {
    list = tracks.filter((one) => one.playable);
    if (current?.id === track.id) toggle();
    else play(track);
  });
  byId('player-toggle').addEventListener('click', toggle);
  byId('player-previous').addEventListener('click', previous);
  byId('player-next').addEventListener('click', next);
  byId('player-radio').addEventListener('click', toggleRadio);
  byId('player-close').addEventListener('click', close);
  for (const name of ['play', 'pause', 'ended']) audio.addEventListener(name, show);
  audio.addEventListener('ended', playOn);
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
  startMediaKeys();
}

// The keys of keyboards and headphones, and the player on a phone's locked screen.
function startMediaKeys() {
  const audio = byId('audio');
  const keys = {
    play: toggle, pause: toggle, previoustrack: previous, nexttrack: next, stop: close,
    seekto: ({ seekTime }) => { audio.currentTime = seekTime; },
  };
  for (const [name, handler] of Object.entries(keys)) {
    try {
      navigator.mediaSession?.setActionHandler(name, handler);
    } catch {
      // A browser may not know the key.
    }
  }
}

function showToSystem() {
  const session = navigator.mediaSession;
  if (!session) return;
  const audio = byId('audio');
  session.playbackState = !current ? 'none' : audio.paused ? 'paused' : 'playing';
  session.metadata = current && new MediaMetadata({ title: titleOf(current), artist: current.artist ?? '', album: current.album ?? '' });
}

function previous() {
  const audio = byId('audio');
  if (audio.currentTime > 3 || !beside(-1)) audio.currentTime = 0;
  else play(beside(-1));
}

// The listener wants the next track: the radio learns that this one is not liked now.
function next() {
  if (radio && current && byId('audio').currentTime < kHeard * length_s()) skipped.add(current.id);
  playOn();
}

// The track after the current one: of the list, or what the radio chooses.
async function playOn() {
  if (!radio) {
    if (beside(1)) play(beside(1));
    return;
  }
  const before = current;
  try {
    const answer = await recommend(radioRequest(played, played.filter((id) => skipped.has(id))));
    if (!radio || current !== before) return;  // the listener has chosen meanwhile
    const track = answer.tracks.find((one) => one.playable);
    if (track) {
      list = [...list, track];
      play(track);
    } else {
      toast(t('radioEnd'));
    }
  } catch (error) {
    toast(failureText(error).text, { bad: true });
  }
}

function toggleRadio() {
  radio = !radio;
  say(t(radio ? 'radioOn' : 'radioOff'));
  show();
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
  played = [...played.filter((id) => id !== track.id), track.id].slice(-kMemory);
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
  showToSystem();
  if (!current) return;
  byId('player-title').textContent = titleOf(current);
  byId('player-artist').textContent = current.artist ?? '';
  button.setAttribute('aria-label', t(audio.paused ? 'playerPlay' : 'playerPause'));
  button.querySelector('use').setAttribute('href', audio.paused ? '#i-play' : '#i-pause');
  byId('player-next').disabled = !radio && !beside(1);
  byId('player-radio').setAttribute('aria-pressed', String(radio));
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
