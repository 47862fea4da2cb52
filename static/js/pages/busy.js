// A form that takes a while says so while it is sent: a line names what is going on, and the files it goes through.

const NAMED = 4;

function step(form) {
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  if (!files.length) return form.dataset.busy;
  const names = files.slice(0, NAMED).map((file) => file.name).join(", ");
  return `${form.dataset.busy} ${names}${files.length > NAMED ? ` and ${files.length - NAMED} more` : ""}`;
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || button.name === "discard") return;
    form.setAttribute("aria-busy", "true");
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.className = "busy";
    line.textContent = step(form);
    form.append(line);
    // After the browser has gathered what is sent: a button that is off would not be part of it.
    setTimeout(() => { for (const other of form.querySelectorAll("[type=submit]")) other.disabled = true; });
  });
}

// Coming back by the browser's own button shows the page as it was left.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-busy]")) {
    form.removeAttribute("aria-busy");
    for (const line of form.querySelectorAll(".busy")) line.remove();
    for (const button of form.querySelectorAll("[type=submit]")) button.disabled = false;
  }
});
