// SPDX-License-Identifier: EUPL-1.2
// Sorts a table where it stands. Without this script the same links load the page in that order.
"use strict";

(function () {
  function order(rows, column, ascending) {
    const value = (row) => row.dataset[column];
    // What is not shown stays last, whichever way the column goes.
    const shown = rows.filter((row) => value(row) !== "");
    const absent = rows.filter((row) => value(row) === "");
    const byName = (a, b) => a.dataset.place - b.dataset.place;
    shown.sort((a, b) => (value(a) - value(b)) * (ascending ? 1 : -1) || byName(a, b));
    absent.sort(byName);
    return shown.concat(absent);
  }

  function enhance(table) {
    const body = table.tBodies[0];
    const links = Array.from(table.querySelectorAll("thead a[data-column]"));
    const status = document.querySelector("[data-sort-status]");
    links.forEach(function (link) {
      link.addEventListener("click", function (event) {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        const cell = link.closest("th");
        const column = link.dataset.column;
        const first = column === "naam" ? "ascending" : "descending";
        const other = first === "ascending" ? "descending" : "ascending";
        const direction = cell.getAttribute("aria-sort") === first ? other : first;
        links.forEach((each) => each.closest("th").removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", direction);
        const key = column === "naam" ? "place" : column;
        order(Array.from(body.rows), key, direction === "ascending").forEach((row) => body.append(row));
        if (status) status.textContent = table.dataset.sorted.replace("{column}", link.textContent.trim());
        // The address says what the page shows, where the page has an address that can say it.
        if (location.protocol !== "file:" && link.pathname === location.pathname) {
          history.replaceState(null, "", link.pathname + link.search + "#scholen");
        }
      });
    });
  }

  document.querySelectorAll("table[data-sort]").forEach(enhance);

  // Beside each number of the laboratory a slider, which moves the number and is moved by it.
  document.querySelectorAll("input[data-slider]").forEach(function (number) {
    const slider = document.createElement("input");
    slider.type = "range";
    ["min", "max", "step"].forEach((name) => { slider[name] = number[name]; });
    slider.setAttribute("aria-labelledby", number.id + "-label");
    const controls = document.createElement("div");
    controls.className = "lab-form__controls";
    number.before(controls);
    controls.append(number, slider);
    const follow = function () { if (number.value !== "") slider.value = number.value; };
    follow();
    number.addEventListener("input", follow);
    slider.addEventListener("input", function () { number.value = slider.value; });
  });

  // The other language of the same page: the same part of it, in the same order.
  document.querySelectorAll("a[data-language]").forEach(function (link) {
    link.addEventListener("click", function () {
      if (location.hash) link.hash = location.hash;
      if (location.search) link.search = location.search;
    });
  });
})();
