// Adds "5 minutes ago" to a moment written out inside it, and keeps that true while the page is open.
// Without it the moment itself is there to read.
const units = [["day", 86400], ["hour", 3600], ["minute", 60]];

customElements.define("relative-time", class extends HTMLElement {
  connectedCallback() {
    this.when = new Date(this.querySelector("time").dateTime);
    this.words = this.appendChild(document.createElement("span"));
    this.words.className = "quiet";
    this.tell();
    this.clock = setInterval(() => this.tell(), 60000);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    this.words.remove();
  }

  tell() {
    const seconds = (this.when - Date.now()) / 1000;
    const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
    const near = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
    const isDistant = Math.abs(seconds) > 14 * 86400;
    this.words.textContent = isDistant ? "" : ` (${near.format(Math.round(seconds / size), unit)})`;
  }
});
