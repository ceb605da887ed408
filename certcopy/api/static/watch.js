// Looks again while the machine works on a dossier, and shows the page anew when something has changed.
const PAUSE = 700;

export function mountWatch(region, mount) {
  let seen = region.dataset.seen;

  async function look() {
    const answer = await fetch(region.dataset.watch, { headers: { Accept: "application/json" } });
    if (answer.status === 401) return location.reload();
    if (answer.ok) {
      const now = standing(await answer.json());
      if (now !== seen && (await renew())) return;
      seen = now;
    }
    wait();
  }

  async function renew() {
    const answer = await fetch(region.dataset.page);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(region.id);
    if (fresh === null) return false;
    region.replaceWith(fresh);
    document.getElementById("live").textContent = fresh.querySelector(".standing").textContent;
    mount(fresh.parentElement);
    return true;
  }

  const wait = () => setTimeout(() => look().catch(wait), PAUSE);
  wait();
}

function standing(dossier) {
  return `${dossier.state} ${dossier.failure ? dossier.tries : 0}`;
}
