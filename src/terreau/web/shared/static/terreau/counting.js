// Says on a button how many boxes are ticked; without JavaScript it names them without a number.
"use strict";
(() => {
  for (const button of document.querySelectorAll("[data-counts]")) {
    const form = button.form, plain = button.textContent;
    const say = () => {
      const count = form.querySelectorAll(`input[name="${button.dataset.counts}"]:checked`).length;
      const words = count > 1 ? button.dataset.many.replace("#", count) : button.dataset.one;
      button.textContent = count ? words : plain;
    };
    form.addEventListener("change", say);
    say();
  }
})();
