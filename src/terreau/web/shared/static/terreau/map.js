// A map and its ranked list: each shows where the other points; the legend hides classes.
"use strict";
(function () {
  const map = document.querySelector("[data-map]");
  const list = document.querySelector(".ranked-list");
  if (!list) { return; }
  const told = document.querySelector("[data-told]");
  const rows = new Map(Array.from(list.querySelectorAll("tr[data-code]")).map(function (row) { return [row.dataset.code, row]; }));
  const shapes = new Map();
  if (map) {
    map.querySelectorAll("[data-code]").forEach(function (shape) {
      if (!shapes.has(shape.dataset.code)) { shapes.set(shape.dataset.code, []); }
      shapes.get(shape.dataset.code).push(shape);
    });
  }
  let shown = null;
  function show(code, fromMap) {
    if (shown === code) { return; }
    [[shown, false], [code, true]].forEach(function (each) {
      (shapes.get(each[0]) || []).forEach(function (shape) { shape.classList.toggle("is-shown", each[1]); });
      if (rows.has(each[0])) { rows.get(each[0]).classList.toggle("is-shown", each[1]); }
    });
    shown = code;
    const row = rows.get(code);
    if (row && fromMap) { list.scrollTop = row.offsetTop - list.clientHeight / 2; }
    if (told) { told.textContent = code && shapes.has(code) ? shapes.get(code)[0].querySelector("title").textContent : ""; }
  }
  function codeOf(event) {
    const found = event.target.closest("[data-code]");
    return found ? found.dataset.code : null;
  }
  list.addEventListener("mouseover", function (event) { show(codeOf(event), false); });
  if (map) {
    // On what is around it: a drawing that listens to focus would become a stop of its own.
    map.parentElement.addEventListener("focusin", function (event) {
      const shape = map.contains(event.target) ? event.target.querySelector("[data-code]") : null;
      if (shape) { show(shape.dataset.code, true); }
    });
  }
  window.addEventListener("hashchange", point);
  list.addEventListener("focusin", function (event) { show(codeOf(event), false); });
  if (map) {
    map.addEventListener("mouseover", function (event) { show(codeOf(event), true); });
    map.addEventListener("click", function (event) {
      if (event.target.closest("a")) { return; } // leads closer
      const row = rows.get(codeOf(event));
      if (row) { row.querySelector("a").click(); }
    });
  }
  // The address may name a territory: "#t-44".
  function point() {
    const named = rows.get(decodeURIComponent(location.hash).replace(/^#t-/, ""));
    if (named) { show(named.dataset.code, true); }
  }
  point();
  document.querySelectorAll("[data-class-toggle]").forEach(function (box) {
    box.addEventListener("change", function () {
      const chosen = "[data-class='" + box.value + "']";
      list.querySelectorAll("tr" + chosen).forEach(function (row) { row.hidden = !box.checked; });
      if (map) { map.querySelectorAll(chosen).forEach(function (shape) { shape.classList.toggle("is-off", !box.checked); }); }
    });
  });
})();
