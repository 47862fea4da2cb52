/* Says which dates a repeat rule asks for, before it is sent. [data-repeat] holds the four fields and [data-repeat-said].
   The server works the dates out again. */

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86_400_000;
const SHOWN = 12;

function dates(weeks, weekday, first, last, most) {
  const from = Date.parse(`${first}T00:00Z`);
  const until = Date.parse(`${last}T00:00Z`);
  if (Number.isNaN(from) || Number.isNaN(until) || !weeks) return [];
  const monday = (new Date(from).getUTCDay() + 6) % 7;
  const found = [];
  for (let at = from + ((weekday - monday + 7) % 7) * DAY; at <= until && found.length <= most; at += weeks * 7 * DAY) found.push(new Date(at));
  return found;
}

function said(date) {
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

document.querySelectorAll("[data-repeat]").forEach((box) => {
  const value = (name) => box.querySelector(`[name="repeat_${name}"]`)?.value ?? "";
  const line = box.querySelector("[data-repeat-said]");
  const most = Number(box.dataset.repeat);
  const say = () => {
    if (!value("from") || !value("until")) {
      line.textContent = "";
      return;
    }
    if (value("until") < value("from")) {
      line.textContent = box.querySelector(".field-error") ? "" : "Until lies before From."; // said at the field after sending
      return;
    }
    const found = dates(Number(value("weeks")), Number(value("weekday")), value("from"), value("until"), most);
    const listed = found.slice(0, SHOWN).map(said).join(", ");
    const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : "";
    if (found.length > most) line.textContent = `More than ${most} days. Choose an earlier end.`;
    else line.textContent = found.length ? `${found.length} day${found.length === 1 ? "" : "s"}: ${listed}${more}.` : "No such day between these dates.";
  };
  box.addEventListener("input", say);
  box.addEventListener("change", say);
  say();
});
