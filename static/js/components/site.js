/* What every page may use, by data attributes. Without it every page still works.

   data-menu          a <details> that closes on Escape, on a click elsewhere, and when another opens
   data-toast         a message with a close button
   data-auto-submit   a select or radio that sends its form when changed
   data-error-summary takes the focus
   data-once          a form whose buttons rest after the first send (all POST forms unless data-many)
   data-guard         a form that warns before typed things are lost
   data-rows          rows of which some wait hidden: "Add another date", and removing one
   data-reveal        shows parts of a form by the chosen value
   data-theme-choice  shows a theme at once (also radios named theme), before it is saved
   data-checked       shows how many checkboxes of that name its form has ticked: "Remind 8"
   data-copy          copies the text of another element */

const on = (root, type, selector, act) =>
  root.addEventListener(type, (event) => {
    const target = event.target instanceof Element ? event.target.closest(selector) : null;
    if (target) act(target, event);
  });

/* Menus */
on(document, "click", "summary", (summary) => {
  const mine = summary.parentElement;
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (menu !== mine) menu.open = false;
  });
});
document.addEventListener("click", (event) => {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* Toasts */
document.querySelectorAll("[data-toast-close]").forEach((button) => { button.hidden = false; });
on(document, "click", "[data-toast-close]", (button) => {
  button.closest("[data-toast]").remove();
  document.querySelector("main")?.focus();
});

/* Selects of a filter bar; their button is for those without script */
document.querySelectorAll("form[data-auto-submit] [type=submit], form:has([data-auto-submit]) [data-auto-hide]")
  .forEach((button) => { button.hidden = true; });
on(document, "change", "form[data-auto-submit] :is(select, input), [data-auto-submit]", (field) => field.form?.requestSubmit());

/* How many are ticked */
document.addEventListener("change", (event) => {
  event.target.form?.querySelectorAll("[data-checked]").forEach((place) => {
    place.textContent = place.closest("form").querySelectorAll(`input[name="${place.dataset.checked}"]:checked`).length;
  });
});

/* Forms */
function prepare(root) {
  root.querySelector("[data-error-summary]")?.focus();
  root.querySelectorAll("[data-rows]").forEach(prepareRows);
  root.querySelectorAll("[data-reveal]").forEach((field) => reveal(field));
}

on(document, "click", "[data-error-summary] a", (link, event) => {
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
  (field || target).focus();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-many") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelectorAll("[type=submit], button:not([type])").forEach((button) => button.setAttribute("data-busy", ""));
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-busy]").forEach((button) => button.removeAttribute("data-busy"));
  });
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-guard")) form.dataset.touched = "yes";
});
window.addEventListener("beforeunload", (event) => {
  const lost = [...document.querySelectorAll("form[data-guard][data-touched]")].some((form) => !form.dataset.sent);
  if (lost) event.preventDefault();
});

/* Rows that wait hidden: the last ones that are empty */
function prepareRows(box) {
  const rows = [...box.querySelectorAll("[data-row]")];
  const least = Number(box.dataset.rows) || 1;
  rows.forEach((row, place) => { row.hidden = place >= least && isEmpty(row); });
  showAdd(box, rows);
}
const isEmpty = (row) =>
  [...row.querySelectorAll("input, select, textarea")].every((field) => !field.value) && !row.querySelector(".field-error, .errorlist");
function showAdd(box, rows) {
  const button = box.querySelector("[data-row-add]");
  if (button) button.hidden = !rows.some((row) => row.hidden);
}
on(document, "click", "[data-row-add]", (button) => {
  const box = button.closest("[data-rows]");
  const rows = [...box.querySelectorAll("[data-row]")];
  const next = rows.find((row) => row.hidden);
  if (!next) return;
  next.hidden = false;
  next.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  showAdd(box, rows);
});
on(document, "click", "[data-row-remove]", (button) => {
  const box = button.closest("[data-rows]");
  const rows = [...box.querySelectorAll("[data-row]")];
  const gone = button.closest("[data-row]");
  gone.querySelectorAll("input, select, textarea").forEach((field) => { field.value = ""; });
  gone.hidden = true;
  showAdd(box, rows);
  box.querySelector("[data-row-add]")?.focus();
});

/* Parts shown by a choice: <select data-reveal="repeat"> with [data-reveal-for="repeat"][data-when="weekly biweekly"] */
function reveal(field) {
  const chosen = field.type === "radio" || field.type === "checkbox" ? (field.checked ? field.value : null) : field.value;
  if (field.type === "radio" && chosen === null) return;
  document.querySelectorAll(`[data-reveal-for="${CSS.escape(field.dataset.reveal)}"]`).forEach((part) => {
    part.hidden = !part.dataset.when.split(" ").includes(chosen ?? "");
  });
}
on(document, "change", "[data-reveal]", (field) => reveal(field));

/* Theme */
on(document, "change", "[data-theme-choice], input[name=theme]", (field) => { document.documentElement.dataset.theme = field.value; });

/* Copy */
document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });
on(document, "click", "[data-copy]", async (button) => {
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  const said = button.querySelector("[data-copy-said]") || button;
  const before = said.textContent;
  said.textContent = "Copied";
  setTimeout(() => { said.textContent = before; }, 2000);
});

/* Password: show and hide */
document.querySelectorAll("[data-show-password]").forEach((button) => { button.hidden = false; });
on(document, "click", "[data-show-password]", (button) => {
  const field = document.getElementById(button.dataset.showPassword);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
  button.querySelector("[data-word]").textContent = shown ? "Show" : "Hide";
});

/* Print */
on(document, "click", "[data-print]", () => window.print());

prepare(document);
document.addEventListener("trio:shown", (event) => prepare(event.detail));
