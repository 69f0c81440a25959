// Keeps what is typed in the form inside it. With data-url the form is also sent a second after
// typing stops, and the line below it says truthfully what is saved where; without, the form's own
// button saves, as it does everywhere without script. Until the record has taken the words, a copy
// is offered again after a reload, a lost network, or a time-out and signing in anew.
// The copy lies in sessionStorage on purpose. Clinics share computers: it lasts as long as this tab,
// sign-in page included, and is never written where the next person could find it tomorrow, as
// localStorage would be. It carries its owner's number, and goes when somebody signs out here or
// somebody else signs in. All that a closed tab can lose is what the network refused just then.
const own = `kith:${document.body.dataset.user}:`;
const drop = (is) => Object.keys(sessionStorage).filter((k) => k.startsWith("kith:") && is(k)).forEach((k) => sessionStorage.removeItem(k));
const taken = /(?:^|; )kith-taken=([\w.-]+)/.exec(document.cookie)?.[1];
drop((key) => (document.body.dataset.user && !key.startsWith(own)) || (taken && JSON.parse(sessionStorage[key]).draft === taken));
document.addEventListener("submit", ({ target }) => target.action.endsWith("/logout/") && drop(() => true));

customElements.define("autosave-form", class extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.line = this.querySelector(".autosave");
    this.store = own + this.dataset.key;
    // Some of its fields may stand elsewhere on the page, so typing is heard at the document.
    document.addEventListener("input", ({ target }) => this.fields().includes(target) && this.soon());
    this.form.addEventListener("submit", (event) => this.send(event));
    const kept = JSON.parse(sessionStorage[this.store] ?? "null");
    if (kept && JSON.stringify(kept.values) !== JSON.stringify(this.values())) this.offer(kept.values);
    else if (!document.querySelector("#errors, #conflict")) this.forget();
  }
  fields() { return [...this.form.elements].filter((one) => one.name && !["hidden", "submit"].includes(one.type)); }
  values() { return this.fields().map((one) => [one.name, one.value, ["checkbox", "radio"].includes(one.type) ? one.checked : null]); }
  forget() { sessionStorage.removeItem(this.store); }
  keep(draft = "") { sessionStorage[this.store] = JSON.stringify({ values: this.values(), draft }); }

  soon(wait = 1000) {
    this.keep();
    clearTimeout(this.timer);
    if (this.dataset.url) this.timer = setTimeout(() => this.saving ? this.soon() : this.save(), wait);
    else this.say(this.dataset.typed, "typed");
  }

  send(event) { // by its own button, once typing is through: the answer names the copy that may go
    if (this.saving) return event.preventDefault(), this.saving.then(() => this.form.requestSubmit(event.submitter));
    const draft = this.form.elements.draft ?? this.form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "draft" }));
    draft.value = `${Date.now()}.${Math.random().toString(36).slice(2)}`;
    clearTimeout(this.timer);
    this.keep(draft.value);
  }

  save() { return this.saving = this.post().finally(() => { this.saving = null; }); }
  async post() {
    const sent = JSON.stringify(this.values());
    try {
      const reply = await fetch(this.dataset.url, { method: "POST", body: new FormData(this.form), redirect: "manual", headers: { Accept: "application/json" } });
      if (reply.type === "opaqueredirect" || reply.status === 403) return this.say(this.dataset.out, "waiting", this.make("a", { href: location.href, textContent: this.dataset.in }));
      const said = reply.ok || [409, 422].includes(reply.status) ? await reply.json() : null;
      if (reply.status === 409) return this.conflict(said);
      if (reply.status === 422) return this.say(said.error, "waiting");
      this.form.elements.version.value = said.version;
      if (sent === JSON.stringify(this.values())) this.forget();
      this.say(`${this.dataset.saved} ${said.saved_at}`, "saved");
    } catch {
      this.say(this.dataset.waiting, "waiting");
      this.timer = setTimeout(() => this.save(), 15000);
    }
  }

  make(tag, properties) { return Object.assign(document.createElement(tag), properties); }
  button(textContent, onclick) { return this.make("button", { type: "button", className: "button", textContent, onclick }); }
  say(text, state, ...more) { this.line.dataset.state = state; this.line.replaceChildren(text, ...more); }

  offer(values) {
    const back = ([name, value, on]) => this.fields().filter((one) => one.name === name && (on === null || one.value === value)).forEach((one) => on === null ? (one.value = value) : (one.checked = on));
    const restore = () => { values.forEach(back); this.soon(0); this.fields()[0].focus(); };
    this.say(this.dataset.found, "waiting", this.button(this.dataset.restore, restore), this.button(this.dataset.drop, () => { this.forget(); this.say("", ""); }));
  }

  conflict({ theirs, by = "", version }) {
    const text = this.make("textarea", { readOnly: true, value: theirs, ariaLabel: `${this.dataset.conflict} ${by}` });
    const mine = () => { this.form.elements.version.value = version; this.save(); };
    this.say(`${this.dataset.conflict} ${by}`, "conflict", text, this.button(this.dataset.keep, mine));
  }
});
