// A section saves itself: form[data-autosave] is posted a moment after the last change, or on leaving a field.
//
// The answer is JSON: { saved_at: "14:02", version: 3, message: "…" }. 200 saved all; 422 saved what could be
// kept and says what could not; 409 says that somebody else changed it. Nothing is kept in the browser's storage.

const PAUSE_MILLISECONDS = 2_000;

export function watchAutosave(page) {
  for (const form of page.querySelectorAll("form[data-autosave]")) {
    new Autosave(form);
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-save-status]") || this.addStatus();
    this.changed = false;
    this.saving = false;
    this.timer = 0;
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.soon());
    form.addEventListener("submit", () => this.stop());
    window.addEventListener("online", () => this.soon());
  }

  addStatus() {
    const status = document.createElement("p");
    status.className = "fingerpost-save-status";
    status.setAttribute("role", "status");
    status.dataset.saveStatus = "";
    this.form.append(status);
    return status;
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

  stop() {
    clearTimeout(this.timer);
    this.changed = false;
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
    }
    if (this.changed && navigator.onLine) {
      this.later();
    }
  }

  async send() {
    const body = new FormData(this.form);
    body.delete("submission"); // Saving again and again is no second submission.
    body.set("autosave", "1");
    const response = await fetch(this.form.dataset.autosave || this.form.action, {
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
      const version = this.form.querySelector('input[name="version"]');
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

  words(name, otherwise) {
    return this.form.dataset[`${name}Words`] || otherwise;
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
