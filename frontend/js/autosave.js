// A section saves itself: what bears data-autosave (a form, or a part of one, with the address to post to) is posted
// a moment after the last change, or on leaving a field.
//
// The answer is JSON: { saved_at: "14:02", version: 3, message: "…" }. 200 saved all; 422 saved what could be
// kept and says what could not; 409 says that somebody else changed it. Nothing is kept in the browser's storage.

const PAUSE_MILLISECONDS = 2_000;

export function watchAutosave(page) {
  for (const section of page.querySelectorAll("[data-autosave]")) {
    new Autosave(section);
  }
}

class Autosave {
  constructor(section) {
    this.section = section;
    this.form = section.closest("form");
    this.status = section.querySelector("[data-save-status]") || this.addStatus();
    this.changed = false;
    this.saving = false;
    this.timer = 0;
    section.addEventListener("input", (event) => this.isKept(event) && this.later());
    section.addEventListener("change", (event) => this.isKept(event) && this.soon());
    this.submitter = undefined;
    this.form.addEventListener("submit", (event) => this.stop(event));
    window.addEventListener("online", () => this.soon());
  }

  addStatus() {
    const status = document.createElement("p");
    status.className = "fingerpost-save-status";
    status.setAttribute("role", "status");
    status.dataset.saveStatus = "";
    this.section.append(status);
    return status;
  }

  // A code half typed, or an answer to a question, is for the button alone.
  isKept(event) {
    return event.target.dataset.unsaved === undefined;
  }

  later() {
    this.changed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE_MILLISECONDS);
  }

  soon() {
    if (this.changed) {
      clearTimeout(this.timer);
      this.save();
    }
  }

  // A save that is still on its way would leave the form with an old version, and the server would take it for
  // somebody else's change: the button waits for it.
  stop(event) {
    clearTimeout(this.timer);
    this.changed = false;
    if (this.saving && !event.defaultPrevented) {
      event.preventDefault();
      this.submitter = event.submitter;
    }
  }

  // The button that waited. Where the line has dropped the page stays, with everything typed and the reason.
  goOn() {
    const submitter = this.submitter;
    if (submitter === undefined) {
      return;
    }
    this.submitter = undefined;
    if (!this.changed) {
      this.form.requestSubmit(submitter);
    }
  }

  async save() {
    if (this.saving || !this.changed || this.form.dataset.sending) {
      return;
    }
    this.saving = true;
    this.changed = false;
    try {
      await this.send();
    } catch {
      this.changed = true;
      this.say(this.words("offline", "Not saved: there is no connection. What you typed is still on this page."), true);
    } finally {
      this.saving = false;
      this.goOn();
    }
    if (this.changed && navigator.onLine) {
      this.later();
    }
  }

  async send() {
    const body = this.typed();
    body.delete("submission"); // Saving again and again is no second submission.
    body.set("autosave", "1");
    const response = await fetch(this.section.dataset.autosave || this.form.action, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { Accept: "application/json", "X-Requested-With": "autosave" },
      redirect: "manual",
    });
    const answer = await readJson(response);
    if (answer === null) {
      this.say(this.words("failed", "Not saved. Press the save button to see why."), true);
      return;
    }
    if (answer.version !== undefined) {
      const version = this.section.querySelector('input[name="version"], input[name$="-version"]');
      if (version) {
        version.value = answer.version;
      }
    }
    if (response.ok) {
      document.dispatchEvent(new CustomEvent("fingerpost:contact"));
    }
    const saved = answer.saved_at ? `${this.words("saved", "Saved at")} ${answer.saved_at}` : "";
    this.say([saved, answer.message].filter(Boolean).join(". "), !response.ok);
  }

  // Everything of a form; of a part, only its own fields and the token that each form carries.
  typed() {
    const all = new FormData(this.form);
    if (this.section === this.form) {
      return all;
    }
    const own = new FormData();
    const fields = this.section.querySelectorAll("[name]:not([data-unsaved])");
    const names = new Set([...fields].map((field) => field.name));
    for (const [name, value] of all) {
      if (names.has(name) || name === "csrfmiddlewaretoken") {
        own.append(name, value);
      }
    }
    return own;
  }

  words(name, otherwise) {
    return this.section.dataset[`${name}Words`] || otherwise;
  }

  say(words, isProblem) {
    this.status.textContent = words;
    this.status.classList.toggle("fingerpost-save-status--failed", isProblem);
  }
}

async function readJson(response) {
  if (!(response.headers.get("Content-Type") || "").includes("json")) {
    return null;
  }
  return response.json();
}
