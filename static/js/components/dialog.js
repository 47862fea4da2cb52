/* <a data-dialog href="..."> opens what the page at href has in [data-dialog-body], in a dialog.
   Without script the link simply opens that page. A form in it posts normally: a refusal comes back as the full page.
   data-dialog="wide" makes it wide. Focus starts on [data-safe] when there is one (destructive acts), else on the first field. */

let opener = null;

function dialogElement() {
  let dialog = document.querySelector("dialog.dialog[data-shared]");
  if (dialog) return dialog;
  dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.dataset.shared = "";
  dialog.setAttribute("aria-labelledby", "dialog-title");
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    opener?.focus();
    opener = null;
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  return dialog;
}

async function open(link) {
  const response = await fetch(link.href, { headers: { "X-Requested-With": "dialog" }, credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const body = page.querySelector("[data-dialog-body]");
  if (!response.ok || response.redirected || !body) {
    location.assign(link.href);
    return;
  }
  const dialog = dialogElement();
  opener = link;
  dialog.classList.toggle("is-wide", link.dataset.dialog === "wide");
  body.querySelectorAll("form:not([action])").forEach((form) => { form.action = link.href; });
  dialog.replaceChildren(document.adoptNode(body));
  const title = body.querySelector("h1, h2");
  if (title) title.id = "dialog-title";
  dialog.showModal();
  document.dispatchEvent(new CustomEvent("trio:shown", { detail: body }));
  const first = body.querySelector("[data-safe]") || body.querySelector("input:not([type=hidden]), select, textarea, .btn");
  first?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-dialog]") : null;
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  open(link).catch(() => location.assign(link.href));
});
