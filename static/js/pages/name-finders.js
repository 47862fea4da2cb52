// The administration's fields that find a row (select2) draw a box of their own: it gets the name of its label.

function nameFinders(root) {
  for (const select of root.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling?.querySelector(".select2-selection__rendered");
    const label = select.getAttribute("aria-label") || select.labels?.[0]?.textContent.replace(/:\s*$/, "");
    if (box && label) box.setAttribute("aria-label", label);
  }
}

// The boxes are drawn when the page has been read, and again in rows that are added.
document.addEventListener("DOMContentLoaded", () => {
  nameFinders(document);
  new MutationObserver(() => nameFinders(document)).observe(document.body, { childList: true, subtree: true });
});
