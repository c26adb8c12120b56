// Requests to the server: see melsift-serve(1).
import { emit } from './state.js';

export class ApiError extends Error {
  constructor(status, message, answer = {}, retry_s = 0) {
    super(message);
    this.status = status;  // 0: no answer at all
    this.answer = answer;
    this.retry_s = retry_s;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function failure(status, text, retryAfter) {
  const answer = parsed(text);
  return new ApiError(status, typeof answer.error === 'string' ? answer.error : '', answer, Number(retryAfter) || 0);
}

async function ask(path, { body, signal, raw = false } = {}) {
  const options = { signal };
  if (body !== undefined) {
    options.method = 'POST';
    options.headers = { 'Content-Type': 'application/json', 'X-Melsift': '1' };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, '');
  }
  if (!response.ok) throw failure(response.status, await response.text(), response.headers.get('Retry-After'));
  return raw ? response : response.json();
}

export const health = () => ask('api/health');
export const facets = () => ask('api/facets');
export const recommend = (request, signal) => ask('api/recommend', { body: request, signal });
export const feedback = (track, liked) => ask('api/feedback', { body: { track, liked } });
export const taste = () => ask('api/taste');
export const trainTaste = () => ask('api/taste', { body: {} });
export const folders = (within) => ask(`api/folders${within ? `?in=${encodeURIComponent(within)}` : ''}`);
export const scan = (folder, prune) => ask('api/scan', { body: { folder, prune } });
export const audioOf = (track) => `api/tracks/${encodeURIComponent(track.id)}/audio`;

// tracks({q: 'blue', offset: 50}): empty parameters are omitted.
export function tracks(query, signal) {
  const wanted = Object.entries(query).filter(([, value]) => value !== '' && value !== undefined);
  return ask(`api/tracks?${new URLSearchParams(wanted)}`, { signal });
}

// The playlist's bytes.
export async function playlist(request, format) {
  const response = await ask('api/recommend', { body: { ...request, format }, raw: true });
  return response.blob();
}

// Uploads a file for analysis.  Unlike fetch(), XMLHttpRequest reports the progress of an upload.
export function classify(file, job, { onSent, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `api/classify?${new URLSearchParams({ name: file.name, job })}`);
    request.setRequestHeader('X-Melsift', '1');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => { if (event.total > 0) onSent(event.loaded / event.total); });
    request.addEventListener('load', () => {
      if (request.status === 200) resolve(parsed(request.responseText));
      else reject(failure(request.status, request.responseText, request.getResponseHeader('Retry-After')));
    });
    request.addEventListener('error', () => reject(new ApiError(0, '')));
    request.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

// Events of the server become 'server-analysis', 'server-scan', ...; 'connection' says whether it
// is connected.  A hidden page does not listen: a browser has only six connections for all its
// pages of one server.
export function listen() {
  let source = null;
  const open = () => {
    const mine = source = new EventSource('api/events');
    for (const name of ['analysis', 'scan', 'taste', 'catalogue'])
      source.addEventListener(name, (event) => emit(`server-${name}`, parsed(event.data)));
    source.addEventListener('open', () => emit('connection', true));
    source.addEventListener('error', () => {
      emit('connection', false);
      // The browser connects again by itself unless it was refused.
      if (mine.readyState === EventSource.CLOSED) setTimeout(() => { if (source === mine) open(); }, 5000);
    });
  };
  document.addEventListener('visibilitychange', () => {
    source?.close();
    source = null;
    if (!document.hidden) open();
  });
  if (!document.hidden) open();
}
