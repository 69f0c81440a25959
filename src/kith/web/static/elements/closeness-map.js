// Lets people be moved between the circles by pointer, touch and arrow keys. Each move sets the list's
// own fields; nothing is stored until the list is saved. Without it the list does the same job.
customElements.define("closeness-map", class extends HTMLElement {
  connectedCallback() {
    this.drawing = this.querySelector(".circles svg");
    this.form = this.querySelector("form");
    if (!this.drawing || !this.querySelector(".place")) return;
    this.radii = [...this.drawing.querySelectorAll(".ring")].map((ring) => +ring.getAttribute("r")).sort((a, b) => a - b);
    this.drawing.setAttribute("role", "group");
    this.drawing.querySelectorAll("[data-person]").forEach((person) => this.enable(person));
    this.form.addEventListener("change", (event) => this.chosen(event.target));
  }

  enable(person) {
    Object.entries({ tabindex: 0, role: "slider", "aria-orientation": "vertical", "aria-valuemin": 1, "aria-valuemax": this.radii.length, "aria-label": person.dataset.name }).forEach(([name, value]) => person.setAttribute(name, value));
    person.at = { x: +person.dataset.x, y: +person.dataset.y };
    this.tell(person, +person.dataset.ring);
    let grip = null;
    person.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const point = this.point(event);
      grip = { x: person.at.x - point.x, y: person.at.y - point.y };
      person.setPointerCapture(event.pointerId);
    });
    person.addEventListener("pointermove", (event) => {
      if (!grip) return;
      const point = this.point(event);
      this.put(person, point.x + grip.x, point.y + grip.y);
    });
    const drop = () => { grip = null; };
    person.addEventListener("pointerup", drop);
    person.addEventListener("pointercancel", drop);
    person.addEventListener("keydown", (event) => {
      const [nearer, turn] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -10], ArrowRight: [0, 10] }[event.key] ?? [];
      if (nearer === undefined) return;
      event.preventDefault();
      this.stand(person, this.ring(person) + nearer, this.angle(person) + turn);
    });
  }

  point(event) { return new DOMPoint(event.clientX, event.clientY).matrixTransform(this.drawing.getScreenCTM().inverse()); }
  field(person, name) { return this.form.elements[`${name}-${person.dataset.person}`]; }
  angle({ at }) { return (Math.atan2(at.x, -at.y) * 180) / Math.PI; }
  ring({ at }) { return (this.radii.findIndex((radius) => Math.hypot(at.x, at.y) <= radius) + 1) || this.radii.length; }

  stand(person, ring, angle) {
    const number = Math.min(Math.max(ring, 1), this.radii.length), turn = (angle * Math.PI) / 180;
    const away = (this.radii[number - 1] + (this.radii[number - 2] ?? 16)) / 2;
    this.put(person, away * Math.sin(turn), -away * Math.cos(turn));
  }

  put(person, x, y) {
    const far = Math.min(1, (this.radii.at(-1) - 7) / (Math.hypot(x, y) || 1));
    person.at = { x: x * far, y: y * far };
    person.setAttribute("transform", `translate(${person.at.x - person.dataset.x} ${person.at.y - person.dataset.y})`);
    this.field(person, "ring").value = this.ring(person);
    this.field(person, "angle").value = ((this.angle(person) + 360) % 360).toFixed(1);
    this.tell(person, this.ring(person));
  }

  chosen(select) {
    const [name, pk] = select.name.split("-"), person = this.drawing.querySelector(`[data-person="${pk}"]`);
    if (name === "ring" && person && select.value) this.stand(person, +select.value, this.angle(person));
    this.moved();
  }

  tell(person, ring) {
    person.setAttribute("aria-valuenow", ring);
    person.setAttribute("aria-valuetext", this.field(person, "ring").querySelector(`[value="${ring}"]`).textContent);
    this.moved();
  }

  moved() {
    const isMoved = (row) => this.drawing.querySelector(`[data-person="${row.dataset.place}"][transform]`)
      || [...row.querySelectorAll("select")].some((select) => !select.selectedOptions[0].defaultSelected);
    const names = [...this.querySelectorAll(".place")].filter(isMoved).map((row) => row.dataset.name);
    this.toggleAttribute("data-moved", names.length > 0);
    this.querySelector(".moved").textContent = names.length ? this.dataset.changed.replace("{names}", names.join(", ")) : "";
  }
});
