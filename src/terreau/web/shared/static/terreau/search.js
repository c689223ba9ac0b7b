// A field that suggests, as a combobox: arrows move, Enter opens or writes, Escape closes. Without this file the form
// still works.
"use strict";
(function () {
  function options(list) { return Array.from(list.querySelectorAll("[role=option]:not([aria-disabled])")); }
  function close(input, list) {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function select(input, list, index) {
    options(list).forEach(function (option, i) { option.setAttribute("aria-selected", String(i === index)); });
    const chosen = options(list)[index];
    if (!chosen) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }
  function enhance(input) {
    const list = document.getElementById(input.getAttribute("aria-controls"));
    if (!list) { return; }
    // An answer that comes after Escape, or once the focus has left, opens nothing.
    let awaited = false;
    // The list is busy until it answers what is written now.
    let answered = input.value;
    function tellBusy() { list.setAttribute("aria-busy", String(answered !== input.value)); }
    // Whatever the name of the field in its form, what is typed is asked as "q".
    input.addEventListener("htmx:configRequest", function (event) { event.detail.parameters.q = input.value; });
    list.addEventListener("click", function (event) {
      const option = event.target.closest("[data-value]");
      if (!option) { return; }
      input.value = option.dataset.value;
      awaited = false;
      close(input, list);
      input.focus();
    });
    input.addEventListener("input", function () { awaited = true; tellBusy(); });
    input.addEventListener("htmx:afterRequest", function (event) {
      if (event.detail.successful) { answered = event.detail.requestConfig.parameters.q; tellBusy(); }
    });
    ["htmx:sendError", "htmx:responseError"].forEach(function (failure) {
      input.addEventListener(failure, function () {
        // What was found for another text is no answer to this one.
        list.replaceChildren();
        close(input, list);
        answered = input.value;
        tellBusy();
      });
    });
    input.addEventListener("blur", function () { awaited = false; });
    list.addEventListener("htmx:afterSwap", function () {
      list.hidden = !awaited || input.value.trim() === "" || list.children.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
    });
    input.addEventListener("keydown", function (event) {
      const all = options(list);
      const now = all.findIndex(function (option) { return option.getAttribute("aria-selected") === "true"; });
      if (event.key === "ArrowDown" && !list.hidden) { event.preventDefault(); select(input, list, Math.min(now + 1, all.length - 1)); }
      else if (event.key === "ArrowUp" && !list.hidden) { event.preventDefault(); select(input, list, Math.max(now - 1, -1)); }
      else if (event.key === "Escape" && (awaited || !list.hidden)) {
        // The browser's own Escape would empty the field: what was typed stays.
        event.preventDefault();
        awaited = false;
        close(input, list);
      }
      else if (event.key === "Enter" && !list.hidden && now >= 0) { event.preventDefault(); all[now].click(); }
    });
    list.parentElement.addEventListener("focusout", function (event) {
      if (!list.parentElement.contains(event.relatedTarget)) { close(input, list); }
    });
  }
  document.querySelectorAll("input[role=combobox]").forEach(enhance);
})();
