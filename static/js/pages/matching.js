/* Follows a run of the matcher: fetches its news every second and puts it in place; loads the page anew when it ends.
   Without this script the page has a link to refresh it. */

const EVERY = 1000; // milliseconds
const PATIENCE = 8; // failures before it looks less often

const place = document.querySelector("[data-run-progress]");
let failures = 0;

function stateOf(root) {
  return root.querySelector("[data-run-state]")?.dataset.runState;
}

async function look() {
  if (document.hidden) return again();
  try {
    const answer = await fetch(place.dataset.runProgress, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const news = document.createElement("div");
    news.innerHTML = await answer.text();
    failures = 0;
    if (news.querySelector("[data-run-follows]")?.dataset.runFollows !== "yes") return location.reload();
    if (stateOf(news)) place.replaceChildren(...news.childNodes);
  } catch {
    failures += 1;
  }
  return again();
}

function again() {
  setTimeout(look, failures > PATIENCE ? EVERY * 10 : EVERY);
}

if (place?.querySelector("[data-run-follows]")?.dataset.runFollows === "yes") again();
