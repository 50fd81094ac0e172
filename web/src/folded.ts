// SPDX-License-Identifier: Apache-2.0
//
// Parts that are folded away until asked for. They are made when they are first opened, and opened
// for print, where nothing can be unfolded.
import {h, type Child} from "./dom";

const makers = new WeakMap<HTMLDetailsElement, () => void>();

// A long part stays folded in print unless the reader opened it.
export function folded(summary: Child, content: () => Child, isLong = false): HTMLDetailsElement {
  const details = h("details", {"data-long": isLong}, h("summary", {}, summary));
  const make = () => {
    if (!makers.delete(details)) return;
    const child = content();
    if (child !== null && child !== undefined) details.append(child);
  };
  makers.set(details, make);
  details.addEventListener("toggle", make);
  return details;
}

// A curve's points say nothing in print that the curve does not.
const printedRows = 40;

const opened: HTMLDetailsElement[] = [];

export function unfoldForPrint(): void {
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) {
      if (details.open || details.hasAttribute("data-long")) continue;
      makers.get(details)?.();
      if (details.querySelectorAll("tr").length > printedRows) continue;
      details.open = true;
      opened.push(details);
    }
  });
  addEventListener("afterprint", () => {
    for (const details of opened.splice(0)) details.open = false;
  });
}
