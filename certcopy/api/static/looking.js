// Looks again every few seconds, as long as a region stands on a page that somebody sees.
const PAUSE = 4000;

export async function keepLooking(region, look) {
  if (!region.isConnected) return;
  if (!document.hidden) await look().catch(() => null);
  setTimeout(() => keepLooking(region, look), PAUSE);
}
