// SPDX-License-Identifier: Apache-2.0
//
// The lesson: four chapters with plots that answer to the reader's hand, in two languages.
//
// What tests find by id: chapter-N, section-N-M; figure-NAME (line, valley, unit, curve, walk-unit,
// walk-chain, differences, sweep, steps, newton, forecast, circle, walk-network); the controls
// valley-w, unit-b, unit-w, unit-best, unit-reset, walk-NAME-previous, -next, -reset, sweep-z,
// steps-length, steps-shown, steps-newton, steps-reset; the values valley-values, unit-values,
// sweep-values, steps-values, steps-verdict; language-en, language-ru.
import {h} from "./dom";
import {unfoldForPrint} from "./folded";
import type {Lesson} from "./lesson/data";
import {chapter, slug} from "./lesson/text";
import {language, say, setLanguage, type Language} from "./lesson/words";

const lesson = JSON.parse(document.getElementById("odds-data")!.textContent!) as Lesson;

function languages(): HTMLElement {
  const button = (code: Language, name: string) => {
    const element = h("button", {type: "button", id: `language-${code}`, lang: code,
      "aria-pressed": String(language() === code)}, name);
    element.addEventListener("click", () => change(code));
    return element;
  };
  return h("div", {class: "languages no-print", role: "group",
    "aria-label": say({en: "Language", ru: "Язык"})},
  button("en", "English"), button("ru", "Русский"));
}

function contents(): HTMLElement {
  const titles = lesson.chapters.map((pieces) =>
    pieces.flatMap((piece) => piece.kind === "title" ? [say(piece.text)] : [])[0]!);
  return h("nav", {"aria-label": say({en: "Chapters", ru: "Главы"}), class: "contents"},
    h("ol", {}, ...titles.map((title, k) =>
      h("li", {}, h("a", {href: `#${slug(k + 1, 0)}`}, title)))));
}

function show(): void {
  document.title = say(lesson.title);
  document.getElementById("page")!.replaceWith(h("main", {id: "page"},
    languages(),
    h("h1", {}, document.title),
    h("p", {class: "lead"}, say({
      en: "Every number on this page was computed by odds, on 23 flights of the space shuttle. " +
        "The plots answer to your hand: move a slider, press a button, drag a ring.",
      ru: "Все числа на этой странице вычислены odds по 23 полётам космического челнока. Рисунки " +
        "слушаются руки: двигайте ползунки, нажимайте кнопки, тяните за кольца."})),
    contents(),
    ...lesson.chapters.map((pieces, k) => chapter(pieces, k + 1, lesson.plots))));
}

// The reader stays at the heading that is uppermost on the screen.
function change(code: Language): void {
  if (code === language()) return;
  const headings = [...document.querySelectorAll<HTMLElement>("h2, h3[id]")];
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 40);
  const at = passed[passed.length - 1]?.id;
  setLanguage(code);
  show();
  if (at) document.getElementById(at)?.scrollIntoView({behavior: "instant"});
  document.getElementById(`language-${code}`)!.focus({preventScroll: true});
}

show();
unfoldForPrint();
