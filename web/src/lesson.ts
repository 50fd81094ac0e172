// SPDX-License-Identifier: Apache-2.0
//
// The lesson: chapters with plots that answer to the reader's hand.
import {h} from "./dom";

const page = document.getElementById("page")!;
page.replaceWith(h("main", {id: "page"}, h("h1", {}, document.title)));
