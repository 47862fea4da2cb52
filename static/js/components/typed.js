/* What somebody typed is still there when they were signed out before they sent it, and have signed in again.

   It is kept in this tab's own storage from the moment a form is sent to the next page, and longer only when that page
   says that nothing arrived: a page for nobody signed in (the door), or one with [data-not-sent]. Back at the form it is
   put in again, for the same person within an hour. Signing out, another person, and an answer of the product forget it.
   Never kept: passwords, files, and forms with data-forget (those with patients in them). */

const KEY = "trio:typed";
const LONGEST = 60 * 60 * 1000;
const SAID = "You were signed out. What you typed is still here; send it again.";
const person = document.body.dataset.person || "";
const notSent = document.querySelector("[data-not-sent]");
let kept = null;

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
};
const forget = () => sessionStorage.removeItem(KEY);
const write = (record) => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(record));
  } catch {
    forget();  /* too long, or no storage: then it is lost as before */
  }
};

const typed = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !["password", "file", "submit", "button", "image", "reset"].includes(field.type);
const isPost = (form) => (form.getAttribute("method") ?? "").toLowerCase() === "post";
const goal = (form) => new URL(form.getAttribute("action") || location.href, location.href).href;  /* a field may be named "action" */
const formsTo = (root, address) => [...root.querySelectorAll("form")].filter((form) => isPost(form) && goal(form) === address);

function keep(form) {
  const fields = [...form.elements].filter((field) => typed(field) && !field.disabled);
  if (!fields.some((field) => field.type !== "hidden")) return;
  const names = new Set(fields.map((field) => field.name));
  const values = [...new FormData(form)].filter(([name, value]) => names.has(name) && typeof value === "string");
  write({ person, at: Date.now(), page: location.href, action: goal(form), place: formsTo(document, goal(form)).indexOf(form), values });
}

function put(form, values) {
  const byName = new Map();
  values.forEach(([name, value]) => byName.set(name, [...(byName.get(name) ?? []), value]));
  const met = new Map();
  [...form.elements].filter(typed).forEach((field) => {
    const given = byName.get(field.name) ?? [];
    if (["checkbox", "radio"].includes(field.type)) {
      field.checked = given.includes(field.value);
    } else if (field.type === "select-multiple") {
      [...field.options].forEach((option) => { option.selected = given.includes(option.value); });
    } else if (given.length) {
      const place = met.get(field.name) ?? 0;
      met.set(field.name, place + 1);
      field.value = given[Math.min(place, given.length - 1)];
    }
  });
  if (form.hasAttribute("data-guard")) form.dataset.touched = "yes";
}

function say(form) {
  const alert = document.querySelector("[data-unsent]") ?? document.createElement("div");
  if (!alert.isConnected) {
    alert.className = "alert alert-look";
    alert.setAttribute("role", "alert");
    alert.append(document.createElement("p"));
    form.prepend(alert);
  }
  alert.querySelector("p").textContent = SAID;
}

function putBack(root) {
  if (!kept) return;
  const same = formsTo(root, kept.action);
  const form = same[Math.min(Math.max(kept.place, 0), same.length - 1)];
  if (!form || form.hasAttribute("data-forget")) return;
  put(form, kept.values);
  say(form);
  kept = null;
  forget();
}

function arrive() {
  const record = read();
  if (!record) return;
  const gone = Date.now() - record.at > LONGEST || (person && person !== record.person);
  if (gone || (person && !notSent && !record.notSent)) {
    forget();
    return;
  }
  if (!person || notSent) {
    write({ ...record, notSent: true });
    document.querySelectorAll("[data-typed-page]").forEach((link) => {
      link.href = record.page;
      link.hidden = false;
    });
    return;
  }
  kept = record;
  putBack(document);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !isPost(form) || !person) return;
  forget();
  if (!form.hasAttribute("data-forget")) keep(form);
});
document.addEventListener("trio:shown", (event) => putBack(event.detail));
arrive();
