// SPDX-License-Identifier: Apache-2.0
//
// What the reader's hand moves: choices, as a row of radio buttons or a list, with the
// browser's own keyboard.
import {h} from "./dom";

export interface Choice { value: string; label: string }

let names = 0;

export function choice(question: string, choices: Choice[],
  chosen: (value: string) => void, start = choices[0]?.value): HTMLElement {
  const name = `choice-${++names}`;
  return h("fieldset", {class: "choice"}, h("legend", {}, question),
    ...choices.map(({value, label}) => {
      const input = h("input", {type: "radio", name, value, checked: value === start});
      input.addEventListener("change", () => chosen(value));
      return h("label", {}, input, h("span", {}, label));
    }));
}

// For more choices than fit into a row.
export function list(question: string, choices: Choice[],
  chosen: (value: string) => void): HTMLElement {
  const select = h("select", {}, ...choices.map(({value, label}) => h("option", {value}, label)));
  select.addEventListener("change", () => chosen(select.value));
  return h("p", {class: "list"}, h("label", {}, question, " ", select));
}
