// The scripts of every page. Each page works without them; they make it quicker or safer.

import { initAll } from "./vendor/govuk-frontend.min.js";
import { watchAutosave } from "./autosave.js";
import { watchIdle } from "./idle.js";
import { watchShortcuts } from "./shortcut.js";
import { watchSubmits } from "./submit-once.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
if (document.querySelector('[data-module^="moj-"]')) {
  import("./vendor/moj-frontend.min.js").then((moj) => moj.initAll());
}
watchSubmits(document);
watchAutosave(document);
watchShortcuts(document);
watchIdle(document);
