// A second press of a button while the first is on its way does nothing.
// The server keeps the same promise without this script (house.submissions).

const SENDING_MILLISECONDS = 10_000;

export function watchSubmits(page) {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) {
      return;
    }
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    // A line that drops must not leave a page that can't be sent again.
    setTimeout(() => release(form), SENDING_MILLISECONDS);
  });
  window.addEventListener("pageshow", () => page.querySelectorAll("form[data-sending]").forEach(release));
}

function release(form) {
  delete form.dataset.sending;
}
