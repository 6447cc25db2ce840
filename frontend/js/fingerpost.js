// The scripts of every page. Each page works without them; they make it quicker or safer.

import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
} from "./vendor/govuk-frontend.min.js";
import { watchAutosave } from "./autosave.js";
import { watchIdle } from "./idle.js";
import { watchReveals } from "./reveal.js";
import { watchShortcuts } from "./shortcut.js";
import { offerSignature } from "./signature.js";
import { watchSubmits } from "./submit-once.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(component);
}
if (document.querySelector('[data-module^="moj-"]')) {
  import("./vendor/moj-frontend.min.js").then((moj) => moj.initAll());
}
// Before the choices are counted: signing on the screen is one of them.
offerSignature(document);
watchReveals(document);
watchSubmits(document);
watchAutosave(document);
watchShortcuts(document);
watchIdle(document);
