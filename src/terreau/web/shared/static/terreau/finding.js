// Who answers and where: each shows where the other points. The list says all that the map does.
"use strict";
(function () {
  function mark(key, isShown) {
    document.querySelectorAll("[data-answers]").forEach(function (point) {
      if (point.dataset.answers.split(" ").includes(key)) { point.classList.toggle("is-shown", isShown); }
    });
  }
  function answersOf(event) {
    const point = event.target.closest("[data-answers]");
    if (!point) { return []; }
    return point.dataset.answers.split(" ").map(function (key) { return document.getElementById("o-" + key); }).filter(Boolean);
  }
  // The results are swapped as one searches: what is listened to is what stays.
  document.addEventListener("mouseover", function (event) {
    const answer = event.target.closest("[data-answer]");
    if (answer) { mark(answer.dataset.answer, true); }
    answersOf(event).forEach(function (each) { each.classList.add("is-shown"); });
  });
  document.addEventListener("mouseout", function (event) {
    const answer = event.target.closest("[data-answer]");
    if (answer) { mark(answer.dataset.answer, false); }
    answersOf(event).forEach(function (each) { each.classList.remove("is-shown"); });
  });
  document.addEventListener("focusin", function (event) {
    document.querySelectorAll(".finding-point.is-shown").forEach(function (point) { point.classList.remove("is-shown"); });
    const answer = event.target.closest("[data-answer]");
    if (answer) { mark(answer.dataset.answer, true); }
  });
  document.addEventListener("click", function (event) {
    const first = answersOf(event)[0];
    if (first) {
      first.scrollIntoView({ block: "center" });
      first.querySelector("a").focus();
    }
  });
})();
