// The service worker behind /sw.js, which puts KEPT before this. Files of this release and nothing else are kept; the network
// is asked first, so that nobody sees an old page while there is a new one.
const PATIENCE = 4000;
const OFFLINE_START = { "/": "/scan", "/en/": "/en/scan" };
const LISTED = new Set([...KEPT.pages, ...KEPT.files, ...KEPT.data]);
const DATA = "certcopy-data";

addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(KEPT.name)
      .then((cache) => cache.addAll([...KEPT.pages, ...KEPT.files].map((path) => new Request(path, { cache: "no-cache" }))))
      .then(() => Promise.allSettled(KEPT.data.map((path) => refresh(new Request(path)))))
      .then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("certcopy-") && name !== KEPT.name && name !== DATA;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (LISTED.has(pathname)) event.respondWith(answer(event.request, pathname));
  else if (pathname in OFFLINE_START) event.respondWith(fetch(event.request).catch(() => Response.redirect(OFFLINE_START[pathname])));
});

async function answer(request, pathname) {
  const kept = await caches.open(KEPT.data.includes(pathname) ? DATA : KEPT.name);
  try {
    return await refresh(request);
  } catch (problem) {
    const found = await kept.match(pathname);
    if (found === undefined) throw problem;
    return found;
  }
}

async function refresh(request) {
  const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  const { pathname } = new URL(request.url);
  if (response.ok && KEPT.data.includes(pathname)) await (await caches.open(DATA)).put(pathname, response.clone());
  return response;
}
