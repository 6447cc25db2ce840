// A signature drawn on the screen. Without script there is no such choice on the page, so it is put there here; the
// other ways of accepting a plan count alike and need none of this.

const INK_WIDTH = 2.5;

export function offerSignature(page) {
  const template = page.querySelector("template[data-signature-choice]");
  const field = page.getElementById("id_signature");
  const radios = template?.closest("form").querySelector('input[name="how"]')?.closest(".govuk-radios");
  if (!template || !field || !radios) {
    return;
  }
  radios.prepend(template.content.cloneNode(true));
  const choice = page.getElementById("id_how-drawn");
  choice.checked = "isChosen" in template.dataset;
  const pad = new Pad(radios.querySelector("[data-signature]"), field, page.getElementById("signature-status"));
  radios.querySelector("[data-signature-clear]").addEventListener("click", () => pad.clear());
}

class Pad {
  constructor(canvas, field, status) {
    this.canvas = canvas;
    this.field = field;
    this.status = status;
    this.pen = canvas.getContext("2d");
    this.pointer = null;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.draw(event));
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, (event) => this.end(event));
    }
    this.blank();
    this.restore();
  }

  blank() {
    this.pen.fillStyle = "#fff";
    this.pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.pen.lineWidth = INK_WIDTH;
    this.pen.lineCap = "round";
    this.pen.lineJoin = "round";
    this.pen.strokeStyle = "#000";
    this.tell();
  }

  // A page that comes back with something to mend still holds what was signed.
  async restore() {
    const [, encoded] = this.field.value.split(",");
    if (!encoded) {
      return;
    }
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    this.pen.drawImage(image, 0, 0);
  }

  clear() {
    this.field.value = "";
    this.blank();
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * this.canvas.width) / box.width,
      ((event.clientY - box.top) * this.canvas.height) / box.height,
    ];
  }

  begin(event) {
    if (this.pointer !== null || event.button !== 0) {
      return;
    }
    event.preventDefault();
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.pen.beginPath();
    this.pen.moveTo(...this.place(event));
    this.pen.lineTo(...this.place(event));
    this.pen.stroke();
  }

  draw(event) {
    if (event.pointerId !== this.pointer) {
      return;
    }
    this.pen.lineTo(...this.place(event));
    this.pen.stroke();
  }

  end(event) {
    if (event.pointerId !== this.pointer) {
      return;
    }
    this.pointer = null;
    this.field.value = this.canvas.toDataURL("image/png");
    this.tell();
  }

  tell() {
    this.status.textContent = this.field.value ? this.status.dataset.signed : this.status.dataset.empty;
  }
}
