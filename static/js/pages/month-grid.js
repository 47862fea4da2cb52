/* Availability of a period: pick an answer, tap dates. The truth is in form inputs, so that sending is a plain POST.

   [data-month-grid] holds the answer picker (radios name="_answer"), the grid of buttons [data-cell], one panel
   [data-chosen] for the chosen date, and a list of selects for those without script. Only one set of inputs is enabled. */

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
      const view = event.target.closest("[data-show-view]");
      if (view) this.show(view.dataset.showView);
    });
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

  /* The second tap with the same answer takes it away again. */
  tap(cell) {
    const same = this.chosen === cell && this.answer(cell) === this.picked;
    if (!this.locked) this.set(cell, same ? "" : this.picked);
    this.choose(cell);
    this.count();
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

  touched() {
    const form = this.root.closest("form");
    if (form?.hasAttribute("data-guard")) form.dataset.touched = "yes";
  }

  choose(cell) {
    this.chosen?.classList.remove("is-chosen");
    this.chosen = cell;
    cell.classList.add("is-chosen");
    this.cells.forEach((other) => { other.tabIndex = other === cell ? 0 : -1; });
    const panel = this.root.querySelector("[data-chosen]");
    if (!panel) return;
    panel.hidden = false;
    panel.querySelector("[data-chosen-date]").textContent = cell.dataset.long;
    panel.querySelector("[data-chosen-answer]").textContent = NAMES[this.answer(cell)];
    panel.querySelector("[data-chosen-more]").textContent = cell.dataset.more || "";
    if (this.note) this.note.value = this.input(cell, "note")?.value ?? "";
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

  /* data-fill: "weekday" (all my Fridays), "week" (repeat the first answered week), "copy" (last period), "rest", "clear" */
  fill(act) {
    const kind = act.dataset.fill;
    if (this.locked) return;
    if (kind === "weekday") this.fillWeekday(Number(act.dataset.weekday || this.root.querySelector("[data-fill-weekday]")?.value || 5));
    if (kind === "week") this.fillPattern();
    if (kind === "copy") this.cells.forEach((cell) => { if (cell.dataset.last) this.set(cell, cell.dataset.last); });
    if (kind === "rest") this.cells.forEach((cell) => { if (!this.answer(cell)) this.set(cell, this.picked); });
    if (kind === "clear") this.cells.forEach((cell) => this.set(cell, ""));
    const menu = act.closest("details[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (this.chosen) this.choose(this.chosen);
    this.count();
  }

  fillWeekday(weekday) {
    this.cells.filter((cell) => Number(cell.dataset.weekday) === weekday).forEach((cell) => this.set(cell, this.picked));
  }

  fillPattern() {
    for (let weekday = 1; weekday <= 7; weekday += 1) {
      const field = this.root.querySelector(`[data-pattern="${weekday}"]`);
      if (!field || field.value === "keep") continue;
      this.cells.filter((cell) => Number(cell.dataset.weekday) === weekday).forEach((cell) => this.set(cell, field.value));
    }
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
      part.textContent = missing === 0 ? "You can change it until it locks." : "They cannot be assigned.";
    });
  }
}

document.querySelectorAll("[data-month-grid]").forEach((root) => new MonthGrid(root));
