// Alt+Shift with one letter opens the customer view and comes back from it. A shortcut with modifiers is
// allowed by WCAG 2.1.4; data-shortcut-key on the body names another letter.

export function watchShortcuts(page) {
  const target = page.body.dataset.shortcutCustomerView;
  if (!target) {
    return;
  }
  const letter = (page.body.dataset.shortcutKey || "V").toUpperCase();
  page.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey && event.code === `Key${letter}`) {
      event.preventDefault();
      window.location.assign(target);
    }
  });
}
