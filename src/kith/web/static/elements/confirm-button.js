// Asks once more, in the button itself, before a step that is hard to take back.
// Without it the button acts at the first press. Leaving the button takes the question away.
customElements.define("confirm-button", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const label = button.innerHTML;
    let asked = false;
    button.addEventListener("click", (event) => {
      if (asked) return;
      event.preventDefault();
      asked = true;
      button.textContent = this.dataset.question;
    });
    button.addEventListener("blur", () => {
      asked = false;
      button.innerHTML = label;
    });
  }
});
