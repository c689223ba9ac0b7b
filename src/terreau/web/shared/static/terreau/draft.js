// What is being written stays in this tab if the network or the page is lost. It is kept in the tab's own memory
// (sessionStorage), never on the telephone: the next person who takes it finds nothing. Without this file the form
// still works.
"use strict";
(function () {
  const prefix = "draft ";
  function fields(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && field.type !== "hidden" && field.type !== "radio" && field.type !== "submit";
    });
  }
  document.querySelectorAll("[data-draft-sent]").forEach(function (mark) {
    sessionStorage.removeItem(prefix + mark.dataset.draftSent);
  });
  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    const key = prefix + form.dataset.draft;
    const note = document.querySelector("[data-draft-note]");
    const first = JSON.stringify(fields(form).map(function (field) { return field.defaultValue; }));
    function keep() {
      const typed = {};
      fields(form).forEach(function (field) { typed[field.name] = field.value; });
      sessionStorage.setItem(key, JSON.stringify(typed));
    }
    const kept = sessionStorage.getItem(key);
    // A form that comes back with what it refuses holds what was typed already.
    if (kept && !form.querySelector(".field-error")) {
      const typed = JSON.parse(kept);
      fields(form).forEach(function (field) {
        if (field.name in typed) { field.value = typed[field.name]; }
      });
      const now = JSON.stringify(fields(form).map(function (field) { return field.value; }));
      note.hidden = now === first;
    }
    note.querySelector("[data-draft-forget]").addEventListener("click", function () {
      sessionStorage.removeItem(key);
      form.reset();
      note.hidden = true;
      fields(form)[0].focus();
    });
    form.addEventListener("input", keep);
  });
})();
