// "Exit this page": covers the page at once and leaves for a neutral site, also on Shift pressed
// three times within five seconds. Without it the link alone leaves.
const link = document.querySelector("[data-exit]");
let presses = [];

function leave(event) {
  event?.preventDefault();
  document.body.replaceChildren();
  document.title = "";
  location.replace(link.href);
}

link?.addEventListener("click", leave);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift" || event.repeat || !link) return;
  presses = [...presses.filter((at) => event.timeStamp - at < 5000), event.timeStamp];
  if (presses.length === 3) leave();
});
