/* Choosing rows of the board. <form data-select-rows> holds checkboxes [data-select] and a [data-selection-bar].
   A checkbox may carry data-blocked="which day it is and why it cannot be confirmed"; the bar then says so, and its
   button offers the others; it rests when there are none. data-overrides="1": so many are there by an override. */

const NAMED = 3;

document.querySelectorAll("form[data-select-rows]").forEach((form) => {
  const bar = form.querySelector("[data-selection-bar]");
  const said = bar.querySelector("[data-selection-count]");
  const check = bar.querySelector("[data-selection-check]");
  const button = bar.querySelector("[data-selection-act]");
  const all = form.querySelector("[data-select-all]");
  const boxes = [...form.querySelectorAll("input[data-select]")];

  /* The first days with their reasons, and how many there are besides. */
  function reasons(blocked) {
    const named = blocked.slice(0, NAMED).map((box) => box.dataset.blocked).join("; ");
    return blocked.length > NAMED ? `${named}; and ${blocked.length - NAMED} more` : named;
  }

  function fine(chosen) {
    const overrides = chosen.reduce((sum, box) => sum + Number(box.dataset.overrides || 0), 0);
    return overrides ? `All complete; ${overrides} by override` : "All complete and eligible";
  }

  function update() {
    const chosen = boxes.filter((box) => box.checked);
    const blocked = chosen.filter((box) => box.dataset.blocked);
    const days = `${chosen.length} day${chosen.length === 1 ? "" : "s"}`;
    bar.hidden = chosen.length === 0;
    said.textContent = `${days} selected`;
    check.textContent = blocked.length
      ? `${blocked.length} cannot be confirmed: ${reasons(blocked)}`
      : check.dataset.fine || fine(chosen);
    const free = chosen.length - blocked.length;
    const what = blocked.length && free ? `the ${free} that can be` : days;
    button.textContent = `${button.dataset.verb || "Confirm"} ${what}…`;
    button.disabled = free === 0;
    if (all) {
      const able = boxes.filter((box) => !box.dataset.blocked);
      all.checked = chosen.length > 0 && able.every((box) => box.checked);
      all.indeterminate = chosen.length > 0 && !all.checked;
    }
  }

  form.addEventListener("change", (event) => {
    if (event.target === all) boxes.forEach((box) => { box.checked = all.checked && !box.dataset.blocked; });
    update();
  });
  bar.querySelector("[data-selection-clear]").addEventListener("click", () => {
    boxes.forEach((box) => { box.checked = false; });
    update();
    boxes[0]?.focus();
  });
  update();
});
