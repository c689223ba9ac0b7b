// Sorts a table by the heading one presses; a cell without a number stays last. Without this file the table is as written.
"use strict";
(function () {
  function value(row, index) {
    const cell = row.cells[index];
    const exact = cell.querySelector("data");
    if (!exact) { return cell.textContent.trim(); }
    return exact.value === "" ? null : Number(exact.value);
  }
  function compare(one, other, sign) {
    if (one === null || other === null) { return (one === null) - (other === null); }
    return sign * (typeof one === "number" ? one - other : one.localeCompare(other, document.documentElement.lang));
  }
  function sort(table, heading) {
    const index = heading.cellIndex;
    const rows = Array.from(table.tBodies[0].rows);
    // Figures are first asked for from the largest, names from A.
    const first = rows.some(function (row) { return row.cells[index].querySelector("data"); }) ? "descending" : "ascending";
    const now = heading.getAttribute("aria-sort");
    const order = now === null ? first : now === "ascending" ? "descending" : "ascending";
    table.querySelectorAll("[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    rows.sort(function (a, b) { return compare(value(a, index), value(b, index), sign); });
    table.tBodies[0].append(...rows);
  }
  document.querySelectorAll("table[data-sortable]").forEach(function (table) {
    if (table.tBodies[0].rows.length < 2) { return; }
    table.classList.add("is-sortable");
    Array.from(table.tHead.rows[0].cells).forEach(function (heading) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...heading.childNodes);
      button.addEventListener("click", function () { sort(table, heading); });
      heading.append(button);
    });
  });
})();
