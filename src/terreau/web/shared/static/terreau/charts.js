// Draws each chart from the data beside it, in the colours of the theme; the table remains its other half.
"use strict";
(function () {
  function token(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  // Options name colours as "var(--s1)": they are resolved here so that a chart follows light and dark.
  function resolve(value) {
    if (typeof value === "string") {
      return value.replace(/var\((--[a-z0-9-]+)\)/g, function (_, name) { return token(name); });
    }
    if (Array.isArray(value)) { return value.map(resolve); }
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(function (pair) { return [pair[0], resolve(pair[1])]; }));
    }
    return value;
  }
  // A label under a bar has the width of the bar's place: on a wide screen it needs one line.
  function fit(drawing, option) {
    const label = option.xAxis.axisLabel;
    if (!label.overflow) { return; }
    const place = (drawing.getWidth() - 16) / option.xAxis.data.length;
    drawing.setOption({ xAxis: { axisLabel: { width: Math.floor(place) - 6 } } });
  }
  // Paper is narrower than the window: with a frame of its own a drawing fits its panel.
  function frame(drawing, option) {
    fit(drawing, option);
    const svg = drawing.getDom().querySelector("svg");
    svg.setAttribute("viewBox", "0 0 " + drawing.getWidth() + " " + drawing.getHeight());
  }
  const drawings = [];
  function draw(element) {
    const source = document.getElementById(element.dataset.chart);
    const option = JSON.parse(source.textContent);
    const chart = echarts.init(element, null, { renderer: "svg" });
    chart.setOption(resolve(option));
    frame(chart, option);
    drawings.push({ chart: chart, option: option });
  }
  // Texts are measured once: the typeface must be there first.
  document.fonts.ready.then(function () { document.querySelectorAll("[data-chart]").forEach(draw); });
  function resize(size) { drawings.forEach(function (d) { d.chart.resize(size); frame(d.chart, d.option); }); }
  window.addEventListener("resize", function () { resize(); });
  // Drawn anew at the size of half an A4 page, or its words would be too small to read.
  window.addEventListener("beforeprint", function () { resize({ width: 330, height: 190 }); });
  window.addEventListener("afterprint", function () { resize({ width: "auto", height: "auto" }); });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    drawings.forEach(function (d) { d.chart.setOption(resolve(d.option), true); frame(d.chart, d.option); });
  });
})();
