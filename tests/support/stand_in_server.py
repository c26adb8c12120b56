#!/usr/bin/env python3
"""Stands in for Spotify, MusicBrainz and ListenBrainz, in the tests: speaks what they document.

Usage: stand_in_server.py LOG [CERTIFICATE_AND_KEY]

Listens on a free port of 127.0.0.1 and prints it; with a certificate it speaks TLS.  The first part
of a path is how it behaves, the rest is the service's own path: http://127.0.0.1:PORT/MODE/v1/search.
Appends a line of JSON to LOG for each request: when it came, its path, headers and body.

Modes: good; busy (429 once, with Retry-After: 1), dated (503 once, with a date), banned (429 that
asks for an hour), expired (the first token no longer holds), broken (500 always), second-broken
(500 from the second page on), hang (no answer), slow (a byte a second), garbage (no JSON), nothttp
(no HTTP), types (JSON of other types), cut (a body that ends early), huge (a body without an end),
headers (headers without an end), closed (404) and forbidden (403), with Spotify's words, redirect
(once, to good), loop (too many redirects), elsewhere (redirects to a file), wants-token (401
to those without one), thief (repeats the request's secrets in its error).
"""
import base64
import http.server
import json
import ssl
import sys
import threading
import time
import urllib.parse

CLIENT = base64.b64encode(b"the-id:the-secret").decode()
TOTAL = 25  # tracks that each search finds
LISTENS = 2500  # of the user "listener", two a second
LATEST = 1700000000

log_lock = threading.Lock()
counts = {}
tokens = {}
submitted = {}


def count(key):
    with log_lock:
        counts[key] = counts.get(key, 0) + 1
        return counts[key]


def spotify_track(number):
    return {
        "id": f"spotify{number}",
        "name": f"Song {number}",
        "duration_ms": 180000 + number,
        "artists": [{"name": f"Artist {number % 7}", "id": "a", "type": "artist"}],
        "album": {"name": "Album", "release_date": f"{1990 + number % 11}-05-01",
                  "release_date_precision": "day"},
        "external_urls": {"spotify": f"https://open.spotify.com/track/spotify{number}"},
        "type": "track",
    }


def spotify_search(query):
    limit, offset = int(query["limit"]), int(query["offset"])
    if not 1 <= limit <= 10 or offset + limit > 1000 or query["type"] != "track":
        return 400, {"error": {"status": 400, "message": "Invalid limit"}}
    numbers = range(offset, min(offset + limit, TOTAL))
    following = f"http://there?offset={offset + limit}" if offset + limit < TOTAL else None
    return 200, {"tracks": {"href": "", "limit": limit, "offset": offset, "previous": None,
                            "next": following, "total": TOTAL,
                            "items": [spotify_track(number) for number in numbers] + [None]}}


def recording(number):
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "score": 100,
        "title": f"Recording {number}",
        "length": 200000 + number,
        "video": None,
        "artist-credit": [{"name": "Ann", "joinphrase": " feat. ", "artist": {"name": "Ann"}},
                          {"name": f"Bob {number}", "artist": {"name": "Bob"}}],
        "first-release-date": f"{1990 + number % 11}",
        "releases": [{"title": "Release", "date": f"{1990 + number % 11}"}],
        "tags": [{"count": 2, "name": "rock"}],
    }


def musicbrainz_search(query):
    limit, offset = int(query["limit"]), int(query["offset"])
    if query["fmt"] != "json" or not 1 <= limit <= 100:
        return 400, {"error": "Invalid limit"}
    total = 150
    numbers = range(offset, min(offset + limit, total))
    return 200, {"created": "2026-01-01T00:00:00Z", "count": total, "offset": offset,
                 "recordings": [recording(number) for number in numbers]}


def radio(query):
    if query["mode"] not in ("easy", "medium", "hard"):
        return 400, {"code": 400, "error": "The mode parameter must be one of 'easy', ..."}
    tracks = [{"title": f"Radio {number}", "creator": "Ann", "album": "Air", "duration": 240000,
               "identifier": [f"https://musicbrainz.org/recording/{recording(number)['id']}"],
               "extension": {"https://musicbrainz.org/doc/jspf#track": {"artist_identifiers": []}}}
              for number in range(20)]
    return 200, {"payload": {"jspf": {"playlist": {"title": query["prompt"], "track": tracks}},
                             "feedback": ["tag: using seed tag rock\x1b[31m"]}}


def listens(query):
    before = int(query.get("max_ts", LATEST + 1))
    most = min(int(query.get("count", 25)), 1000)
    page = []
    for number in range(LISTENS):
        moment = LATEST - number // 2
        if moment < before and len(page) < most:
            page.append({"listened_at": moment, "user_name": "listener", "recording_msid": "m",
                         "track_metadata": {"artist_name": "Ann", "track_name": f"T {number % 50}",
                                            "release_name": "R",
                                            "additional_info": {"duration_ms": 1000}}})
    return 200, {"payload": {"count": len(page), "user_id": "listener", "listens": page,
                             "latest_listen_ts": LATEST, "oldest_listen_ts": LATEST - 1249}}


def submit(mode, body):
    payload = json.loads(body)
    taken = payload["payload"]
    if payload["listen_type"] != "import" or not 1 <= len(taken) <= 1000:
        return 400, {"code": 400, "error": "too many listens"}
    for listen in taken:
        if set(listen) != {"listened_at", "track_metadata"} or listen["listened_at"] < 1033430400:
            return 400, {"code": 400, "error": "JSON document is no listen"}
    submitted[mode] = submitted.get(mode, 0) + len(taken)
    return 200, {"status": "ok"}


def other_types(value):
    if isinstance(value, dict):
        return {name: other_types(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [other_types(inner) for inner in value[:3]] + [None, 7, "x", [], {}]
    return [value]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def give(self, status, body, headers=()):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, body):
        parts = urllib.parse.urlsplit(self.path)
        _, mode, path = parts.path.split("/", 2)
        query = dict(urllib.parse.parse_qsl(parts.query))
        with log_lock, open(sys.argv[1], "a", encoding="utf-8") as log:
            print(json.dumps({"at": time.time(), "mode": mode, "path": "/" + path, "query": query,
                              "headers": dict(self.headers), "body": body.decode()}), file=log)
        if path == "api/token":
            return self.token(mode, body)
        if self.misbehaves(mode, path, query):
            return None
        return self.serve(mode, path, query, body)

    def token(self, mode, body):
        if mode == "token-broken":
            return self.give(500, {})
        wrong = self.headers["Authorization"] != "Basic " + CLIENT
        if wrong or body != b"grant_type=client_credentials":
            return self.give(400, {"error": "invalid_client", "error_description": "Invalid client"})
        tokens[mode] = tokens.get(mode, 0) + 1
        return self.give(200, {"access_token": f"token-{tokens[mode]}", "token_type": "Bearer",
                               "expires_in": 3600})

    def serve(self, mode, path, query, body):
        if path.startswith("v1/"):
            if self.headers["Authorization"] != f"Bearer token-{tokens.get(mode, 0)}" or (
                    mode == "expired" and tokens.get(mode) == 1):
                return self.give(401, {"error": {"status": 401,
                                                 "message": "The access token expired"}})
        if path == "v1/search":
            status, answer = spotify_search(query)
        elif path == "v1/recommendations":
            status, answer = 200, {"seeds": [], "tracks": [spotify_track(n) for n in range(5)]}
        elif path == "ws/2/recording":
            status, answer = musicbrainz_search(query)
        elif path == "1/explore/lb-radio":
            status, answer = radio(query)
        elif path == "1/user/listener/listens":
            status, answer = listens(query)
        elif path == "1/submit-listens":
            if self.headers["Authorization"] != "Token the-token":
                status, answer = 401, {"code": 401, "error": "Invalid authorization token."}
            else:
                status, answer = submit(mode, body)
        else:
            status, answer = 404, {"code": 404, "error": "Cannot find user: " + path}
        if mode == "types":
            answer = other_types(answer) if status == 200 else answer
        return self.give(status, answer)

    def misbehaves(self, mode, path, query):
        """Whether the mode is one that gives its own answer, and has."""
        authorization = self.headers["Authorization"] or ""
        if mode == "busy" and count((mode, path)) == 1:
            self.give(429, {"error": {"status": 429, "message": "API rate limit exceeded"}},
                      [("Retry-After", "1")])
        elif mode == "dated" and count((mode, path)) == 1:
            self.give(503, {}, [("Retry-After", self.date_time_string(time.time() + 2))])
        elif mode == "banned":
            self.give(429, {}, [("Retry-After", "3600")])
        elif mode == "broken":
            self.give(500, {"code": 500, "error": "LB Radio currently disabled"})
        elif mode == "second-broken" and (int(query.get("offset", 0)) > 0 or "max_ts" in query or (
                path == "1/submit-listens" and count((mode, path)) > 1)):
            self.give(500, b"<html>Oops</html>")
        elif mode == "hang":
            time.sleep(30)
        elif mode == "slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            try:
                for _ in range(30):
                    self.wfile.write(b" ")
                    time.sleep(1)
            except OSError:
                pass
        elif mode == "garbage":
            self.give(200, b"\x00\xff<html>\x1b[31m")
        elif mode == "nothttp":
            self.wfile.write(b"\x00\x01SSH-2.0-nothing\r\n\r\n")
            self.close_connection = True
        elif mode == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"tracks\":")
            self.close_connection = True
        elif mode in ("huge", "headers"):
            start = b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if mode == "huge" else b"")
            piece = b"[" * 65536 if mode == "huge" else b"X: " + b"y" * 60000 + b"\r\n"
            self.close_connection = True
            try:
                self.wfile.write(start)
                for _ in range(4096):
                    self.wfile.write(piece)
            except OSError:
                pass
        elif mode in ("closed", "forbidden"):
            status = 404 if mode == "closed" else 403
            self.give(status, {"error": {"status": status, "message": "Nothing here"}})
        elif mode == "redirect":
            self.give(302, {}, [("Location", self.path.replace("/redirect/", "/good/", 1))])
        elif mode == "loop":
            self.give(302, {}, [("Location", self.path)])
        elif mode == "elsewhere":
            self.give(302, {}, [("Location", "file:///etc/passwd")])
        elif mode == "wants-token" and not authorization:
            self.give(401, {"code": 401, "error": "You need to provide an Authorization header."})
        elif mode == "thief":
            self.give(400, {"error": {"message": "You said " + authorization}})
        else:
            return False
        return True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # who is tested may close a connection at any time


server = Server(("127.0.0.1", 0), Handler)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
