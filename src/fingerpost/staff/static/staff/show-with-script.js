// What only works with script is shown only where script runs.
for (const part of document.querySelectorAll("[data-needs-script]")) {
  part.hidden = !("credentials" in navigator);
}
