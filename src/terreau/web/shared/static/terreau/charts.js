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
  const NARROW = 400;
  const LYING = { top: "right", bottom: "left" };
  function isOfBars(option) { return Boolean(option.xAxis.axisLabel.overflow); }
  // On a narrow screen bars lie: a name beside its bar is never cut inside a word.
  function laid(option) {
    const flat = structuredClone(option);
    const [least, most] = option.yAxis.boundaryGap;
    flat.yAxis = { ...flat.xAxis, inverse: true };
    Object.assign(flat.yAxis.axisLabel, { width: 88, align: "right" });
    flat.xAxis = { ...option.yAxis, boundaryGap: [least ? "60%" : 0, most || "30%"] };
    flat.grid = { ...flat.grid, left: 100, top: 4, containLabel: false };
    flat.series.forEach(function (series) {
      series.data.forEach(function (bar) { if (bar.label) { bar.label.position = LYING[bar.label.position]; } });
      if (series.markLine) { series.markLine.data.flat().forEach(function (end) { end.coord.reverse(); }); }
    });
    return flat;
  }
  // A label under a bar has the width of the bar's place: on a wide screen it needs one line.
  function fitted(drawing, option) {
    if (!isOfBars(option)) { return option; }
    if (drawing.getWidth() < NARROW) { return laid(option); }
    const place = (drawing.getWidth() - 16) / option.xAxis.data.length;
    const wide = structuredClone(option);
    wide.xAxis.axisLabel.width = Math.floor(place) - 6;
    return wide;
  }
  // Paper is narrower than the window: with a frame of its own a drawing fits its panel.
  function frame(drawing, option) {
    drawing.setOption(resolve(fitted(drawing, option)), true);
    const svg = drawing.getDom().querySelector("svg");
    svg.setAttribute("viewBox", "0 0 " + drawing.getWidth() + " " + drawing.getHeight());
  }
  const drawings = [];
  function draw(element) {
    const source = document.getElementById(element.dataset.chart);
    const option = JSON.parse(source.textContent);
    const chart = echarts.init(element, null, { renderer: "svg" });
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
    drawings.forEach(function (d) { frame(d.chart, d.option); });
  });
})();
