/*
 * Keeps the page, and what it was given of the API, for when the runtime can't be reached. What the runtime says always comes first, so nothing is
 * old while it is there. Answers to callers with a key are not kept: they would outlast the session that the key is kept for.
 */
const ASSETS = __ASSETS__;
const PAGE = 'palimpsest-page';
const ANSWERS = 'palimpsest-answers';
/** Answers that are kept, the newest ones. */
const MOST = 400;
const LARGEST = 2_000_000;
const HERE = new URL('./', self.location.href);

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(PAGE).then(async (cache) => {
    const known = new Set((await cache.keys()).map((each) => each.url));
    await cache.addAll(ASSETS.map((each) => new URL(each, HERE).href).filter((each) => !known.has(each)));
    await cache.add(new Request(HERE.href, { cache: 'no-store' }));
    await self.skipWaiting();
  }));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.open(PAGE).then(async (cache) => {
    const wanted = new Set(ASSETS.map((each) => new URL(each, HERE).href));
    for (const each of await cache.keys()) if (new URL(each.url).pathname.includes('/assets/') && !wanted.has(each.url)) await cache.delete(each);
    await self.clients.claim();
  }));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== HERE.origin || !url.pathname.startsWith(HERE.pathname)) return;
  const path = url.pathname.slice(HERE.pathname.length);
  if (path.startsWith('assets/')) event.respondWith(caches.match(request.url).then((kept) => kept ?? fetch(request)));
  else if (request.mode === 'navigate' && path === '') event.respondWith(firstAsked(event, PAGE, () => true));
  else if (path === 'manifest.json' || path === 'favicon.svg') event.respondWith(firstAsked(event, PAGE, () => true));
  else if (path.startsWith('api/') && !path.endsWith('/export') && request.headers.get('Accept')?.startsWith('application/json') && !request.headers.has('Authorization')) {
    event.respondWith(firstAsked(event, ANSWERS, (response) => Number(response.headers.get('Content-Length') ?? 0) < LARGEST));
  }
});

/** From the runtime; what it said before where it can't be reached, and then marked as such. */
async function firstAsked(event, name, kept) {
  try {
    const response = await fetch(event.request);
    if (response.ok && kept(response)) event.waitUntil(keep(name, event.request.url, response.clone()));
    return response;
  } catch (error) {
    const before = await (await caches.open(name)).match(event.request.url);
    if (!before) throw error;
    const headers = new Headers(before.headers);
    headers.set('X-Palimpsest-Kept', 'true');
    return new Response(before.body, { status: before.status, headers });
  }
}

async function keep(name, url, response) {
  const cache = await caches.open(name);
  // Put anew, so that the order of the keys is that of their use.
  await cache.delete(url);
  await cache.put(url, response);
  const keys = name === ANSWERS ? await cache.keys() : [];
  for (const each of keys.slice(0, Math.max(0, keys.length - MOST))) await cache.delete(each);
}
