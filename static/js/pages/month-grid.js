/* Availability of a period: pick an answer, tap dates. The truth is in form inputs, so that sending is a plain POST.

   [data-month-grid] holds the answer picker (radios name="_answer"), the grid of buttons [data-cell], one panel
   [data-chosen] for the chosen date, and a list of selects for those without script. Only one set of inputs is enabled.
   Filling many dates asks in [data-ask] before it replaces answers, and [data-undo] takes the last filling back. */

const ORDER = ["preferred", "available", "if_needed", "unavailable"];
const WILLING = ["preferred", "available", "if_needed"];
const ROLES = { preferred: "settled", available: "settled", if_needed: "look", unavailable: "over", "": "over" };
const NAMES = { preferred: "Preferred", available: "Available", if_needed: "If needed", unavailable: "Unavailable", "": "No answer" };

class MonthGrid {
  constructor(root) {
    this.root = root;
    this.cells = [...root.querySelectorAll("[data-cell]")];
    this.icons = Object.fromEntries([...root.querySelectorAll("template[data-icon]")].map((t) => [t.dataset.icon, t]));
    this.locked = root.hasAttribute("data-locked");
    this.chosen = null;
    this.note = root.querySelector("[data-chosen-note]");
    root.querySelectorAll("[data-needs-script]").forEach((part) => { part.hidden = false; });
    this.show(root.dataset.view || "grid");
    this.listen();
    this.drawGiven();
    this.cells.forEach((cell, place) => { cell.tabIndex = place === 0 ? 0 : -1; });
    this.count();
  }

  input(cell, kind) {
    return this.root.querySelector(`[data-grid-inputs] input[name="${kind}-${cell.dataset.cell}"]`);
  }

  answer(cell) {
    return this.input(cell, "answer").value;
  }

  get picked() {
    return this.root.querySelector("input[name=_answer]:checked")?.value ?? "available";
  }

  listen() {
    this.root.addEventListener("click", (event) => {
      const cell = event.target.closest("[data-cell]");
      if (cell) this.tap(cell);
      const act = event.target.closest("[data-fill]");
      if (act) this.fill(act);
      if (event.target.closest("[data-ask-all]")) this.answerAsked(this.asked);
      if (event.target.closest("[data-ask-empty]")) this.answerAsked(this.asked.filter(([one]) => !this.answer(one)));
      if (event.target.closest("[data-ask-none]")) this.answerAsked([]);
      if (event.target.closest("[data-undo]")) this.undo();
      const view = event.target.closest("[data-show-view]");
      if (view) this.show(view.dataset.showView);
    });
    this.root.closest("form")?.addEventListener("input", () => this.touched());
    this.root.addEventListener("keydown", (event) => this.move(event));
    this.root.addEventListener("change", (event) => {
      if (event.target.name === "_answer") this.sayPicked();
      if (event.target.matches("[data-list-answer]")) this.fromList(event.target);
    });
    this.note?.addEventListener("input", () => {
      if (!this.chosen) return;
      this.input(this.chosen, "note").value = this.note.value;
      this.chosen.classList.toggle("has-note", this.note.value.trim() !== "");
      this.touched();
    });
    this.sayPicked();
  }

  /* The second tap with the same answer takes it away again; where there is a note it goes on to the next answer, so that
     the note is not lost with it. */
  tap(cell) {
    const same = this.chosen === cell && this.answer(cell) === this.picked;
    const again = this.chosen === cell && this.hasNote(cell) && this.answer(cell) !== "";
    const next = ORDER[(ORDER.indexOf(this.answer(cell)) + 1) % ORDER.length];
    if (!this.locked) this.set(cell, again ? next : same ? "" : this.picked);
    this.choose(cell, { kept: again && !this.locked });
    this.count();
  }

  hasNote(cell) {
    return (this.input(cell, "note")?.value ?? "").trim() !== "";
  }

  set(cell, value) {
    this.input(cell, "answer").value = value;
    cell.dataset.answer = value;
    const icon = this.icons[value || "missing"].content.cloneNode(true);
    cell.querySelector("svg")?.replaceWith(icon);
    cell.setAttribute("aria-label", `${cell.dataset.long}, ${NAMES[value].toLowerCase()}${cell.dataset.onDay ? ", you are on a day" : ""}`);
    const select = this.root.querySelector(`select[name="answer-${cell.dataset.cell}"]`);
    if (select) select.value = value;
    this.touched();
  }

  /* The browser, or js/components/typed.js, may have put other answers in than the page came with. */
  drawGiven() {
    this.cells.filter((cell) => this.input(cell, "answer") && this.answer(cell) !== cell.dataset.answer).forEach((cell) => this.set(cell, this.answer(cell)));
    this.cells.forEach((cell) => cell.classList.toggle("has-note", this.hasNote(cell)));
  }

  touched() {
    const form = this.root.closest("form");
    if (form?.hasAttribute("data-guard")) form.dataset.touched = "yes";
    document.querySelectorAll("[data-unsaved]").forEach((part) => { part.hidden = false; });
  }

  choose(cell, { kept = false } = {}) {
    this.chosen?.classList.remove("is-chosen");
    this.chosen = cell;
    cell.classList.add("is-chosen");
    this.cells.forEach((other) => { other.tabIndex = other === cell ? 0 : -1; });
    const panel = this.root.querySelector("[data-chosen]");
    if (!panel) return;
    panel.hidden = false;
    panel.querySelector("[data-chosen-date]").textContent = cell.dataset.long;
    this.sayAnswer(panel.querySelector("[data-chosen-answer]"), this.answer(cell));
    panel.querySelector("[data-chosen-more]").textContent = cell.dataset.more || "";
    panel.querySelectorAll("[data-chosen-kept]").forEach((part) => { part.hidden = !kept; });
    if (this.note) this.note.value = this.input(cell, "note")?.value ?? "";
    this.bringUp(panel, cell);
  }

  /* Icon, word and colour, as everywhere. */
  sayAnswer(said, answer) {
    const icon = this.icons[answer || "missing"].content.cloneNode(true);
    said.className = `state r-${ROLES[answer]}`;
    said.replaceChildren(icon, NAMES[answer]);
  }

  /* Taking a date back takes nobody off a team: that is said before it is sent. */
  sayWithdrawn() {
    const scope = this.root.closest("form") || this.root;
    const days = this.cells.filter((cell) => cell.dataset.onDay && !WILLING.includes(this.answer(cell)));
    const teams = days.map((cell) => `${cell.dataset.long}, ${cell.dataset.onDay}`).join("; ");
    const words = `You stay on the team of ${teams}. Sending this tells the manager that you can't; the manager has to release you.`;
    scope.querySelectorAll("[data-withdrawn]").forEach((box) => {
      box.hidden = days.length === 0;
      box.querySelector("[data-withdrawn-words]").textContent = days.length ? words : "";
    });
  }

  /* The bars that stick to the bottom must not hide the note, nor may the date that was tapped scroll away. */
  bringUp(panel, cell) {
    const bars = [...document.querySelectorAll(".submit-bar, .tab-bar")].filter((bar) => bar.offsetParent || getComputedStyle(bar).position === "fixed");
    const floor = Math.min(innerHeight, ...bars.map((bar) => bar.getBoundingClientRect().top));
    const hidden = panel.getBoundingClientRect().bottom + 8 - floor;
    const room = cell.getBoundingClientRect().top - 72;
    if (hidden > 0 && room > 0) scrollBy(0, Math.min(hidden, room));
  }

  /* One tab stop; arrows by day and week, Home and End by week, as in a date grid. */
  move(event) {
    const cell = event.target.closest("[data-cell]");
    if (!cell) return;
    const weekday = Number(cell.dataset.weekday);
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: 1 - weekday, End: 7 - weekday }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const place = Math.max(0, Math.min(this.cells.length - 1, this.cells.indexOf(cell) + step));
    const next = this.cells[place];
    this.cells.forEach((other) => { other.tabIndex = other === next ? 0 : -1; });
    next.focus();
  }

  /* data-fill: "weekday" (all my Fridays), "week" (the weekly pattern), "copy" (last period), "rest", "clear" */
  fill(act) {
    if (this.locked) return;
    const wanted = this.wanted(act.dataset.fill, Number(act.dataset.weekday || 5)).filter(([cell, value]) => this.answer(cell) !== value);
    const replaced = wanted.filter(([cell]) => this.answer(cell));
    this.closeMenu(act);
    if (replaced.length && act.dataset.fill !== "weekday") this.ask(wanted, replaced.length, act.dataset.fill === "clear");
    else this.apply(wanted);
  }

  /* The dates a filling would touch, each with its new answer. */
  wanted(kind, weekday) {
    const all = (value) => this.cells.map((cell) => [cell, value(cell)]).filter(([, answer]) => answer !== undefined);
    const on = (cell) => Number(cell.dataset.weekday);
    if (kind === "weekday") return all((cell) => (on(cell) === weekday ? this.picked : undefined));
    if (kind === "week") return all((cell) => this.pattern(on(cell)));
    if (kind === "copy") return all((cell) => cell.dataset.last || undefined);
    if (kind === "rest") return all((cell) => (this.answer(cell) ? undefined : this.picked));
    return all((cell) => (this.hasNote(cell) ? undefined : ""));
  }

  pattern(weekday) {
    const field = this.root.querySelector(`[data-pattern="${weekday}"]`);
    return !field || field.value === "keep" ? undefined : field.value;
  }

  closeMenu(act) {
    const menu = act.closest("details[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  }

  /* Answers stand already: all of it, only where there is none, or nothing. */
  ask(wanted, count, clears) {
    const box = this.root.querySelector("[data-ask]");
    if (!box) {
      this.apply(wanted);
      return;
    }
    this.asked = wanted;
    const dates = `${count} date${count === 1 ? " has" : "s have"}`;
    const what = `${count} answer${count === 1 ? "" : "s"}`;
    box.querySelector("[data-ask-words]").textContent = clears
      ? `Clear ${what}? Dates with a note keep theirs.`
      : `${dates} another answer already. Replace ${count === 1 ? "it" : "them"}, or fill only empty dates?`;
    box.querySelector("[data-ask-all]").textContent = `${clears ? "Clear" : "Replace"} ${what}`;
    box.querySelector("[data-ask-empty]").hidden = clears || wanted.length === count;
    this.root.querySelector("[data-filled]").hidden = true;
    box.hidden = false;
    box.focus();
    box.scrollIntoView({ block: "nearest" });
  }

  answerAsked(wanted) {
    this.root.querySelector("[data-ask]").hidden = true;
    if (wanted.length) this.apply(wanted);
    this.asked = [];
  }

  apply(wanted) {
    this.before = wanted.map(([cell]) => [cell, this.answer(cell)]);
    wanted.forEach(([cell, value]) => this.set(cell, value));
    const cleared = wanted.length > 0 && wanted.every(([, value]) => value === "");
    const dates = `${wanted.length} date${wanted.length === 1 ? "" : "s"}`;
    this.sayFilled(wanted.length ? `${dates} ${cleared ? "cleared" : "filled"}. Nothing is sent before you submit.` : "Nothing to fill: these dates have that answer already.", wanted.length > 0);
  }

  undo() {
    this.before?.forEach(([cell, value]) => this.set(cell, value));
    this.before = null;
    this.sayFilled("Taken back.", false);
  }

  sayFilled(words, canUndo) {
    const box = this.root.querySelector("[data-filled]");
    if (box) {
      box.hidden = false;
      box.querySelector("[data-filled-words]").textContent = words;
      box.querySelector("[data-undo]").hidden = !canUndo;
    }
    if (this.chosen) this.choose(this.chosen);
    this.count();
  }

  fromList(select) {
    const cell = this.cells.find((one) => one.dataset.cell === select.name.slice("answer-".length));
    if (cell) this.set(cell, select.value);
    this.count();
  }

  show(view) {
    const grid = view === "grid";
    this.root.querySelectorAll("[data-view-grid]").forEach((part) => { part.hidden = !grid; });
    this.root.querySelectorAll("[data-view-list]").forEach((part) => { part.hidden = grid; });
    this.root.querySelectorAll("[data-grid-inputs] input").forEach((field) => {
      if (!grid && field.name.startsWith("note-")) this.listNote(field, true);
      if (grid && field.name.startsWith("note-")) this.listNote(field, false);
      field.disabled = !grid;
    });
    this.root.querySelectorAll("[data-view-list] :is(select, input)").forEach((field) => { field.disabled = grid; });
    this.root.querySelectorAll("[data-show-view]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.showView === view));
    });
  }

  /* Notes typed in one view are there in the other. */
  listNote(field, toList) {
    const other = this.root.querySelector(`[data-view-list] input[name="${field.name}"]`);
    if (!other) return;
    if (toList) other.value = field.value;
    else if (!other.disabled) field.value = other.value;
  }

  sayPicked() {
    const said = this.root.querySelector("[data-picked]");
    if (said) said.textContent = NAMES[this.picked].toLowerCase();
  }

  count() {
    this.sayWithdrawn();
    const total = this.cells.length;
    const answered = this.cells.filter((cell) => this.answer(cell)).length;
    const missing = total - answered;
    const scope = this.root.closest("form") || this.root;
    scope.querySelectorAll("[data-count]").forEach((part) => { part.textContent = `${answered} of ${total}`; });
    scope.querySelectorAll("[data-count-bar]").forEach((bar) => bar.setAttribute("width", String(Math.round((100 * answered) / total))));
    scope.querySelectorAll("[data-missing]").forEach((part) => {
      part.textContent = missing === 0 ? "Every date has an answer." : `${missing} date${missing === 1 ? " has" : "s have"} no answer.`;
    });
    scope.querySelectorAll("[data-missing-why]").forEach((part) => {
      part.textContent = missing === 0 ? "You can change it until it locks." : `You are not asked for ${missing === 1 ? "it" : "them"}.`;
    });
  }
}

document.querySelectorAll("[data-month-grid]").forEach((root) => new MonthGrid(root));
