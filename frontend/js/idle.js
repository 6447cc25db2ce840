// Warns before the server locks an unused session, and offers to stay.
//
// The clock counts from the last answer of the server, since only that moves the server's own clock. Pages of
// one browser tell each other, so that work in one does not raise the warning in another. After the lock the page
// is covered; signing in again in another tab and going on here keeps what was typed.

const TICK_MILLISECONDS = 1_000;
const SPOKEN_SECONDS = new Set([60, 30, 10]);

export function watchIdle(page) {
  const settings = page.body.dataset;
  const dialog = page.getElementById("idle-warning");
  if (dialog && Number(settings.idleSeconds) > 0) {
    new IdleWatch(dialog, settings);
  }
}

class IdleWatch {
  constructor(dialog, settings) {
    this.dialog = dialog;
    this.seconds = Number(settings.idleSeconds);
    this.warning = Number(settings.idleWarningSeconds);
    this.keepAlive = settings.idleKeepAlive;
    this.contact = Date.now();
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel("fingerpost-idle") : null;
    this.channel?.addEventListener("message", () => this.heard());
    this.channel?.postMessage("contact");
    document.addEventListener("fingerpost:contact", () => this.renewed());
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.stay();
    });
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.stay();
    });
    setInterval(() => this.tick(), TICK_MILLISECONDS);
  }

  left() {
    return Math.max(0, this.seconds - Math.floor((Date.now() - this.contact) / 1_000));
  }

  tick() {
    const left = this.left();
    if (left > this.warning) {
      return;
    }
    if (!this.dialog.open) {
      delete this.dialog.dataset.state;
      this.dialog.showModal();
      this.speak(left);
    }
    this.dialog.querySelector("[data-idle-left]").textContent = this.spell(left);
    if (SPOKEN_SECONDS.has(left)) {
      this.speak(left);
    }
    this.showState(left === 0 ? "locked" : "warning");
  }

  showState(state) {
    if (this.dialog.dataset.state === state) {
      return;
    }
    this.dialog.dataset.state = state;
    this.dialog.setAttribute("aria-labelledby", `idle-${state}-title`);
    for (const part of this.dialog.querySelectorAll("[data-idle-when]")) {
      part.hidden = part.dataset.idleWhen !== state;
    }
    this.dialog.querySelector(`[data-idle-when="${state}"] button`).focus();
  }

  spell(seconds) {
    const { minuteWord, minutesWord, secondsWord } = this.dialog.dataset;
    const minutes = Math.ceil(seconds / 60);
    return seconds > 60 ? `${minutes} ${minutes === 1 ? minuteWord : minutesWord}` : `${seconds} ${secondsWord}`;
  }

  speak(left) {
    this.dialog.querySelector("[data-idle-announce]").textContent = this.spell(left);
  }

  async stay() {
    try {
      if (this.left() === 0) {
        await this.takeNewToken();
      }
      const response = await fetch(this.keepAlive, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.dialog.querySelector("form"))),
        headers: { "X-Requested-With": "keep-alive" },
        redirect: "manual",
      });
      if (response.ok) {
        this.renewed();
      } else {
        this.contact = 0; // The server has locked already, or nobody has signed in again yet.
      }
    } catch {
      this.speak(this.left()); // No connection: the clock runs on and the next press tries again.
    }
  }

  // Signing in makes a new token against forged requests; the forms of this page still hold the old one.
  async takeNewToken() {
    const response = await fetch(window.location.href, { redirect: "follow" });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = fresh.querySelector('#idle-warning input[name="csrfmiddlewaretoken"]');
    if (!token) {
      return;
    }
    for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) {
      input.value = token.value;
    }
  }

  renewed() {
    this.heard();
    this.channel?.postMessage("contact");
  }

  heard() {
    this.contact = Date.now();
    if (this.dialog.open) {
      this.dialog.close();
    }
  }
}
