// A radio opens the fields that belong to it. GOV.UK Frontend's own script writes aria-expanded on the radio, which
// ARIA does not allow there (axe: aria-allowed-attr), so radios are opened here and checkboxes by GOV.UK Frontend.

const HIDDEN = "govuk-radios__conditional--hidden";

export function watchReveals(page) {
  const openers = [...page.querySelectorAll('input[type="radio"][data-aria-controls]')];
  if (openers.length === 0) {
    return;
  }
  const showAll = () => openers.forEach(show);
  page.addEventListener("change", (event) => {
    if (event.target.type === "radio") {
      showAll();
    }
  });
  // A page that comes back from the browser's history may have another choice made.
  window.addEventListener("pageshow", showAll);
  showAll();
}

function show(radio) {
  document.getElementById(radio.dataset.ariaControls)?.classList.toggle(HIDDEN, !radio.checked);
}
