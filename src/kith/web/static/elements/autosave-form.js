// Saves the form inside it a second after typing stops, and says truthfully what is saved where.
// Without it the form's own button does the same job. What the server does not take is kept in
// this browser until it does, so a sign-out or a lost network loses nothing.
customElements.define("autosave-form", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.field = this.form.elements[this.dataset.name];
    this.status = this.querySelector(".autosave");
    this.store = `kith:${this.dataset.key}`;
    this.form.addEventListener("input", (event) => event.target.closest(".autosave") || this.soon());
    this.form.addEventListener("submit", () => localStorage.removeItem(this.store));
    const kept = JSON.parse(localStorage.getItem(this.store) ?? "null");
    if (kept && kept.text !== this.field.value) this.offer(kept);
  }

  soon() {
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 1000);
  }

  keep() {
    localStorage.setItem(this.store, JSON.stringify({ text: this.field.value, at: Date.now() }));
  }

  async save() {
    if (this.saving) return this.soon();
    this.saving = true;
    const sent = this.field.value;
    try {
      const reply = await fetch(this.dataset.url, {
        method: "POST", body: new FormData(this.form), redirect: "error", headers: { Accept: "application/json" },
      });
      if (reply.status === 409) return this.conflict(await reply.json());
      if (!reply.ok) throw new Error(reply.statusText);
      const { saved_at, version } = await reply.json();
      this.version(version);
      if (this.field.value === sent) localStorage.removeItem(this.store);
      this.say(`${this.dataset.saved} ${saved_at}`, "saved");
    } catch {
      this.say(this.dataset.waiting, "waiting");
      this.timer = setTimeout(() => this.save(), 15000);
    } finally {
      this.saving = false;
    }
  }

  version(value) {
    if (this.form.elements.version) this.form.elements.version.value = value;
  }

  say(text, state, ...more) {
    this.status.dataset.state = state;
    this.status.replaceChildren(text, ...more);
  }

  button(text, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text });
    button.addEventListener("click", act);
    return button;
  }

  offer(kept) {
    const restore = () => { this.field.value = kept.text; this.save(); this.field.focus(); };
    const drop = () => { localStorage.removeItem(this.store); this.say("", ""); };
    this.say(this.dataset.found, "waiting", this.button(this.dataset.restore, restore), this.button(this.dataset.drop, drop));
  }

  conflict({ theirs, by = "", version }) {
    const text = Object.assign(document.createElement("textarea"), { readOnly: true, value: theirs });
    text.setAttribute("aria-label", `${this.dataset.conflict} ${by}`);
    const mine = () => { this.version(version); this.save(); };
    this.say(`${this.dataset.conflict} ${by}`, "conflict", text, this.button(this.dataset.keep, mine));
  }
});
