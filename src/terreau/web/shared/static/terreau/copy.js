// Copies the text of an element, or prints the page. Both buttons stay hidden without JavaScript.
(() => {
  const shown = (selector, act) => {
    for (const button of document.querySelectorAll(selector)) {
      button.hidden = false;
      button.addEventListener("click", () => act(button));
    }
  };

  if (navigator.clipboard) {
    shown("[data-copy]", async button => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
      button.textContent = button.dataset.done;
    });
  }
  shown("[data-print]", () => window.print());
})();
